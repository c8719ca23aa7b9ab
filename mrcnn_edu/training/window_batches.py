"""What SPP-Net's layers are fine-tuned on: rows that were pooled before, a quarter on objects."""

from collections.abc import Iterator
from itertools import count

import torch
from torch import Tensor

from mrcnn_edu.training.crop_batches import NEGATIVES, POSITIVES, draw


class WindowBatches:
    """Batches of rows, for the loop of training.

    Args:
        rows: (B, P), of all boxes of all images, perhaps in half precision.
        labels: (B,), a class from 1 up, 0 for background, -1 for what is left out.
        positives: rows of a batch that are on objects.
        negatives: rows that are background.
        seed: of the choice.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), section 4.1: a quarter of a batch is positive.

    Example:
        >>> rows, labels = torch.eye(3), torch.tensor([2, 0, -1])
        >>> next(WindowBatches(rows, labels, positives=1, negatives=1)(0))
        (tensor([[1., 0., 0.],
                [0., 1., 0.]]), tensor([2, 0]))
    """

    def __init__(
        self,
        rows: Tensor,
        labels: Tensor,
        *,
        positives: int = POSITIVES,
        negatives: int = NEGATIVES,
        seed: int = 0,
    ) -> None:
        self.rows, self.labels, self.seed = rows, labels, seed
        on_cpu = labels.cpu()
        self.kinds = [
            ((on_cpu > 0).nonzero().squeeze(1), positives),
            ((on_cpu == 0).nonzero().squeeze(1), negatives),
        ]

    def __call__(self, first: int) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches from a step on: rows (S, P), float32, and labels (S,)."""
        for step in count(first):
            generator = torch.Generator().manual_seed(self.seed * 1_000_000 + step)
            chosen = torch.cat([draw(*kind, generator) for kind in self.kinds])  # (S,), on the CPU
            chosen = chosen.to(self.rows.device)
            yield self.rows[chosen].float(), self.labels[chosen]
