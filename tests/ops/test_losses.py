"""Losses: numbers for a pencil, the slow versions, what each sum is divided by, nothing at all."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.autograd import gradcheck
from torch.nn import functional

from mrcnn_edu.ops import losses
from mrcnn_edu.ops.losses import (
    fast_rcnn_loss,
    keypoint_loss,
    mask_loss,
    rpn_loss,
    smooth_l1,
    softmax_mask_loss,
)
from mrcnn_edu.ops.slow import losses as slow
from tests.ops.detection_cases import MAKERS

LOG2 = math.log(2)
NAN, INF = math.nan, math.inf


def row(*numbers: float) -> Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


def made(operator: str, seed: int, dtype: torch.dtype = torch.float64) -> dict[str, Tensor]:
    """Arguments of an operator, in one dtype."""
    arguments = MAKERS[operator](seed, torch.Generator().manual_seed(seed))
    return {
        name: value.to(dtype) if value.is_floating_point() else value
        for name, value in arguments.items()
    }


def lists(arguments: dict[str, Tensor]) -> dict[str, list]:
    return {name: value.tolist() for name, value in arguments.items()}


# N1
@pytest.mark.parametrize(
    ("x", "beta", "value"),
    [
        pytest.param(0, 1, 0, id="no error"),
        pytest.param(0.5, 1, 0.125, id="half of its square"),
        pytest.param(-0.5, 1, 0.125, id="on the other side"),
        pytest.param(1, 1, 0.5, id="where the two meet"),
        pytest.param(3, 1, 2.5, id="its size less a half"),
        pytest.param(-3, 1, 2.5, id="likewise"),
        pytest.param(1 / 9, 1 / 9, 1 / 18, id="with beta 1/9 they meet earlier"),
        pytest.param(1, 1 / 9, 17 / 18, id="and the line is steep for longer"),
        pytest.param(1 / 18, 1 / 9, 1 / 72, id="half way to beta"),
    ],
)
def test_smooth_l1(x: float, beta: float, value: float) -> None:
    assert smooth_l1(row(x + 7), row(7), beta).item() == pytest.approx(value)


@given(st.floats(-5, 5), st.floats(-5, 5), st.sampled_from([0.1, 1 / 9, 1.0, 3.0]))
def test_smooth_l1_is_the_slow_one_and_torchs(x: float, y: float, beta: float) -> None:
    got = smooth_l1(row(x), row(y), beta).item()
    assert got == pytest.approx(slow.smooth_l1(x, y, beta), abs=1e-9)
    theirs = functional.smooth_l1_loss(row(x), row(y), reduction="none", beta=beta)
    assert got == pytest.approx(theirs.item(), abs=1e-12)


def test_slope_of_smooth_l1_grows_to_one_and_no_further() -> None:
    x = row(0, 0.25, 0.5, 1, 100, -100).requires_grad_()
    smooth_l1(x, torch.zeros_like(x), 0.5).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [0, 0.5, 1, 1, 1, -1]


@given(st.integers(0, 10_000))
def test_rpn_loss_is_the_slow_one(seed: int) -> None:
    arguments = made("rpn_loss", seed)
    for extra in ({}, {"beta": 1.0, "box_divisor": 240.0}, {"objectness_divisor": 256}):
        got = [loss.item() for loss in rpn_loss(**arguments, **extra)]
        assert got == pytest.approx(slow.rpn_loss(**lists(arguments), **extra), abs=1e-9)


@given(st.integers(0, 10_000))
def test_fast_rcnn_loss_is_the_slow_one(seed: int) -> None:
    arguments = made("fast_rcnn_loss", seed)
    for extra in ({}, {"beta": 1.0}):
        got = [loss.item() for loss in fast_rcnn_loss(**arguments, **extra)]
        assert got == pytest.approx(slow.fast_rcnn_loss(**lists(arguments), **extra), abs=1e-9)


@given(st.integers(0, 10_000))
def test_mask_loss_is_the_slow_one(seed: int) -> None:
    arguments = made("mask_loss", seed)
    if len(arguments["labels"]):
        expected = slow.mask_loss(**lists(arguments))
        assert mask_loss(**arguments).item() == pytest.approx(expected, abs=1e-9)


def two_stage(operator: str, positive: int, negative: int, error: float = 1.0):
    """Losses of so many examples with logits 0, each positive one off by ``error`` four times."""
    n = positive + negative
    labels = torch.tensor([1] * positive + [0] * negative)
    if operator == "rpn_loss":
        return rpn_loss(row(*[0] * n), torch.full((n, 4), error), labels, torch.zeros(n, 4), beta=1)
    deltas = torch.full((n, 2, 4), error)
    return fast_rcnn_loss(torch.zeros(n, 2), deltas, labels, torch.zeros(n, 4), beta=1)


@pytest.mark.parametrize("operator", ["rpn_loss", "fast_rcnn_loss"])
@pytest.mark.parametrize(
    ("positive", "negative", "box"),
    [
        pytest.param(1, 0, 2, id="alone: 4 · ½ / 1"),
        pytest.param(1, 3, 0.5, id="among four: 4 · ½ / 4, and not / 1"),
        pytest.param(2, 2, 1, id="two among four"),
        pytest.param(32, 96, 0.5, id="a quarter of 128"),
        pytest.param(0, 4, 0, id="none: 0, and not 0 / 0"),
    ],
)
def test_boxes_are_divided_by_all_that_were_sampled(operator, positive, negative, box) -> None:
    classes, boxes = two_stage(operator, positive, negative)
    assert boxes.item() == pytest.approx(box)
    assert classes.item() == pytest.approx(LOG2)  # a mean over all, of either kind


# N9
def test_the_papers_divisor_is_nearly_torchvisions() -> None:
    # λ / N_reg = 10 / 2400 beside 1 / 256, of 128 positive anchors each off by 1.
    n = 256
    labels = torch.tensor([1] * 128 + [0] * 128)
    arguments = (torch.zeros(n), torch.ones(n, 4), labels, torch.zeros(n, 4))
    _, sampled = rpn_loss(*arguments, beta=1)
    _, paper = rpn_loss(*arguments, beta=1, box_divisor=2400 / 10)
    assert sampled.item() == pytest.approx(128 * 2 / 256)
    assert paper.item() == pytest.approx(128 * 2 * 10 / 2400)
    assert paper / sampled == pytest.approx(256 / 240)


def test_any_label_above_zero_is_an_object_to_the_rpn() -> None:
    arguments = made("rpn_loss", 3)
    classes = arguments | {"labels": arguments["labels"] * 17}
    floats = arguments | {"labels": arguments["labels"].float()}
    assert rpn_loss(**classes) == rpn_loss(**arguments) == rpn_loss(**floats)


@pytest.mark.parametrize("bad", [NAN, INF, -INF])
@pytest.mark.parametrize("operator", ["rpn_loss", "fast_rcnn_loss"])
def test_targets_of_background_are_not_looked_at(operator: str, bad: float) -> None:
    arguments = made(operator, 5)
    arguments["labels"] = (torch.arange(len(arguments["labels"])) % 2).long()
    arguments["targets"] = torch.ones_like(arguments["targets"])
    expected = getattr(losses, operator)(**arguments)[1]
    arguments["targets"][arguments["labels"] == 0] = bad
    arguments["deltas"].requires_grad_()
    loss = getattr(losses, operator)(**arguments)[1]
    assert loss == expected
    (gradient,) = torch.autograd.grad(loss, arguments["deltas"])
    assert gradient.isfinite().all()
    assert (gradient[arguments["labels"] == 0] == 0).all()


def test_only_the_boxes_of_the_true_class_learn() -> None:
    deltas = torch.zeros(3, 4, 4, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([2, 0, 3])
    _, loss = fast_rcnn_loss(torch.zeros(3, 4).double(), deltas, labels, torch.ones(3, 4).double())
    loss.backward()
    assert deltas.grad is not None
    assert deltas.grad.abs().sum(dim=2).nonzero().tolist() == [[0, 2], [2, 3]]


# N12
def test_the_mask_of_the_true_class_learns_and_not_that_of_the_predicted_one() -> None:
    # Class 2 would be predicted; its mask is perfect, that of the true class 1 knows nothing.
    mask_logits = torch.zeros(1, 3, 2, 2, dtype=torch.float64)
    mask_logits[0, 2] = 30.0
    mask_logits.requires_grad_()
    loss = mask_loss(mask_logits, torch.tensor([1]), torch.ones(1, 2, 2).double())
    loss.backward()
    assert loss.item() == pytest.approx(LOG2)
    assert mask_logits.grad is not None
    assert mask_logits.grad[0, 1].tolist() == [[-0.125] * 2] * 2  # (½ - 1) / 4 pixels
    assert mask_logits.grad[0, [0, 2]].eq(0).all()


def test_masks_are_divided_by_proposals_and_pixels() -> None:
    one = mask_loss(torch.zeros(1, 1, 4, 4), torch.tensor([0]), torch.ones(1, 4, 4))
    logits = torch.cat((torch.zeros(1, 1, 4, 4), torch.full((3, 1, 4, 4), 50.0)))
    four = mask_loss(logits, torch.zeros(4, dtype=torch.int64), torch.ones(4, 4, 4))
    assert one.item() == pytest.approx(LOG2)
    assert four.item() == pytest.approx(LOG2 / 4)


def test_a_soft_target_is_met_by_its_own_probability() -> None:
    targets = torch.full((1, 2, 2), 0.3, dtype=torch.float64)
    logits = targets.logit()[:, None].requires_grad_()
    mask_loss(logits, torch.tensor([0]), targets).backward()
    assert logits.grad is not None
    assert logits.grad.abs().max() < 1e-15


def test_in_a_softmax_classes_compete() -> None:
    # The true class is sure of itself; another one is even surer, which only a softmax minds.
    mask_logits = torch.zeros(1, 3, 2, 2)
    mask_logits[0, 1], mask_logits[0, 2] = 10.0, 20.0
    arguments = (mask_logits, torch.tensor([1]), torch.ones(1, 2, 2))
    assert mask_loss(*arguments).item() < 1e-4
    assert softmax_mask_loss(*arguments).item() == pytest.approx(10, abs=1e-3)


def test_softmax_pixels_are_of_the_class_or_of_background() -> None:
    targets = torch.tensor([[[0.0, 0.49], [0.5, 1.0]]])
    perfect = torch.zeros(1, 3, 2, 2)
    perfect[0, 0, 0], perfect[0, 2, 1] = 50.0, 50.0
    assert softmax_mask_loss(perfect, torch.tensor([2]), targets).item() < 1e-6
    assert softmax_mask_loss(perfect, torch.tensor([1]), targets).item() == pytest.approx(25)


def test_keypoints_are_divided_by_those_that_can_be_seen() -> None:
    logits = torch.zeros(2, 3, 4, 4)
    logits[0, 0, 1, 2] = 50.0
    cells = torch.tensor([[6, 0, 0], [0, 0, 0]])  # row 1, column 2 of 4 is cell 6
    visible = torch.tensor([[True, True, False], [False, False, False]])
    assert keypoint_loss(logits, cells, visible).item() == pytest.approx(math.log(16) / 2)
    assert keypoint_loss(logits, cells, visible & (cells > 0)).item() == pytest.approx(0, abs=1e-6)


def test_one_cell_of_a_keypoint_map_is_pulled_up_and_the_others_down() -> None:
    logits = torch.zeros(1, 1, 2, 2, dtype=torch.float64, requires_grad=True)
    keypoint_loss(logits, torch.tensor([[2]]), torch.tensor([[True]])).backward()
    assert logits.grad is not None
    assert logits.grad[0, 0].flatten().tolist() == pytest.approx([0.25, 0.25, -0.75, 0.25])


def test_invisible_keypoints_do_not_pull() -> None:
    logits = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(0)).requires_grad_()
    visible = torch.tensor([[True, False, False], [False, True, False]])
    keypoint_loss(logits, torch.zeros(2, 3, dtype=torch.int64), visible).backward()
    assert logits.grad is not None
    assert torch.equal(logits.grad.abs().sum(dim=(2, 3)) > 0, visible)


NOTHING = {
    "rpn_loss": ("objectness", "deltas"),
    "fast_rcnn_loss": ("class_logits", "deltas"),
    "mask_loss": ("mask_logits",),
    "softmax_mask_loss": ("mask_logits",),
    "keypoint_loss": ("keypoint_logits",),
}


def gradients_of(operator: str, arguments: dict[str, Tensor]) -> tuple[Tensor, list[Tensor]]:
    """The losses in one tensor, and their sum's gradients."""
    inputs = [arguments[name].requires_grad_() for name in NOTHING[operator]]
    result = getattr(losses, operator)(**arguments)
    results = result if isinstance(result, tuple) else (result,)
    assert len({loss.dtype for loss in results}) == 1
    values = torch.stack(results)
    return values, list(torch.autograd.grad(values.sum(), inputs))


