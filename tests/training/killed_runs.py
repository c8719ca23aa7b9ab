"""Runs of their own processes, which wait to be killed at a moment that a test chooses.

The processes are forked from a server that has torch loaded, so that each takes a fraction of a
second. Nothing of a run's own code knows of this: the moments are found by wrapping functions.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import torch
import torch._dynamo  # otherwise loaded by the first optimiser of every process, in two seconds

from mrcnn_edu.files import whole
from mrcnn_edu.training import checkpoint
from tests.training import small

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.training.killed_runs"])
Wait = Callable[[], None]


class HalfWritten:
    """A file that waits in the middle of being written."""

    def __init__(self, file: Any, wait: Wait) -> None:
        self.file = file
        self.wait = wait

    def __enter__(self) -> "HalfWritten":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, data: memoryview) -> None:
        self.file.write(data[: len(data) // 2])
        self.file.flush()
        self.wait()
        self.file.write(data[len(data) // 2 :])


def before(owner: Any, name: str) -> Callable[[Wait], None]:
    """Wait at the beginning of a function."""

    def arrange(wait: Wait) -> None:
        real = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            wait()
            return real(*args, **kwargs)

        setattr(owner, name, wrapped)

    return arrange


def after(owner: Any, name: str) -> Callable[[Wait], None]:
    """Wait at the end of a function."""

    def arrange(wait: Wait) -> None:
        real = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = real(*args, **kwargs)
            wait()
            return result

        setattr(owner, name, wrapped)

    return arrange


def half_written(wait: Wait) -> None:
    """Wait in the middle of writing a checkpoint."""
    real = open
    whole.open = lambda *args: HalfWritten(real(*args), wait)  # type: ignore[attr-defined]


# For each moment how to find it.
MOMENTS: dict[str, Callable[[Wait], None]] = {
    "in a forward pass": before(small.Small, "forward"),
    "before an optimiser's step": before(torch.optim.AdamW, "step"),
    "after an optimiser's step": after(torch.optim.AdamW, "step"),
    "in an evaluation": before(small, "bright_loss"),
    "before a checkpoint": before(checkpoint.torch, "save"),
    "in the middle of a write": half_written,
    "written, not on the disk": before(os, "fsync"),
    "before the rename": before(os, "replace"),
    "after the rename": after(os, "replace"),
    "before old ones are removed": before(Path, "unlink"),
}


def child(folder: Path, weights: Path, moment: str | None, time: int, pipe: Connection) -> None:
    """Run to the end and write the weights, or wait when a moment comes for the n-th time."""
    torch.set_num_threads(1)
    left = time

    def wait() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            pipe.send("here")
            signal.pause()

    if moment is not None:
        MOMENTS[moment](wait)
    torch.save(small.small_run(folder, decay=0.7), weights)
    pipe.send("done")


def start(folder: Path, moment: str | None = None, time: int = 1) -> tuple[BaseProcess, Connection]:
    """A run in a process of its own, and the pipe through which it says that it waits."""
    here, there = SERVER.Pipe()
    weights = folder.with_suffix(".weights")
    arguments = (folder, weights, moment, time, there)
    process = SERVER.Process(target=child, args=arguments, daemon=True)
    process.start()
    there.close()
    return process, here


def run_killed(folder: Path, moment: str, time: int) -> None:
    """A run that is killed when a moment comes for the n-th time."""
    process, pipe = start(folder, moment, time)
    assert pipe.poll(60)
    assert pipe.recv() == "here", f"the run ended before {moment!r} came for the {time}. time"
    kill(process)


def kill(process: BaseProcess) -> None:
    """As ``kill -9`` does."""
    if process.exitcode is None:
        process.kill()
    process.join()


def finished(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a run that is left alone."""
    process, _ = start(folder)
    process.join()
    assert process.exitcode == 0
    weights: dict[str, torch.Tensor] = torch.load(folder.with_suffix(".weights"), weights_only=True)
    return weights
