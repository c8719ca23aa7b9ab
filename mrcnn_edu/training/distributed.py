"""Several processes that train one model, each on its share of every batch.

``torchrun --nproc-per-node 2 train.py`` starts them and tells each, in environment variables, who
it is. Without torchrun everything here does nothing, and the same script trains in one process.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

# How long a process waits for another: while the first evaluates, the others do nothing.
PATIENCE = timedelta(hours=6)


def rank() -> int:
    """Which of the processes this is, from 0 up."""
    return distributed.get_rank() if _together() else 0


def world_size() -> int:
    """How many processes there are."""
    return distributed.get_world_size() if _together() else 1


@contextmanager
def processes() -> Iterator[torch.device]:
    """Join the processes that torchrun started, and leave them at the end.

    Yields the device of this process: its own GPU where there are GPUs, otherwise the CPU. For
    chance of its own in each process, add ``rank()`` to the seed.

    Example:
        >>> with processes() as device:
        ...     model = synchronise_gradients(nn.Linear(2, 1).to(device))
        ...     rank(), world_size(), type(model).__name__
        (0, 1, 'Linear')
    """
    cuda = torch.cuda.is_available()
    device = (
        torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    )
    if "RANK" not in os.environ:  # not started by torchrun
        yield device
        return
    if cuda:
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if cuda else "gloo", timeout=PATIENCE)
    try:
        yield device
    finally:
        distributed.destroy_process_group()


def synchronise_gradients(model: nn.Module) -> nn.Module:
    """The model, with gradients that are the mean of those of all processes.

    They are the gradients that one process has of the whole batch where a loss is a mean over what
    every image has as many of: images, the 256 anchors that an RPN samples, the proposals that the
    box head samples. The mask loss is a mean over positive proposals, of which one image has more
    than another. One process then gives every proposal the same weight; several give every process
    the same weight, and so more to the proposals of images with few.

    Args:
        model: the same in every process; the weights of process 0 count. Every parameter that
            learns must have a part in every loss.
    """
    return DistributedDataParallel(model) if _together() else model


def unwrap(model: nn.Module) -> nn.Module:
    """The model itself, without what ``synchronise_gradients`` put around it."""
    return model.module if isinstance(model, DistributedDataParallel) else model


def gather(value: Any) -> list[Any]:
    """The values of all processes, by rank, for every process.

    Args:
        value: anything that can be pickled.
    """
    if not _together():
        return [value]
    values: list[Any] = [None] * world_size()
    distributed.all_gather_object(values, value)
    return values


def _together() -> bool:
    """Whether this process has joined others."""
    return distributed.is_available() and distributed.is_initialized()
