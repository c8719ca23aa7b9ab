"""ResNet as the body of a detector: from an image to feature maps of strides 4, 8, 16 and 32.

Attributes have torchvision's names, so that its weights fit. ``residual_blocks.py`` has what the
stages are built of.
"""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.functional import max_pool2d

from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d, Norm, conv_norm
from mrcnn_edu.layers.residual_blocks import BasicBlock, Block, Bottleneck, residual_stage
from mrcnn_edu.ops.checks import check_floating, check_shapes

ALL_STAGES = (1, 2, 3, 4)


class ResNet(nn.Module):
    """A stem and up to four residual stages, from each of which the map may be asked for.

    Args:
        block: ``BasicBlock`` or ``Bottleneck``.
        blocks: how many of them in each of the four stages.
        returned_layers: the stages whose maps are wanted, ascending. Stages after the last of them
            are not built: ``(3,)`` is the C4 body of the paper, ``(4,)`` its C5.
        norm: makes what follows each convolution.

    Attributes:
        channels: of each map returned.

    Raises:
        ValueError: if ``returned_layers`` is not one or more of 1 to 4, ascending.

    Source:
        He et al., "Deep Residual Learning" (2016), table 1, without the classifier. The results of
        torchvision.models.resnet50 and its like.

    Example:
        >>> import torch
        >>> body = ResNet(BasicBlock, (2, 2, 2, 2), returned_layers=(2, 4))
        >>> maps = body(torch.rand(1, 3, 64, 96))
        >>> {name: tuple(feature_map.shape) for name, feature_map in maps.items()}
        {'0': (1, 128, 8, 12), '1': (1, 512, 2, 3)}
    """

    def __init__(
        self,
        block: Block,
        blocks: Sequence[int],
        *,
        returned_layers: Sequence[int] = ALL_STAGES,
        norm: Norm = FrozenBatchNorm2d,
    ) -> None:
        super().__init__()
        check_returned_layers(returned_layers)
        self.returned_layers = tuple(returned_layers)
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = norm(64)
        in_channels = 64
        for k in range(1, max(returned_layers) + 1):
            width, stride = 64 * 2 ** (k - 1), 1 if k == 1 else 2  # the stem has halved twice
            stage = residual_stage(block, in_channels, width, blocks[k - 1], stride, norm)
            self.add_module(f"layer{k}", stage)
            in_channels = width * block.expansion
        self.channels = tuple(64 * 2 ** (k - 1) * block.expansion for k in returned_layers)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """From (N, 3, H, W) to the maps asked for, the finest first.

        Returns:
            Under the names "0", "1", ... the maps (N, C_k, H / 2^(k+1), W / 2^(k+1)), rounded up.

        Raises:
            TypeError: if ``x`` is not a floating-point tensor.
            ValueError: if it does not have the shape (N, 3, H, W).
        """
        check_shapes({"x": (x, "N C+ H+ W+")})
        check_floating("x", x)
        if x.shape[1] != 3:
            raise ValueError(
                f"x must have 3 channels, got {x.shape[1]}; for grey use x.expand(-1, 3, -1, -1)"
            )
        x = conv_norm(x, self.conv1, self.bn1).relu_()  # (N, 64, H / 2, W / 2)
        x = max_pool2d(x, 3, stride=2, padding=1)  # (N, 64, H / 4, W / 4)
        maps: dict[str, Tensor] = {}
        for k in range(1, max(self.returned_layers) + 1):
            x = self.get_submodule(f"layer{k}")(x)  # (N, C_k, H / 2^(k+1), W / 2^(k+1))
            if k in self.returned_layers:
                maps[str(len(maps))] = x
        return maps


def check_returned_layers(returned_layers: Sequence[int]) -> None:
    """Refuse what are not some of the four stages in their order.

    Raises:
        ValueError: if ``returned_layers`` is not one or more of 1 to 4, ascending.
    """
    layers = tuple(returned_layers)
    if not layers or layers != tuple(k for k in ALL_STAGES if k in layers):
        raise ValueError(
            f"returned_layers must be one or more of 1, 2, 3, 4 in this order, got {layers};"
            " for the four maps of a feature pyramid use (1, 2, 3, 4)"
        )


def freeze_early_layers(body: ResNet, trainable_layers: int) -> None:
    """Stop the training of all but the last layers, of which there are five with the stem.

    Early layers find edges and colours, which are the same in every data set. A layer that is
    not trained needs no gradient, and neither does anything before it.

    Args:
        body: whose parameters to freeze, in place.
        trainable_layers: how many to leave as they are, from the last: 3 leaves layer4, layer3
            and layer2, and 5 everything.

    Raises:
        ValueError: if ``trainable_layers`` is not in 0 to 5.

    Source:
        Girshick, "Fast R-CNN" (2015), section 4.5, which found that the first layers need not
        learn. The layers that torchvision's ``trainable_backbone_layers`` counts.

    Example:
        >>> body = resnet18()
        >>> freeze_early_layers(body, 2)
        >>> sorted({name.split(".")[0] for name, p in body.named_parameters() if p.requires_grad})
        ['layer3', 'layer4']
    """
    if trainable_layers not in range(6):
        raise ValueError(
            f"trainable_layers must be in 0 to 5, got {trainable_layers!r}; 3 is usual"
        )
    order = ("bn1", "conv1", "layer1", "layer2", "layer3", "layer4")
    # The norm of the stem belongs to its convolution: both train, or neither does.
    frozen = order[: 6 - trainable_layers] if trainable_layers < 5 else ()
    for name, parameter in body.named_parameters():
        if name.startswith(frozen):
            parameter.requires_grad_(False)


def resnet18(
    *, returned_layers: Sequence[int] = ALL_STAGES, norm: Norm = FrozenBatchNorm2d
) -> ResNet:
    """ResNet with 2-2-2-2 basic blocks; maps of 64, 128, 256 and 512 channels."""
    return ResNet(BasicBlock, (2, 2, 2, 2), returned_layers=returned_layers, norm=norm)


def resnet50(
    *, returned_layers: Sequence[int] = ALL_STAGES, norm: Norm = FrozenBatchNorm2d
) -> ResNet:
    """ResNet with 3-4-6-3 bottlenecks; maps of 256, 512, 1024 and 2048 channels."""
    return ResNet(Bottleneck, (3, 4, 6, 3), returned_layers=returned_layers, norm=norm)


def resnet101(
    *, returned_layers: Sequence[int] = ALL_STAGES, norm: Norm = FrozenBatchNorm2d
) -> ResNet:
    """ResNet with 3-4-23-3 bottlenecks; maps of 256, 512, 1024 and 2048 channels."""
    return ResNet(Bottleneck, (3, 4, 23, 3), returned_layers=returned_layers, norm=norm)
