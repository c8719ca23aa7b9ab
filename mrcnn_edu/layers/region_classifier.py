"""fc6, fc7 and a softmax on rows that were pooled long ago: all of SPP-Net that is fine-tuned."""

from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from mrcnn_edu.layers.box_head import TwoMLPHead


class RegionClassifier(nn.Module):
    """Two fully connected layers, and a logit for each class.

    Args:
        pooled: P, numbers of a row.
        width: F, of fc6 and fc7.
        num_classes: K, with the background.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), section 4.1.

    Example:
        >>> import torch
        >>> fc7, logits = RegionClassifier(4800, 256, 4)(torch.rand(2, 4800))
        >>> fc7.shape, logits.shape
        (torch.Size([2, 256]), torch.Size([2, 4]))
    """

    def __init__(self, pooled: int, width: int, num_classes: int) -> None:
        super().__init__()
        self.fc = TwoMLPHead(pooled, width)
        self.scores = nn.Linear(width, num_classes)

    def forward(
        self, rows: Tensor, labels: Tensor | None = None
    ) -> tuple[Tensor, Tensor] | dict[str, Tensor]:
        """Look at pooled windows, or in fine-tuning say how wrong it was.

        Args:
            rows: (R, P).
            labels: (R,), int64, 0 for background; in fine-tuning only.

        Returns:
            fc7 (R, F) and logits (R, K); in fine-tuning the loss by name.
        """
        fc7 = self.fc(rows)  # (R, F)
        logits = self.scores(fc7)  # (R, K)
        if labels is None:
            return fc7, logits
        return {"loss_classifier": cross_entropy(logits, labels)}
