"""The small body of the road from R-CNN to Faster R-CNN: five convolutions, one map.

AlexNet, which R-CNN stood on, has five convolutions too. One body for the whole road makes its
detectors comparable: they differ in what is done before and after it.
"""

from torch import Tensor, nn

CHANNELS = (24, 48, 48, 96, 96)
STEPS = (2, 2, 1, 2, 1)  # of each convolution, in cells of the map that comes in
STRIDE = 8  # of the whole, in pixels of the image
GROUPS = 8  # of the norms: three channels in each of the first, twelve in each of the last


class FiveConvolutions(nn.Module):
    """Five 3x3 convolutions of 157 thousand weights, each with a group norm and a ReLU.

    Of an image of 256 x 256 pixels it makes a map of 32 x 32 cells, in 265 million
    multiplications; of one of 64 x 64 a map of 8 x 8, in 17 million.

    Source:
        Krizhevsky et al., "ImageNet Classification" (2012), figure 2, for the number of
        convolutions; Wu and He, "Group Normalization" (2018). The widths are ours.

    Example:
        >>> import torch
        >>> body = FiveConvolutions()
        >>> maps = body(torch.rand(1, 3, 256, 120))
        >>> {name: tuple(feature_map.shape) for name, feature_map in maps.items()}
        {'0': (1, 96, 32, 15)}
        >>> sum(p.numel() for p in body.parameters())
        156792
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, channels, step in zip((3, *CHANNELS), CHANNELS, STEPS, strict=False):
            conv = nn.Conv2d(before, channels, 3, stride=step, padding=1, bias=False)
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            layers += [conv, nn.GroupNorm(GROUPS, channels), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        self.out_channels = CHANNELS[-1]

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """From (N, 3, H, W) to one map (N, 96, H / 8, W / 8), rounded up."""
        return {"0": self.layers(x)}
