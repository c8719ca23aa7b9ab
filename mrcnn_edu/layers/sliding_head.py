"""The box head as a fully convolutional network: one that looks at every window of a map at once.

A fully connected layer on a window of 7 x 7 cells multiplies each of its numbers by a weight and
adds up. So does a convolution with a kernel of 7 x 7, at every place of a map. Its weights are the
layer's, in another shape; layers behind it become convolutions of 1 x 1. What windows share is then
computed once.
"""

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead


def linear_as_conv(layer: nn.Linear, channels: int) -> nn.Conv2d:
    """A fully connected layer on windows, as a convolution on maps.

    Args:
        layer: on windows (R, C, M, M), flattened to (R, C · M · M).
        channels: C.

    Returns:
        A convolution with kernels of M x M, from (N, C, H, W) to (N, F, H - M + 1, W - M + 1). It
        has the layer's own numbers, not a copy: what one learns, both have learnt.

    Raises:
        ValueError: if the layer does not take C times a square number of inputs.

    Source:
        Long et al., "Fully Convolutional Networks" (2015), section 3.1 and figure 2.

    Example:
        >>> linear_as_conv(nn.Linear(256 * 7 * 7, 1024), 256)
        Conv2d(256, 1024, kernel_size=(7, 7), stride=(1, 1))
    """
    size = round((layer.in_features / channels) ** 0.5)
    if channels * size * size != layer.in_features:
        raise ValueError(
            f"layer must take channels · M · M numbers, got one of {layer.in_features} with"
            f" channels {channels}; channels are those of the map that is slid over"
        )
    conv = nn.Conv2d(channels, layer.out_features, size, bias=layer.bias is not None, device="meta")
    # A window was flattened channel by channel, and in each row by row.
    kernels = layer.weight.detach().reshape(-1, channels, size, size)  # (F, C, M, M)
    conv.weight = nn.Parameter(kernels)
    if layer.bias is not None:
        conv.bias = nn.Parameter(layer.bias.detach())
    return conv


class SlidingBoxHead(nn.Module):
    """A box head that is slid over a map, cell by cell.

    Args:
        head: two fully connected layers, on windows of C x M x M.
        predictor: the class logits and deltas behind it.
        channels: C of the map.

    Source:
        Long et al., "Fully Convolutional Networks" (2015), section 3.1. Sermanet et al., "OverFeat"
        (2013), section 3.5, slid a classifier so, and found objects with it.

    Example:
        >>> head = SlidingBoxHead(TwoMLPHead(64 * 7 * 7, 256), FastRCNNPredictor(256, 5), 64)
        >>> class_logits, deltas = head(torch.rand(1, 64, 30, 40))
        >>> tuple(class_logits.shape), tuple(deltas.shape)
        ((1, 5, 24, 34), (1, 5, 4, 24, 34))
    """

    def __init__(self, head: TwoMLPHead, predictor: FastRCNNPredictor, channels: int) -> None:
        super().__init__()
        self.fc6 = linear_as_conv(head.fc6, channels)
        self.fc7 = linear_as_conv(head.fc7, head.fc7.in_features)
        self.cls_score = linear_as_conv(predictor.cls_score, predictor.cls_score.in_features)
        self.bbox_pred = linear_as_conv(predictor.bbox_pred, predictor.bbox_pred.in_features)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What the head says of the window that begins at each cell.

        Args:
            x: (N, C, H, W).

        Returns:
            Class logits (N, K, H - M + 1, W - M + 1) and deltas (N, K, 4, H - M + 1, W - M + 1).
        """
        x = torch.relu(self.fc6(x))  # (N, F, H - M + 1, W - M + 1)
        x = torch.relu(self.fc7(x))
        return self.cls_score(x), self.bbox_pred(x).unflatten(1, (-1, 4))
