"""Checkpoints that a power cut, a full disk or a flipped bit cannot spoil.

A checkpoint is there whole or not at all. Its name holds the beginning of its SHA-256, as those of
published weights do, so that a damaged one is known. The one before is kept for that case.
"""

import hashlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import torch

from mrcnn_edu.files.whole import PARTIAL, write_whole

NAME = re.compile(r"step_(\d{8,})-([0-9a-f]{16})\.pt")
KEPT = 2


def save_checkpoint(folder: str | Path, step: int, state: dict[str, Any]) -> Path:
    """Write a checkpoint, or leave everything as it is.

    Args:
        folder: of the checkpoints of this run and of nothing else; it is made if need be. The
            newest checkpoint below ``step`` is kept, all others are removed, and what an
            interrupted write left behind.
        step: how many steps were made, 0 or more.
        state: plain containers, numbers, strings and tensors.

    Returns:
        The path of the file, which ``torch.load`` reads with ``weights_only=True``.

    Raises:
        OSError: if it cannot be written, as on a full disk; what was there is as it was.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = save_checkpoint(folder, 7, {"weight": torch.ones(2)})
        ...     path.name[:14], load_checkpoint(folder)
        ('step_00000007-', (7, {'weight': tensor([1., 1.])}))
    """
    folder = Path(folder)
    buffer = io.BytesIO()  # in memory, so that only bytes can fail on their way to the disk
    torch.save(state, buffer)
    digest = hashlib.sha256(buffer.getbuffer()).hexdigest()[:16]
    path = folder / f"step_{step:08}-{digest}.pt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob(f"*{PARTIAL}"):  # of writes that were interrupted
            stale.unlink()
        write_whole(path, buffer.getbuffer())
    except OSError as error:
        raise OSError(
            error.errno,
            f"the checkpoint of step {step} could not be written ({error.strerror}); those written"
            " before are whole. Make room for it and start again: training goes on from there",
            str(path),
        ) from error
    below = [other for other in find_checkpoints(folder) if step_of(other) < step]
    for other in find_checkpoints(folder):
        if other not in (path, *below[: KEPT - 1]):
            other.unlink()
    return path


def load_checkpoint(folder: str | Path) -> tuple[int, dict[str, Any]] | None:
    """The newest checkpoint that is whole; of one that is damaged a warning tells.

    Args:
        folder: which ``save_checkpoint`` wrote to. It need not exist.

    Returns:
        The step and what was saved, all tensors on the CPU; None if there is no checkpoint.

    Raises:
        ValueError: if there are checkpoints, and all of them are damaged.
    """
    paths = find_checkpoints(Path(folder))
    for path in paths:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest()[:16] == path.stem.split("-")[1]:
            return step_of(path), torch.load(
                io.BytesIO(data), map_location="cpu", weights_only=True
            )
        warnings.warn(
            f"{path} is damaged: its {len(data)} bytes are not those that its name tells of; the"
            " checkpoint before it is tried",
            RuntimeWarning,
            stacklevel=2,
        )
    if paths:
        raise ValueError(
            f"every checkpoint in {folder} is damaged: {', '.join(p.name for p in paths)}; delete"
            " them to begin from nothing"
        )
    return None


def find_checkpoints(folder: Path) -> list[Path]:
    """All checkpoints in a folder, damaged ones among them, the newest first.

    Args:
        folder: it need not exist.
    """
    found = [path for path in folder.glob("step_*.pt") if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (step_of(path), path.name), reverse=True)


def step_of(path: Path) -> int:
    """How many steps a checkpoint was made after, by its name.

    Example:
        >>> step_of(Path("run/step_00001200-0123456789abcdef.pt"))
        1200
    """
    return int(path.name.split("-")[0].removeprefix("step_"))
