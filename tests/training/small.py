"""A model that trains in milliseconds and uses every source of chance, and its data."""

import logging
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.training.averaging import moving_average
from mrcnn_edu.training.distributed import rank, synchronise_gradients, unwrap
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.sampler import Batches

STEPS = 12
SIZE = 10  # samples, so that a run has several epochs


class Small(nn.Module):
    """Says how bright an image is, while somebody throws dice."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.out = nn.Linear(4, 1)

    def forward(self, images: list[Tensor], targets: list[Tensor]) -> dict[str, Tensor]:
        x = self.norm(self.conv(torch.stack(images)).relu()).mean(dim=(2, 3))  # (N, 4)
        x = nn.functional.dropout(x, 0.2, self.training)
        dice = random.random() + np.random.rand()  # noqa: NPY002 - the global one is what counts
        error = self.out(x)[:, 0] - torch.stack(targets) * dice
        return {"square": error.square().mean(), "size": self.out.weight.square().sum() * 0.01}


def sample(index: int, seed: int) -> tuple[Tensor, Tensor]:
    """An image (3, 6, 6) with noise that is another in each epoch, and how bright it is."""
    image = torch.rand(3, 6, 6, generator=torch.Generator().manual_seed(index))
    noise = torch.rand(3, 6, 6, generator=torch.Generator().manual_seed(seed))
    return image + 0.1 * noise, image.mean()


def seed_everything() -> None:
    """As a script does before it makes a model, so that each process has chance of its own."""
    torch.manual_seed(rank())
    np.random.seed(rank())  # noqa: NPY002
    random.seed(rank())


def bright_loss(model: nn.Module) -> dict[str, float]:
    """An evaluation that throws dice, too."""
    images, targets = zip(*(sample(index, 0) for index in range(4)), strict=True)
    with torch.no_grad():
        return {"square": model(list(images), list(targets))["square"].item()}


def small_run(
    folder: Path | None,
    steps: int = STEPS,
    *,
    optimiser: str = "adamw",
    workers: int = 0,
    decay: float | None = None,
    **how: Any,
) -> dict[str, Tensor]:
    """Train from nothing or from the newest checkpoint; the weights that came out.

    With a decay, their average is among them.
    """
    seed_everything()
    model = synchronise_gradients(Small())
    kinds = {
        "adamw": lambda: torch.optim.AdamW(model.parameters(), lr=0.02),
        "sgd": lambda: torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9),
    }
    batches = Batches(sample, SIZE, 4, seed=3, workers=workers)
    how = {"schedule": cosine(STEPS, warm_up=3), "clip_norm": 1.0, "save_every": 3} | how
    how = {"evaluate": bright_loss, "evaluate_every": 4, "progress": False} | how
    average = None if decay is None else moving_average(unwrap(model), decay)
    how["average"] = average
    train(model, batches, kinds[optimiser](), steps, checkpoints=folder, **how)
    averaged = {} if average is None else average.state_dict(prefix="average.")
    return unwrap(model).state_dict() | averaged


def same(weights: dict[str, Tensor], others: dict[str, Tensor]) -> bool:
    """Whether two models are the same bit for bit."""
    return weights.keys() == others.keys() and all(
        value.dtype == others[key].dtype and torch.equal(value, others[key])
        for key, value in weights.items()
    )


def read_scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """What was logged for TensorBoard: for each name the steps and values."""
    logging.getLogger("tensorboard").setLevel(logging.ERROR)
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    events = accumulator.EventAccumulator(str(folder))
    events.Reload()
    return {
        tag: [(event.step, event.value) for event in events.Scalars(tag)]
        for tag in events.Tags()["scalars"]
    }
