"""Feature pyramid: maps of four strides that all know what the coarsest one knows.

The body's fine maps see where things are and not what they are; its coarse maps the reverse. The
pyramid walks back down, from coarse to fine, and adds to each map what came from above.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor, nn
from torch.nn.functional import interpolate

from mrcnn_edu.layers.frozen_batch_norm import Norm
from mrcnn_edu.layers.resnet import ResNet


class FeaturePyramidNetwork(nn.Module):
    """Maps of one width from maps of many, and one more, half as fine as the coarsest.

    Args:
        in_channels: C_k of each map that comes in, the finest first.
        out_channels: of each map that goes out.
        norm: makes what follows each convolution; None for nothing.

    Raises:
        ValueError: if ``in_channels`` is empty.

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), section 3 and figure 3; P6 from section 4.1,
        a footnote. The results, names and state-dict keys of
        torchvision.ops.FeaturePyramidNetwork with LastLevelMaxPool.

    Example:
        >>> import torch
        >>> maps = {"0": torch.rand(1, 64, 8, 12), "1": torch.rand(1, 128, 4, 6)}
        >>> pyramid = FeaturePyramidNetwork((64, 128), 32)(maps)
        >>> {name: tuple(level.shape) for name, level in pyramid.items()}
        {'0': (1, 32, 8, 12), '1': (1, 32, 4, 6), 'pool': (1, 32, 2, 3)}
    """

    def __init__(
        self, in_channels: Sequence[int], out_channels: int = 256, *, norm: Norm | None = None
    ) -> None:
        super().__init__()
        if len(in_channels) == 0:
            raise ValueError(
                "in_channels must hold the channels of one map or more, got none;"
                " for ResNet-50 use (256, 512, 1024, 2048)"
            )
        self.inner_blocks = nn.ModuleList(
            _convolution(channels, out_channels, 1, norm) for channels in in_channels
        )
        self.layer_blocks = nn.ModuleList(
            _convolution(out_channels, out_channels, 3, norm) for _ in in_channels
        )

    def forward(self, maps: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """From the body's maps to the pyramid's, under the same names, and one named "pool".

        Args:
            maps: (N, C_k, H_k, W_k) each, the finest first.

        Returns:
            (N, out_channels, H_k, W_k) each, and "pool" of half the size of the last, rounded up.

        Raises:
            ValueError: if there are not as many maps as the pyramid was made for.
        """
        if len(maps) != len(self.inner_blocks):
            raise ValueError(
                f"maps must hold {len(self.inner_blocks)} maps, got {len(maps)}: {list(maps)};"
                " make the pyramid with the channels of these maps"
            )
        body = list(maps.values())
        merged = self.inner_blocks[-1](body[-1])  # (N, out_channels, H_k, W_k) of the coarsest
        pyramid = [self.layer_blocks[-1](merged)]
        for k in reversed(range(len(body) - 1)):
            lateral = self.inner_blocks[k](body[k])  # (N, out_channels, H_k, W_k)
            # A side may be odd, so that doubling the coarser map would miss by one: name the size.
            lateral += interpolate(merged, size=lateral.shape[2:], mode="nearest")
            merged = lateral
            # The 3x3 convolution smooths the staircase that "nearest" leaves.
            pyramid.insert(0, self.layer_blocks[k](merged))
        pyramid.append(pyramid[-1][:, :, ::2, ::2])  # P6, where anchors of 512 pixels stand
        return dict(zip([*maps, "pool"], pyramid, strict=True))


class BackboneWithFpn(nn.Module):
    """A ResNet and the feature pyramid on its maps.

    Args:
        body: the ResNet, with the maps that it shall return.
        out_channels: of each map of the pyramid.
        norm: makes what follows each convolution of the pyramid; None for nothing.

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), section 3; He et al., "Mask R-CNN" (2017),
        section 3, where it is called ResNet-FPN. The state-dict keys of torchvision's
        resnet_fpn_backbone.

    Example:
        >>> import torch
        >>> from mrcnn_edu.layers.resnet import resnet18
        >>> pyramid = BackboneWithFpn(resnet18(), 64)(torch.rand(1, 3, 64, 96))
        >>> {name: tuple(level.shape[2:]) for name, level in pyramid.items()}
        {'0': (16, 24), '1': (8, 12), '2': (4, 6), '3': (2, 3), 'pool': (1, 2)}
    """

    def __init__(self, body: ResNet, out_channels: int = 256, *, norm: Norm | None = None) -> None:
        super().__init__()
        self.body = body
        self.fpn = FeaturePyramidNetwork(body.channels, out_channels, norm=norm)
        self.out_channels = out_channels

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """From (N, 3, H, W) to the levels of the pyramid, the finest first."""
        pyramid: dict[str, Tensor] = self.fpn(self.body(x))
        return pyramid


def _convolution(in_channels: int, out_channels: int, size: int, norm: Norm | None) -> nn.Module:
    """A convolution that keeps height and width, in a sequence as torchvision's keys have it."""
    conv = nn.Conv2d(in_channels, out_channels, size, padding=size // 2, bias=norm is None)
    nn.init.kaiming_uniform_(conv.weight, a=1)
    if norm is not None:
        return nn.Sequential(conv, norm(out_channels))
    assert conv.bias is not None
    nn.init.zeros_(conv.bias)
    return nn.Sequential(conv)