@pytest.mark.parametrize("operator", NOTHING)
def test_the_loss_of_nothing_is_zero_and_has_a_gradient(operator: str) -> None:
    arguments = made(operator.removeprefix("softmax_"), 1)
    values, gradients = gradients_of(operator, {n: v[:0].clone() for n, v in arguments.items()})
    assert (values == 0).all()
    for name, gradient in zip(NOTHING[operator], gradients, strict=True):
        assert gradient.shape == (0, *arguments[name].shape[1:])


@pytest.mark.parametrize("operator", ["rpn_loss", "fast_rcnn_loss"])
def test_without_positives_boxes_do_not_learn(operator: str) -> None:
    arguments = made(operator, 2)
    arguments["labels"] = torch.zeros_like(arguments["labels"])
    values, (of_classes, of_boxes) = gradients_of(operator, arguments)
    assert values[1] == 0
    assert values[0] > 0
    assert of_classes.abs().sum() > 0
    assert (of_boxes == 0).all()


def test_without_a_visible_keypoint_nothing_learns() -> None:
    arguments = made("keypoint_loss", 1)
    assert len(arguments["cells"])
    arguments["visible"] = torch.zeros_like(arguments["visible"])
    values, (gradient,) = gradients_of("keypoint_loss", arguments)
    assert values.tolist() == [0]
    assert (gradient == 0).all()


