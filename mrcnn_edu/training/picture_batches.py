"""Batches of pictures in several sizes, which take turns: SPP-Net's multi-size training."""

from collections.abc import Iterator, Sequence
from itertools import count

import torch
from torch import Tensor
from torch.nn.functional import interpolate

BATCH = 64
SIZES, TURN = (64, 48), 20  # pixels, and how many steps each has; the paper 224, 180, an epoch each


class PictureBatches:
    """Random pictures, half of the batches mirrored, in one size for some steps, then in the next.

    Args:
        pictures: (N, 3, S, S), on the device on which to train.
        labels: (N,), int64, there as well.
        sizes: of the pictures, in turn, in pixels; one for single-size training.
        turn: how many steps each size has.
        batch: pictures of a step.
        seed: of the choice.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), section 2.3, multi-size training.

    Example:
        >>> batches = PictureBatches(torch.rand(9, 3, 64, 64), torch.zeros(9).long(), turn=1)
        >>> steps = batches(0)
        >>> [tuple(next(steps)[0].shape) for _ in range(3)]
        [(64, 3, 64, 64), (64, 3, 48, 48), (64, 3, 64, 64)]
    """

    def __init__(
        self,
        pictures: Tensor,
        labels: Tensor,
        *,
        sizes: Sequence[int] = SIZES,
        turn: int = TURN,
        batch: int = BATCH,
        seed: int = 0,
    ) -> None:
        self.pictures, self.labels = pictures, labels
        self.sizes, self.turn = tuple(sizes), turn
        self.batch, self.seed = batch, seed

    def __call__(self, first: int) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches from a step on: pictures (B, 3, size, size) and labels (B,)."""
        for step in count(first):
            generator = torch.Generator().manual_seed(self.seed * 1_000_000 + step)
            which = torch.randint(len(self.labels), (self.batch,), generator=generator)
            which = which.to(self.labels.device)
            chosen = self.pictures[which]  # (B, 3, S, S)
            if torch.rand((), generator=generator) < 0.5:
                chosen = chosen.flip(3)
            size = self.sizes[step // self.turn % len(self.sizes)]
            if size != chosen.shape[3]:
                chosen = interpolate(chosen, (size, size), mode="bilinear", antialias=True)
            yield chosen, self.labels[which]
