"""A loss that is no number stops the run, and the batch that did it can be looked at."""

import math
import re
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.training.checkpoint import find_checkpoints, load_checkpoint
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.non_finite import stop_at_non_finite


class Root(nn.Module):
    """sqrt(x * weight**2): its gradient is infinite where x is 0, its value NaN where x < 0."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(1.0))

    def forward(self, images: list[Tensor], targets: list[dict[str, Tensor]]) -> dict[str, Tensor]:
        x = torch.stack(images)
        factor = targets[0]["factor"]
        return {"root": (x * self.weight.square()).sqrt().sum(), "product": factor * self.weight}


def run(values: list[float], factors: list[float], folder: Path | None, **how) -> nn.Module:
    model = Root()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    pairs = list(zip(values, factors, strict=True))

    def batches(step: int):
        for x, factor in pairs[step:]:
            yield [torch.tensor(x)], [{"factor": torch.tensor(factor)}]

    how = {"save_every": 1, "checkpoints": folder, "progress": False} | how
    try:
        train(model, batches, optimiser, len(values), **how)
    except FloatingPointError as error:
        error.weight = model.weight.item()
        raise
    return model


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("values", "factors", "step", "listed"),
    [
        ([1.0, 1.0, -1.0], [0.0, 0.0, 0.5], 3, "root nan, product 0.4, gradient nan"),
        ([1.0, 4.0], [0.0, INF], 2, "root 1.8, product inf, gradient inf"),
        ([1.0, 4.0], [0.0, -INF], 2, "root 1.8, product -inf, gradient inf"),
        ([NAN], [0.0], 1, "root nan, product 0, gradient nan"),
        ([1.0, 0.0], [0.0, 0.0], 2, "root 0, product 0, gradient nan"),
        ([1.0, INF], [0.0, -INF], 2, "root inf, product -inf, gradient nan"),
    ],
    ids=["nan", "inf", "-inf", "in the first step", "only the gradient", "they cancel out"],
)
def test_it_stops_and_nothing_is_lost(values, factors, step, listed, tmp_path):
    folder = tmp_path / "run"
    with pytest.raises(FloatingPointError, match=re.escape(f"step {step} has a loss")) as caught:
        run(values, factors, folder)
    message = str(caught.value)
    assert listed in message
    path = Path(re.search(r"Its batch is in (\S+);", message).group(1))
    assert path.parent == folder
    saved = torch.load(path, weights_only=True)
    assert saved["step"] == step - 1
    assert set(saved["losses"]) == {"root", "product", "gradient"}
    images, targets = saved["batch"]
    expected = torch.tensor([values[-1], factors[-1]])
    found = torch.stack([images[0], targets[0]["factor"]])
    assert torch.equal(found.nan_to_num(7), expected.nan_to_num(7))
    # The weights are those of the step before, in memory as on the disk.
    weight = caught.value.weight
    assert math.isfinite(weight)
    if step > 1:
        newest, state = load_checkpoint(folder)
        assert newest == step - 1
        assert state["model"]["weight"].item() == weight
    else:
        assert find_checkpoints(folder) == []
        assert weight == 1.0


def test_without_a_folder_the_batch_is_saved_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(FloatingPointError, match=re.escape(str(tmp_path))):
        run([-1.0], [0.0], None)
    (path,) = tmp_path.iterdir()
    assert torch.load(path, weights_only=True)["batch"][0][0] == -1


def test_a_batch_that_cannot_be_saved_does_not_hide_what_happened(tmp_path):
    (tmp_path / "run").write_text("a file where the folder should be")
    with pytest.raises(FloatingPointError, match=r"root nan.*could not be saved in .*run.*exists"):
        stop_at_non_finite(0, {"root": torch.tensor(NAN)}, [], tmp_path / "run")


def test_numbers_that_are_only_large_do_not_stop_it():
    assert run([1e30, 1.0], [1e8, 0.0], None, clip_norm=1.0).weight.isfinite()


def test_a_run_goes_on_when_the_batch_is_mended(tmp_path):
    with pytest.raises(FloatingPointError):
        run([1.0, 1.0, -1.0, 1.0], [0.0] * 4, tmp_path)
    assert run([1.0, 1.0, 1.0, 1.0], [0.0] * 4, tmp_path).weight.item() == pytest.approx(0.6)