@pytest.mark.parametrize("operator", NOTHING)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_half_precision_is_near(operator: str, dtype: torch.dtype) -> None:
    # Rounding logits of some 10 to 8 bits moves them by up to 0.03.
    for seed in range(8, 20):
        arguments = made(operator.removeprefix("softmax_"), seed)
        if operator == "fast_rcnn_loss":
            arguments["targets"] = arguments["targets"].nan_to_num(posinf=0, neginf=0)
        exact, _ = gradients_of(operator, arguments)
        half = {
            n: v.detach().to(dtype) if v.dtype.is_floating_point else v
            for n, v in arguments.items()
        }
        rounded, _ = gradients_of(operator, half)
        assert rounded.dtype is torch.float32
        torch.testing.assert_close(rounded.double(), exact, rtol=0.02, atol=0.05)


@pytest.mark.parametrize("operator", ["mask_loss", "softmax_mask_loss", "keypoint_loss"])
def test_many_do_not_overflow_half_precision(operator: str) -> None:
    # 128 masks of 28 x 28, each pixel at log 2: 69,557 in all, and float16 ends at 65,504.
    labels = torch.zeros(128, dtype=torch.int64)
    if operator == "keypoint_loss":
        cells = torch.zeros(600, 17, dtype=torch.int64)  # 10,200 keypoints at log 3136 = 8.05
        loss = keypoint_loss(
            torch.zeros(600, 17, 1, 1).expand(-1, -1, 56, 56).half(), cells, cells == 0
        )
        assert loss.item() == pytest.approx(math.log(56**2), rel=0.02)
    else:
        logits = torch.zeros(128, 2, 28, 28, dtype=torch.float16)
        loss = getattr(losses, operator)(logits, labels, torch.zeros(128, 28, 28).half())
        assert loss.item() == pytest.approx(LOG2, rel=0.01)


