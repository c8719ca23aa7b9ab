"""What a picture of one object shows: the task on which a body learns to see."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from mrcnn_edu.layers.five_convolutions import FiveConvolutions
from mrcnn_edu.layers.image_transform import normalise
from mrcnn_edu.ops.roi_pooling import spatial_pyramid_pool

LEVELS = (1, 2, 3, 6)  # SPP-Net, section 4.1: 50 bins


class ObjectClassifier(nn.Module):
    """The body, a spatial pyramid, and a logit for each class, for pictures of any size.

    The road's detectors start from a body that learned so, as those of the papers start from one
    that learned ImageNet. Since the pyramid gives rows of one length, pictures of several sizes
    may take turns.

    Args:
        num_classes: K, without a background: there is always an object.
        levels: bins along a side for each level of the pyramid.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), sections 2.2 and 2.3.

    Example:
        >>> import torch
        >>> classifier = ObjectClassifier(3).eval()
        >>> [tuple(classifier(torch.rand(2, 3, side, side)).shape) for side in (64, 48)]
        [(2, 3), (2, 3)]
    """

    def __init__(self, num_classes: int, levels: Sequence[int] = LEVELS) -> None:
        super().__init__()
        self.body = FiveConvolutions()
        self.levels = tuple(levels)
        bins = sum(n * n for n in self.levels)
        self.scores = nn.Linear(self.body.out_channels * bins, num_classes)

    def forward(self, pictures: Tensor, labels: Tensor | None = None) -> Tensor | dict[str, Tensor]:
        """Say what is on pictures, or in training how wrong that is.

        Args:
            pictures: (N, 3, H, W), from 0 to 1.
            labels: (N,), int64, from 0 to K - 1; in training only.

        Returns:
            Logits (N, K); in training the loss, a scalar, by name.
        """
        rows = spatial_pyramid_pool(
            self.body(normalise(pictures))["0"], self.levels
        )  # (N, 96 * bins)
        logits: Tensor = self.scores(rows)
        if labels is None:
            return logits
        return {"loss_classifier": cross_entropy(logits, labels)}
