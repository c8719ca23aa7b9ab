"""The loop: it learns, says how it goes, stops when it must, and goes on where it stood."""

import builtins
import math
import re

import pytest
import torch
from torch import nn

from mrcnn_edu.training import scalars
from mrcnn_edu.training.averaging import moving_average
from mrcnn_edu.training.checkpoint import find_checkpoints, load_checkpoint, step_of
from mrcnn_edu.training.loop import to_device, train
from mrcnn_edu.training.optimiser import cosine, steps_down
from tests.training.small import (
    STEPS,
    Small,
    bright_loss,
    read_scalars,
    same,
    seed_everything,
    small_run,
)

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")


@pytest.fixture(autouse=True)
def batches_that_went_wrong_lie_here(tmp_path_factory, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("temporary")))


class Scale(nn.Module):
    """One weight, whose loss is x * weight: its gradient is the mean of x."""

    def __init__(self, weight: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(weight))

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        return {"product": (x * self.weight).mean(), "nothing": self.weight * 0}


def steps_of_sgd(values: list[float], decay: float | None = None, **how) -> list[float]:
    """The weight after each batch of one value, by SGD with rate 0.1 from weight 1.

    With a decay, its average.
    """
    model, weights = Scale(), []
    how |= {} if decay is None else {"average": moving_average(model, decay)}
    how = {"evaluate": lambda m: weights.append(m.weight.item()) or {}, "evaluate_every": 1} | how

    def batches(step: int):
        return [(torch.tensor([value]),) for value in values[step:]]

    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    train(model, batches, optimiser, len(values), progress=False, **how)
    return weights


def without_addresses(value: object) -> str:
    """A name that is the same in every process."""
    return re.sub(r" at 0x\w+", "", str(value))


@pytest.mark.parametrize(
    ("how", "weights"),
    [
        ({}, [0.8, 0.4, 0.5]),
        ({"schedule": steps_down([1], factor=0.5)}, [0.8, 0.6, 0.65]),
        ({"clip_norm": 1.0}, [0.9, 0.8, 0.9]),
        ({"clip_norm": 3.0}, [0.8, 0.5, 0.6]),
        ({"channels_last": True}, [0.8, 0.4, 0.5]),
        ({"amp_dtype": torch.bfloat16}, [0.8, 0.4, 0.5]),
        ({"evaluate_every": 2}, [0.4, 0.5]),
        ({"decay": 0.9}, [0.8, 5.2 / 11, 1.3 / 11 + 0.375]),
        ({"decay": 0.1}, [0.8, 0.44, 0.494]),
    ],
    ids=without_addresses,
)
def test_steps_by_hand(how, weights):
    assert steps_of_sgd([2.0, 4.0, -1.0], **how) == pytest.approx(weights)


def test_float16_leaves_out_a_step_whose_gradient_it_cannot_hold():
    """The scaler multiplies losses by 65536 at first, so a gradient of 1e36 becomes infinite."""
    found = steps_of_sgd([1e36, 2.0, 4.0], amp_dtype=torch.float16)
    assert found == pytest.approx([1.0, 0.8, 0.4])
    with pytest.raises(FloatingPointError, match="product inf"):
        steps_of_sgd([math.inf], amp_dtype=torch.float16)


@pytest.mark.parametrize("dtype", [None, torch.bfloat16, torch.float16], ids=str)
def test_products_are_of_the_type_asked_for_and_weights_of_float32(dtype, monkeypatch):
    types = set()
    real = nn.functional.linear

    def linear(*arguments: torch.Tensor) -> torch.Tensor:
        result = real(*arguments)
        types.add(result.dtype)
        return result

    monkeypatch.setattr(nn.functional, "linear", linear)
    weights = small_run(None, 2, amp_dtype=dtype, evaluate=None)
    assert types == {dtype or torch.float32}
    assert weights["out.weight"].dtype == torch.float32


@pytest.mark.parametrize("channels_last", [False, True])
def test_the_channels_lie_side_by_side_if_one_asks_for_it(channels_last):
    kernels = small_run(None, 2, channels_last=channels_last)["conv.weight"]
    assert kernels.is_contiguous(memory_format=torch.channels_last) == channels_last


def mean_loss(model: nn.Module) -> dict[str, float]:
    seed_everything()  # the same dice each time
    return {"square": sum(bright_loss(model)["square"] for _ in range(50)) / 50}