@pytest.mark.parametrize("operator", NOTHING)
@pytest.mark.parametrize("seed", [6, 7])
def test_gradcheck(operator: str, seed: int) -> None:
    arguments = made(operator.removeprefix("softmax_"), seed)
    names = NOTHING[operator]

    def loss(*inputs: Tensor) -> Tensor:
        return getattr(losses, operator)(**(arguments | dict(zip(names, inputs, strict=True))))

    assert gradcheck(loss, tuple(arguments[name].requires_grad_() for name in names))


@pytest.mark.parametrize("operator", NOTHING)
def test_arguments_are_left_as_they_were(operator: str) -> None:
    arguments = made(operator.removeprefix("softmax_"), 7)
    before = {name: value.clone() for name, value in arguments.items()}
    getattr(losses, operator)(**arguments)
    for name, value in before.items():
        torch.testing.assert_close(arguments[name], value, rtol=0, atol=0, equal_nan=True)


# N12
def test_all_losses_are_added_without_weights() -> None:
    # Of the same error each contributes the same, whether one image is looked at or many alike.
    once = [*two_stage("rpn_loss", 2, 6), *two_stage("fast_rcnn_loss", 2, 6)]
    often = [*two_stage("rpn_loss", 20, 60), *two_stage("fast_rcnn_loss", 20, 60)]
    assert sum(once).item() == pytest.approx(2 * LOG2 + 1)
    assert [a.item() for a in once] == pytest.approx([b.item() for b in often])
