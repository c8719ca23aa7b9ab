"""Frozen batch norm, and that folding it into a convolution changes nothing but the time."""

import copy
import pickle

import pytest
import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d, conv_norm
from tests.named_weights import fill_by_name, uniform_by_name


def conv_and_norm(eps: float = 1e-5, **arguments: int) -> tuple[nn.Conv2d, FrozenBatchNorm2d]:
    """From 6 channels to 4, in float64."""
    conv = fill_by_name(nn.Conv2d(6, 4, 3, bias=False, **arguments)).double()
    return conv, fill_by_name(FrozenBatchNorm2d(4, eps=eps)).double()


def x() -> Tensor:
    return uniform_by_name("x", (2, 6, 5, 7), -1, 1).double()


# Weight, bias, mean, variance, eps, what comes in, what goes out.
@pytest.mark.parametrize(
    ("numbers", "eps", "value", "expected"),
    [
        ((1, 0, 0, 1), 0.0, 3.0, 3.0),
        ((1, 0, 2, 1), 0.0, 3.0, 1.0),
        ((1, 0, 2, 4), 0.0, 3.0, 0.5),
        ((6, 0, 2, 4), 0.0, 3.0, 3.0),
        ((6, 5, 2, 4), 0.0, 3.0, 8.0),
        ((6, 5, 2, 1), 3.0, 3.0, 8.0),
        ((-6, 5, 2, 0), 4.0, 3.0, 2.0),
    ],
)
def test_by_hand(numbers, eps, value, expected):
    norm = FrozenBatchNorm2d(1, eps=eps)
    buffers = (norm.weight, norm.bias, norm.running_mean, norm.running_var)
    for buffer, number in zip(buffers, numbers, strict=True):
        buffer.fill_(number)
    assert norm(torch.full((1, 1, 1, 1), value)).item() == expected


def test_it_starts_as_doing_nothing_with_the_usual_eps_and_nothing_to_train():
    norm = FrozenBatchNorm2d(4)
    assert norm.eps == 1e-5
    torch.testing.assert_close(norm(x()[:, :4]), x()[:, :4] / (1 + 1e-5) ** 0.5)
    assert list(norm.parameters()) == []
    assert list(norm.state_dict()) == ["weight", "bias", "running_mean", "running_var"]
    assert repr(norm) == "FrozenBatchNorm2d(4, eps=1e-05)"


@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
def test_it_is_batch_norm_with_its_statistics_at_rest(training):
    trained = fill_by_name(nn.BatchNorm2d(6)).double().eval()
    norm = FrozenBatchNorm2d(6).double()
    norm.load_state_dict(trained.state_dict())
    torch.testing.assert_close(norm.train(training)(x()), trained(x()), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"stride": 2},
        {"padding": 1},
        {"dilation": 2},
        {"groups": 2},
        {"stride": 2, "padding": 2},
    ],
    ids=str,
)
@pytest.mark.parametrize("eps", [0.0, 1e-5, 0.1])
def test_folding_changes_nothing(arguments, eps):
    conv, norm = conv_and_norm(eps, **arguments)
    expected = norm(conv(x()))
    torch.testing.assert_close(conv_norm(x(), conv, norm), expected, rtol=1e-12, atol=1e-12)


class Sizes(TorchFunctionMode):
    """Notes the shape of the result of every operation."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if isinstance(result, Tensor):
            self.shapes.append(tuple(result.shape))
        return result


@pytest.mark.parametrize(("step", "passes"), [(conv_norm, 1), (lambda x, c, n: n(c(x)), 3)])
def test_folding_passes_over_the_map_once(step, passes):
    conv, norm = conv_and_norm()
    with Sizes() as seen:
        out = step(x(), conv, norm)
    assert seen.shapes.count(tuple(out.shape)) == passes


@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
def test_gradients_are_those_of_the_two_steps(training):
    found = []
    for step in (conv_norm, lambda x, conv, norm: norm(conv(x))):
        conv, norm = conv_and_norm(padding=1)
        given = x().requires_grad_()
        out = step(given, conv.train(training), norm.train(training))
        out.backward(uniform_by_name("weights", tuple(out.shape), -1, 1).double())
        found.append((given.grad, conv.weight.grad))
    torch.testing.assert_close(*found, rtol=1e-12, atol=1e-12)


def test_new_weights_count_at_once():
    conv, norm = conv_and_norm()
    conv_norm(x(), conv, norm)
    for change in (
        lambda: norm.load_state_dict({k: v + 0.5 for k, v in norm.state_dict().items()}),
        lambda: conv.load_state_dict({"weight": conv.weight.detach() * 2}),
        lambda: setattr(norm, "eps", 0.3),
        lambda: (conv.train(), norm.train()),
        lambda: (conv.float(), norm.float()),
    ):
        before = conv_norm(x().to(conv.weight), conv, norm)
        change()
        given = x().to(conv.weight)
        after = conv_norm(given, conv, norm)
        torch.testing.assert_close(after, norm(conv(given)), rtol=1e-5, atol=1e-5)
        assert norm.training or not torch.equal(before, after)


def test_a_norm_that_is_not_frozen_is_simply_called():
    conv, _ = conv_and_norm()
    norm = fill_by_name(nn.BatchNorm2d(4)).double()
    out = conv_norm(x(), conv, norm)
    torch.testing.assert_close(out.mean(dim=(0, 2, 3)), norm.bias, rtol=1e-9, atol=1e-9)
    assert norm.num_batches_tracked == 1


def test_a_convolution_with_a_bias_is_refused():
    with pytest.raises(ValueError, match=r"conv must have no bias, got Conv2d\(6, 4.*bias=False"):
        conv_norm(x(), nn.Conv2d(6, 4, 1), FrozenBatchNorm2d(4))


@pytest.mark.parametrize(
    "copied",
    [lambda m: m, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))],
    ids=["itself", "deepcopy", "pickle"],
)
def test_the_count_of_batches_in_a_file_is_left_out(copied):
    trained = fill_by_name(nn.Sequential(nn.Conv2d(3, 2, 1), nn.BatchNorm2d(2)))
    state = trained.state_dict()
    made = copied(nn.Sequential(nn.Conv2d(3, 2, 1), FrozenBatchNorm2d(2)))
    made.load_state_dict(state, strict=True)
    assert torch.equal(made[1].running_mean, trained[1].running_mean)
    assert "1.num_batches_tracked" in state  # the caller's dict is as it was


def test_other_keys_are_missed_and_refused():
    norm = FrozenBatchNorm2d(2)
    state = norm.state_dict()
    with pytest.raises(RuntimeError, match="Unexpected key"):
        norm.load_state_dict(state | {"other": torch.zeros(2)})
    del state["bias"]
    with pytest.raises(RuntimeError, match="Missing key"):
        norm.load_state_dict(state)
