"""A clock and a meter of disk that run through all the stages of a training."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from mrcnn_edu.files.whole import write_whole


class Costs:
    """What the parts of a training, or of a detection, took.

    Args:
        path: of a file that keeps it, so that a training that goes on counts what was before; None
            for none.

    Attributes:
        processor: seconds of processor time, of all threads, by part.
        wall: seconds by the clock on the wall, by part.
        disk: bytes that lay on disk, by what they were.

    Example:
        >>> costs = Costs()
        >>> with costs.part("thinking"):
        ...     _ = sum(range(1000))
        >>> list(costs.processor), costs.wall["thinking"] < 10
        (['thinking'], True)
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        kept = json.loads(path.read_text()) if path is not None and path.exists() else {}
        self.processor: dict[str, float] = kept.get("processor", {})
        self.wall: dict[str, float] = kept.get("wall", {})
        self.disk: dict[str, int] = kept.get("disk", {})

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure what is done within, and add it to what the part took before."""
        processor, wall = time.process_time(), now()
        yield
        self.wall[name] = self.wall.get(name, 0.0) + now() - wall
        self.processor[name] = self.processor.get(name, 0.0) + time.process_time() - processor
        self.keep()

    def lay_down(self, name: str, size: int) -> None:
        """Say how many bytes of something lie on disk."""
        self.disk[name] = size
        self.keep()

    def keep(self) -> None:
        """Write it down, if there is a file for it."""
        if self.path is not None:
            kept = {"processor": self.processor, "wall": self.wall, "disk": self.disk}
            write_whole(self.path, json.dumps(kept, indent=1))


def now() -> float:
    """Seconds on the wall, once a GPU has done what it was given."""
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
    return time.perf_counter()