def test_it_learns():
    seed_everything()
    losses = [mean_loss(Small().eval())["square"]]

    def evaluate(model: nn.Module) -> dict[str, float]:
        assert not model.training
        assert not torch.is_grad_enabled()
        losses.append(mean_loss(model)["square"])
        return {}

    weights = small_run(None, 60, evaluate=evaluate, evaluate_every=20, schedule=None)
    assert len(losses) == 4
    assert losses[-1] < losses[0] / 3
    assert weights["norm.num_batches_tracked"] == 60, "it went on in training mode each time"


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"optimiser": "sgd"},
        {"workers": 2},
        {"channels_last": True},
        {"amp_dtype": torch.bfloat16},
        {"amp_dtype": torch.float16},
        {"evaluate": None},
        {"decay": 0.7},
        {"decay": 0.7, "channels_last": True, "amp_dtype": torch.bfloat16},
        {"schedule": steps_down([5]), "clip_norm": math.inf},
    ],
    ids=without_addresses,
)
def test_a_run_in_three_parts_is_an_unbroken_one(tmp_path, how):
    unbroken = small_run(None, **how)
    for steps in (4, 7):
        assert not same(small_run(tmp_path, steps, **how), unbroken)
    assert same(small_run(tmp_path, **how), unbroken)
    assert load_checkpoint(tmp_path)[0] == STEPS


def test_evaluation_changes_nothing():
    """Not even chance, though ``bright_loss`` throws dice."""
    often, never = small_run(None, evaluate_every=1), small_run(None, evaluate=None)
    assert same(often, never)


def test_a_run_at_its_end_changes_nothing(tmp_path):
    weights = small_run(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert same(small_run(tmp_path), weights)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("every", "made"), [(4, 4), (100, STEPS)], ids=["first", "last"])
def test_a_stop_in_an_evaluation_loses_no_step(every, made, tmp_path):
    def stopped(_: nn.Module) -> dict[str, float]:
        raise KeyboardInterrupt

    unbroken = small_run(None)
    with pytest.raises(KeyboardInterrupt):
        small_run(tmp_path, evaluate=stopped, evaluate_every=every, save_every=100)
    assert [step_of(path) for path in find_checkpoints(tmp_path)] == [made]
    numbers = []
    told = {"evaluate": lambda model: numbers.append(model) or {}}
    again = small_run(tmp_path, **told, evaluate_every=every, save_every=100)
    assert same(again, unbroken)
    # The one that was stopped is made up: after steps 4, 8 and the last; or the last alone.
    assert len(numbers) == (3 if made == 4 else 1)


def test_where_the_newest_checkpoint_is_damaged_the_run_goes_on_from_the_one_before(tmp_path):
    unbroken = small_run(tmp_path / "whole")
    small_run(tmp_path / "run", 7)
    newest, before = find_checkpoints(tmp_path / "run")
    assert (step_of(newest), step_of(before)) == (7, 6)
    newest.write_bytes(newest.read_bytes()[:1000])
    with pytest.warns(RuntimeWarning, match="is damaged"):
        assert same(small_run(tmp_path / "run"), unbroken)


@pytest.mark.parametrize(("before", "after"), [(None, 0.9), (0.9, None)])
def test_a_run_goes_on_with_an_average_only_if_it_began_with_one(before, after, tmp_path):
    small_run(tmp_path, 3, decay=before)
    with pytest.raises(ValueError, match="with an average of the weights if the run began with"):
        small_run(tmp_path, 4, decay=after)


def test_an_average_changes_nothing_of_the_model():
    alone, averaged = small_run(None), small_run(None, decay=0.7)
    assert same(alone, {key: averaged[key] for key in alone})
    assert averaged["average.n_averaged"] == STEPS
    assert not torch.equal(averaged["average.module.out.weight"], alone["out.weight"])
    seen = "norm.num_batches_tracked"
    assert averaged[f"average.module.{seen}"] == alone[seen] == STEPS


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    small_run(tmp_path, 3)
    model = Scale()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(RuntimeError, match=r"conv\.weight"):
        train(model, lambda step: [], optimiser, 4, checkpoints=tmp_path, progress=False)


def test_what_a_checkpoint_holds(tmp_path):
    small_run(tmp_path, 5)
    step, state = load_checkpoint(tmp_path)
    assert step == 5
    assert set(state) == {"model", "optimiser", "scaler", "random"}
    assert set(state["random"][0]) == {"python", "numpy", "torch", "cuda"}
    (group,) = state["optimiser"]["param_groups"]
    assert group["initial_lr"] == 0.02
    assert group["lr"] == pytest.approx(0.02 * cosine(STEPS, warm_up=3)(4)), "of the fifth step"


