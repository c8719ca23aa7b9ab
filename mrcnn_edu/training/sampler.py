"""Batches that depend on the seed and the step alone, so that any step can be the next.

All samples of all epochs form one endless row: the first epoch's, shuffled, then the second's,
shuffled anew. Step after step takes the next ``batch_size`` of it. Where a run stands is therefore
said by its number of steps, whatever workers have already fetched of what comes later.
"""

import itertools
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import DataLoader, Dataset

from mrcnn_edu.training.distributed import rank, world_size

Draw = tuple[int, int]  # the index of a sample, and a seed for its augmentation


class Batches(Dataset[tuple[list[Any], ...]]):
    """The batches of all steps; called with a step, those from there on.

    Args:
        sample: makes a sample, a tuple such as (image, target), of an index and a seed. It must
            not use any other chance than the seed's, or a run that goes on sees other samples
            than an unbroken one. For workers that are not forked it must be picklable.
        size: how many samples there are.
        batch_size: how many of them a step takes, in all processes together.
        seed: of order and augmentation.
        workers: so many processes make batches ahead of their time; 0 makes them when needed.

    Raises:
        ValueError: if a number is too small, or the batch cannot be dealt to the processes.

    Example:
        >>> batches = Batches(lambda index, seed: (f"image {index}", seed), 3, 2)
        >>> first, second = zip(range(2), batches(5))
        >>> first[1][0], second[1][0]
        (['image 1', 'image 0'], ['image 2', 'image 1'])
    """

    def __init__(
        self,
        sample: Callable[[int, int], tuple[Any, ...]],
        size: int,
        batch_size: int,
        *,
        seed: int = 0,
        workers: int = 0,
    ) -> None:
        for name, value, least in (
            ("size", size, 1),
            ("batch_size", batch_size, 1),
            ("seed", seed, 0),
        ):
            if value < least:
                raise ValueError(f"{name} must be {least} or more, got {value}")
        self.sample = sample
        self.size = size
        self.batch_size = batch_size
        self.seed = seed
        self.workers = workers
        self.rank, self.world_size = rank(), world_size()  # here: a worker could not find it out
        if batch_size % self.world_size:
            raise ValueError(
                f"batch_size must be a multiple of {self.world_size} processes, got {batch_size}"
            )

    def __call__(self, first_step: int) -> Iterator[tuple[list[Any], ...]]:
        """The batches of a step and of all that follow, without an end."""
        # A generator of its own, so that to begin does not change what anybody else draws.
        generator = torch.Generator().manual_seed(0)
        return iter(
            DataLoader(
                self,
                batch_size=None,
                sampler=itertools.count(first_step),
                num_workers=self.workers,
                collate_fn=_as_it_is,
                generator=generator,
            )
        )

    def __getitem__(self, step: int) -> tuple[list[Any], ...]:
        """The batch of one step: of each part of a sample, the list over the samples."""
        draws = draws_of(step, self.size, self.batch_size, seed=self.seed)
        share = self.batch_size // self.world_size
        own = draws[self.rank * share : (self.rank + 1) * share]
        samples = [self.sample(*draw) for draw in own]
        return tuple(list(part) for part in zip(*samples, strict=True))


def draws_of(step: int, size: int, batch_size: int, *, seed: int = 0) -> list[Draw]:
    """What a step takes from the row: for each sample its index, and a seed of its own.

    Args:
        step: from 0 up.
        size: of the data set.
        batch_size: how many samples a step takes. A batch may hold the end of one epoch and the
            beginning of the next, so that none is smaller and no sample is left out.
        seed: of order and augmentation.

    Example:
        >>> [index for step in range(3) for index, _ in draws_of(step, 3, 2)]
        [2, 0, 1, 2, 0, 1]
    """
    places = range(step * batch_size, (step + 1) * batch_size)
    return [_draw(*divmod(place, size), size, seed) for place in places]


def _as_it_is(batch: Any) -> Any:
    """The batch, in which a DataLoader would otherwise exchange tuples and arrays."""
    return batch


def _draw(epoch: int, place: int, size: int, seed: int) -> Draw:
    """What stands at a place of an epoch."""
    index = int(_order(size, seed, epoch)[place])
    chance = np.random.SeedSequence((seed, epoch, index)).generate_state(1)
    return index, int(chance[0])


@lru_cache(maxsize=2)
def _order(size: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """All indices, shuffled."""
    return np.random.default_rng((seed, epoch)).permutation(size)
