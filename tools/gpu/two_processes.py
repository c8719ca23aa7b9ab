"""Two processes that share the batches of a training, where there are two GPUs for them."""

import subprocess
import sys
import tempfile
import time

import torch

from mrcnn_edu.data.folders import find_data
from tools.gpu.balloons import BACKBONE
from tools.gpu.findings import Given

STEPS, BATCH = 60, 4


def run(given: Given) -> None:
    """Train a little in one process, and in two; or say that there are not two GPUs."""
    number = torch.cuda.device_count()
    if number < 2:
        given.found(f"not measured: it takes two GPUs, and there are {number}")
        return
    for processes in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            start = time.monotonic()
            # The rest of the time may be spent on it, and no more.
            subprocess.run(
                command(processes, min(STEPS, given.steps), folder),
                check=True,
                timeout=max(given.until - start, 1),
            )
            seconds = time.monotonic() - start
        given.found(f"{processes} processes", seconds=seconds, steps=STEPS, images_a_step=BATCH)


def command(processes: int, steps: int, folder: str) -> list[str]:
    """The command line that trains in so many processes.

    Args:
        processes: one for each GPU.
        steps: how many.
        folder: for what it writes.
    """
    start = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    start += ["--nproc-per-node", str(processes), "-m", "mrcnn_edu", "train"]
    data = ["--data", "balloon-train", "--backbone", str(find_data("weights") / BACKBONE)]
    how = ["--steps", str(steps), "--batch-size", str(BATCH), "--workers", "6", "--bf16"]
    return [*start, *data, *how, "--output", folder]
