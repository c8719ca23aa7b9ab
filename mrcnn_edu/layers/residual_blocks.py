"""Residual blocks: what a few convolutions add to their input.

A block that has nothing to add only has to put out zeros, which is why a hundred of them can be
trained in a row. Submodules are named as torchvision names them, so that its weights fit. As
there, a bottleneck has its stride in the 3x3 convolution (known as ResNet v1.5); the paper has it
in the first 1x1, which then looks at only a quarter of the cells.
"""

from typing import cast

from torch import Tensor, nn

from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d, Norm, conv_norm


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut around them: C channels in, ``channels`` out.

    Args:
        in_channels: C.
        channels: of both convolutions.
        stride: of the first.
        norm: makes what follows each convolution.

    Source:
        He et al., "Deep Residual Learning" (2016), equations 1 and 2, figure 5 (left).
    """

    expansion = 1

    def __init__(
        self, in_channels: int, channels: int, stride: int = 1, norm: Norm = FrozenBatchNorm2d
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = norm(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = norm(channels)
        self.downsample = _projection(in_channels, channels, stride, norm)

    def forward(self, x: Tensor) -> Tensor:
        """From (N, C, H, W) to (N, channels, H / stride, W / stride), rounded up."""
        out = conv_norm(x, self.conv1, self.bn1).relu_()  # (N, channels, H / stride, W / stride)
        out = conv_norm(out, self.conv2, self.bn2)
        return out.add_(_shortcut(x, self.downsample)).relu_()  # equation 1: F(x) + x


class Bottleneck(nn.Module):
    """A 3x3 convolution between two of 1x1, which make its maps thin and wide again.

    Args:
        in_channels: C.
        channels: of the 3x3 convolution; four times as many come out.
        stride: of the 3x3 convolution.
        norm: makes what follows each convolution.

    Source:
        He et al., "Deep Residual Learning" (2016), figure 5 (right), with the stride moved.
    """

    expansion = 4

    def __init__(
        self, in_channels: int, channels: int, stride: int = 1, norm: Norm = FrozenBatchNorm2d
    ) -> None:
        super().__init__()
        wide = channels * self.expansion
        self.conv1 = nn.Conv2d(in_channels, channels, 1, bias=False)
        self.bn1 = norm(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride, padding=1, bias=False)
        self.bn2 = norm(channels)
        self.conv3 = nn.Conv2d(channels, wide, 1, bias=False)
        self.bn3 = norm(wide)
        self.downsample = _projection(in_channels, wide, stride, norm)

    def forward(self, x: Tensor) -> Tensor:
        """From (N, C, H, W) to (N, 4 channels, H / stride, W / stride), rounded up."""
        out = conv_norm(x, self.conv1, self.bn1).relu_()  # (N, channels, H, W)
        out = conv_norm(out, self.conv2, self.bn2).relu_()  # (N, channels, H / stride, W / stride)
        out = conv_norm(out, self.conv3, self.bn3)  # (N, 4 channels, H / stride, W / stride)
        return out.add_(_shortcut(x, self.downsample)).relu_()


Block = type[BasicBlock] | type[Bottleneck]


def residual_stage(
    block: Block,
    in_channels: int,
    channels: int,
    blocks: int,
    stride: int,
    norm: Norm = FrozenBatchNorm2d,
) -> nn.Sequential:
    """Some blocks in a row, of which the first may change the size.

    Args:
        block: ``BasicBlock`` or ``Bottleneck``.
        in_channels: C of what comes in.
        channels: of the block; ``block.expansion`` times as many come out.
        blocks: how many.
        stride: of the first.
        norm: makes what follows each convolution.

    Returns:
        A module from (N, C, H, W) to (N, expansion * channels, H / stride, W / stride).

    Source:
        He et al., "Deep Residual Learning" (2016), table 1, a row.

    Example:
        >>> import torch
        >>> res5 = residual_stage(Bottleneck, 1024, 512, 3, stride=2)
        >>> res5(torch.rand(2, 1024, 14, 14)).shape
        torch.Size([2, 2048, 7, 7])
    """
    first = block(in_channels, channels, stride, norm)
    rest = (block(channels * block.expansion, channels, 1, norm) for _ in range(blocks - 1))
    return nn.Sequential(first, *rest)


def _projection(
    in_channels: int, out_channels: int, stride: int, norm: Norm
) -> nn.Sequential | None:
    """What brings the input to the shape of the sum; None where it has that shape."""
    if stride == 1 and in_channels == out_channels:
        return None
    conv = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
    return nn.Sequential(conv, norm(out_channels))


def _shortcut(x: Tensor, downsample: nn.Sequential | None) -> Tensor:
    """The other term of the sum: the input itself, or equation 2's projection of it."""
    if downsample is None:
        return x
    conv, norm = downsample
    return conv_norm(x, cast(nn.Conv2d, conv), norm)