def test_the_last_numbers_come_back():
    seen = []

    def evaluate(model: nn.Module) -> dict[str, float]:
        seen.append(model)
        return {"calls": float(len(seen))}

    assert small_run(None, 7, evaluate=evaluate, evaluate_every=3) is not None
    assert len(seen) == 3, "after 3, 6 and 7 steps"
    batches = [(torch.ones(1),)] * 4
    model = Scale()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    how = {"evaluate": evaluate, "evaluate_every": 2, "progress": False}
    assert train(model, lambda step: batches, optimiser, 4, **how) == {"calls": 5.0}


def test_the_bar_shows_the_loss_and_the_numbers(capsys):
    numbers = {"AP": 0.25, "AP50": 0.5, "AP/cat": 0.125, "AP/dog": 0.375}
    small_run(None, 4, progress=True, evaluate=lambda model: numbers)
    shown = capsys.readouterr()
    assert "step 4: AP 0.250, AP50 0.500\n  AP/cat 0.125, AP/dog 0.375\n" in shown.out
    assert "4/4" in shown.err
    assert "loss=" in shown.err


def test_silence_is_possible(capsys):
    small_run(None, 4, progress=False)
    assert capsys.readouterr() == ("", "")


def test_tensorboard_reads_what_was_written(tmp_path):
    how = {"log_every": 2, "log_folder": tmp_path / "log", "save_every": 6}
    small_run(tmp_path / "run", 8, **how)
    (tmp_path / "run" / find_checkpoints(tmp_path / "run")[0].name).unlink()  # back to 6
    small_run(tmp_path / "run", **how)
    found = read_scalars(tmp_path / "log")
    assert [step for step, _ in found["train/sum"]] == [2, 4, 6, 8, 10, 12]
    assert [step for step, _ in found["evaluation/square"]] == [4, 8, 12]
    names = {"square", "size", "sum", "gradient", "rate"}
    assert set(found) == {f"train/{name}" for name in names} | {"evaluation/square"}
    parts = zip(found["train/square"], found["train/size"], strict=True)
    sums = [first + second for (_, first), (_, second) in parts]
    assert [value for _, value in found["train/sum"]] == pytest.approx(sums)
    assert found["train/rate"][0][1] == pytest.approx(0.02 / 3, rel=1e-2), "still warming up"


def test_what_was_logged_is_there_when_something_goes_wrong(tmp_path):
    with pytest.raises(FloatingPointError, match="step 3"):
        steps_of_sgd([1.0, 2.0, math.nan], log_folder=tmp_path, log_every=1)
    assert read_scalars(tmp_path)["train/product"] == [(1, 1.0), (2, pytest.approx(1.8))]


def test_without_tensorboard(tmp_path, monkeypatch):
    real_import = builtins.__import__

    def no_tensorboard(name: str, *rest: object) -> object:
        if name.startswith(("tensorboard", "torch.utils.tensorboard")):
            raise ModuleNotFoundError(name)
        return real_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_tensorboard)
    assert small_run(None, 1).keys() == small_run(None, 2).keys()
    with pytest.raises(ModuleNotFoundError, match="leave log_folder out"):
        scalars.Scalars(tmp_path)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"steps": 0}, "steps must be 1 or more, got 0"),
        ({"evaluate_every": 0}, "evaluate_every must be 1 or more, got 0"),
        ({"save_every": -1}, "save_every must be 1 or more, got -1"),
        ({"log_every": 0}, "log_every must be 1 or more, got 0"),
        ({"steps": 3}, "batches ended after step 2 of 3"),
    ],
)
def test_impossible_numbers(how, message):
    model = Scale()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    how = {"steps": 2, "progress": False} | how
    with pytest.raises(ValueError, match=message):
        train(model, lambda step: [(torch.ones(1),)] * 2, optimiser, **how)


def test_to_device_keeps_the_containers():
    meta = torch.device("meta")
    moved = to_device(([torch.ones(2)], {"a": (torch.ones(3), "b", 4)}), meta)
    assert moved[0][0].device == moved[1]["a"][0].device == meta
    assert moved[1]["a"][1:] == ("b", 4)
    assert [type(moved), type(moved[0]), type(moved[1])] == [tuple, list, dict]
