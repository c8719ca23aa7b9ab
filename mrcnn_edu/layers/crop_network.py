"""R-CNN's network: a crop in, one vector out, and while it is fine-tuned a verdict."""

from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from mrcnn_edu.layers.box_head import TwoMLPHead
from mrcnn_edu.layers.five_convolutions import STRIDE, FiveConvolutions
from mrcnn_edu.layers.image_transform import normalise

CROP = 64  # pixels; AlexNet has 227
WIDTH = 256  # of fc6 and fc7; AlexNet has 4096


class CropNetwork(nn.Module):
    """Five convolutions, a pooling, fc6 and fc7, and a softmax of N + 1 classes.

    Args:
        num_classes: K, with the background.

    Attributes:
        pooled: how many numbers pool5 has: 96 channels of 4 x 4 cells.

    Source:
        Girshick et al., "R-CNN" (2014), sections 2.1 and 2.3.

    Example:
        >>> import torch
        >>> pool5, fc7, logits = CropNetwork(4)(torch.rand(2, 3, 64, 64))
        >>> pool5.shape, fc7.shape, logits.shape
        (torch.Size([2, 1536]), torch.Size([2, 256]), torch.Size([2, 4]))
    """

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.body = FiveConvolutions()
        self.pool = nn.MaxPool2d(2)
        self.pooled = self.body.out_channels * (CROP // STRIDE // 2) ** 2
        self.fc = TwoMLPHead(self.pooled, WIDTH)
        self.scores = nn.Linear(WIDTH, num_classes)

    def forward(
        self, crops: Tensor, labels: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor] | dict[str, Tensor]:
        """Look at crops, or in fine-tuning say how wrong it was.

        Args:
            crops: (R, 3, 64, 64), from 0 to 1.
            labels: (R,), int64, 0 for background; in fine-tuning only.

        Returns:
            pool5 (R, 1536), fc7 (R, 256) and logits (R, K); in fine-tuning the loss by name.
        """
        pool5 = self.pool(self.body(normalise(crops))["0"]).flatten(1)  # (R, 1536)
        fc7 = self.fc(pool5)  # (R, 256)
        logits = self.scores(fc7)  # (R, K)
        if labels is None:
            return pool5, fc7, logits
        return {"loss_classifier": cross_entropy(logits, labels)}
