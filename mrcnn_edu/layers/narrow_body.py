"""A ResNet without a pyramid, with maps as narrow as a pyramid's, for heads that expect those."""

from torch import Tensor, nn

from mrcnn_edu.layers.frozen_batch_norm import Norm
from mrcnn_edu.layers.resnet import ResNet


class NarrowBody(nn.Module):
    """A ResNet, and a 1x1 convolution that makes its last map narrow.

    Args:
        body: the ResNet, with the one map that it shall return.
        out_channels: of the map that goes out.
        norm: makes what follows the convolution; None for nothing.

    Raises:
        ValueError: if the ResNet returns more maps than one.

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), section 3: how a pyramid begins.

    Example:
        >>> import torch
        >>> from mrcnn_edu.layers.resnet import resnet18
        >>> maps = NarrowBody(resnet18(returned_layers=(4,)), 64)(torch.rand(1, 3, 64, 96))
        >>> {name: tuple(feature_map.shape) for name, feature_map in maps.items()}
        {'0': (1, 64, 2, 3)}
    """

    def __init__(self, body: ResNet, out_channels: int = 256, *, norm: Norm | None = None) -> None:
        super().__init__()
        if len(body.channels) != 1:
            raise ValueError(
                f"body must return one map, got returned_layers={body.returned_layers};"
                " for several maps use BackboneWithFpn"
            )
        self.body = body
        conv = nn.Conv2d(body.channels[0], out_channels, 1, bias=norm is None)
        nn.init.kaiming_uniform_(conv.weight, a=1)
        if conv.bias is not None:
            nn.init.zeros_(conv.bias)
        self.narrow = conv if norm is None else nn.Sequential(conv, norm(out_channels))
        self.out_channels = out_channels

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """From (N, 3, H, W) to one map (N, out_channels, H / stride, W / stride), rounded up."""
        ((name, feature_map),) = self.body(x).items()
        return {name: self.narrow(feature_map)}
