"""What to do when a loss is no number any more: stop, and keep what did it."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import torch
from torch import Tensor

from mrcnn_edu.training.distributed import rank


def stop_at_non_finite(
    step: int, losses: Mapping[str, Tensor], batch: Any, folder: str | Path | None
) -> NoReturn:
    """Save the batch that did it, and say what happened.

    Args:
        step: how many steps were made before.
        losses: by name, scalars.
        batch: lists, dicts and tensors.
        folder: where to save it; None for a folder for temporary files.

    Raises:
        FloatingPointError: always.
    """
    values = {name: value.item() for name, value in losses.items()}
    path = Path(tempfile.gettempdir() if folder is None else folder)
    path /= f"bad_batch_step_{step:08}_process_{rank()}.pt"
    place = f"is in {path}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"step": step, "losses": values, "batch": batch}, path)
    except (OSError, RuntimeError) as error:  # torch makes the one into the other
        place = f"could not be saved in {path} ({error})"
    listed = ", ".join(f"{name} {value:.6g}" for name, value in values.items())
    raise FloatingPointError(
        f"step {step + 1} has a loss or a gradient that is not finite: {listed}. Its batch {place};"
        " look there for a box without area or a pixel that is no number, and otherwise"
        " try a lower rate, a longer warm-up or a smaller clip norm. The weights have not changed"
    )
