"""A residual block and a feature pyramid on maps of one channel, for pencils and exercises.

With one channel in and one out, a 1x1 convolution is a multiplication by one number, and a 3x3
convolution is nine numbers. The package's modules do the same with hundreds of channels.
"""

from torch import Tensor
from torch.nn.functional import conv2d, interpolate


def convolve(x: Tensor, kernel: Tensor, stride: int = 1) -> Tensor:
    """A 3x3 convolution of one channel, with zeros around the map.

    Args:
        x: (H, W).
        kernel: (3, 3), of the same dtype.
        stride: cells from one place of the kernel to the next.

    Returns:
        (H / stride, W / stride), rounded up.

    Source:
        The results of torch.nn.functional.conv2d with a padding of 1.

    Example:
        >>> import torch
        >>> left = torch.tensor([[0.0, 0, 0], [1, 0, 0], [0, 0, 0]])
        >>> convolve(torch.tensor([[1.0, 2, 4]]), left)
        tensor([[0., 1., 2.]])
    """
    return conv2d(x[None, None], kernel[None, None], stride=stride, padding=1)[0, 0]


def residual_block(
    x: Tensor, kernel1: Tensor, kernel2: Tensor, stride: int, shortcut: float
) -> Tensor:
    """What two convolutions add to their input: ``relu(F(x) + shortcut * x)``.

    Args:
        x: (H, W).
        kernel1: (3, 3), of the first convolution, which has the stride and a ReLU behind it.
        kernel2: (3, 3), of the second.
        stride: 1 or 2.
        shortcut: the one weight of the 1x1 convolution around both, which has the same stride.

    Returns:
        (H / stride, W / stride), rounded up.

    Source:
        He et al., "Deep Residual Learning" (2016), equations 1 and 2. The results of
        ``mrcnn_edu.layers.residual_blocks.BasicBlock`` without norms.

    Example:
        >>> import torch
        >>> same, nothing = torch.zeros(3, 3), torch.zeros(3, 3)
        >>> same[1, 1] = 1
        >>> residual_block(torch.tensor([[1.0, -2], [3, 0]]), same, nothing, 1, 1.0)
        tensor([[1., 0.],
                [3., 0.]])
    """
    residual = convolve(convolve(x, kernel1, stride).relu(), kernel2)  # (H / stride, W / stride)
    return (residual + shortcut * x[::stride, ::stride]).relu()


def enlarge(coarse: Tensor, like: Tensor) -> Tensor:
    """A map made as large as another, each new cell a copy of the nearest old one.

    Args:
        coarse: (h, w).
        like: (H, W), whose size is wanted.

    Returns:
        (H, W).

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), section 3.

    Example:
        >>> import torch
        >>> enlarge(torch.tensor([[10.0, 20]]), torch.zeros(2, 3))
        tensor([[10., 10., 20.],
                [10., 10., 20.]])
    """
    return interpolate(coarse[None, None], size=like.shape, mode="nearest")[0, 0]


def pyramid(
    c3: Tensor, c4: Tensor, c5: Tensor, lateral: Tensor, smooth: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Three levels from three maps of a body, and a fourth, half as fine as the coarsest.

    Args:
        c3: (H, W), the finest.
        c4: (H / 2, W / 2), rounded up.
        c5: (H / 4, W / 4), rounded up.
        lateral: (3,), the weight of each map's 1x1 convolution, the finest first.
        smooth: (3, 3, 3), for each level the kernel of its 3x3 convolution, the finest first.

    Returns:
        P3, P4 and P5 of the sizes of c3, c4 and c5, and P6, every second cell of P5.

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), section 3. The results of
        ``mrcnn_edu.layers.fpn.FeaturePyramidNetwork``.

    Example:
        >>> import torch
        >>> same = torch.zeros(3, 3, 3)
        >>> same[:, 1, 1] = 1
        >>> maps = torch.ones(4, 4), torch.ones(2, 2), torch.ones(1, 1)
        >>> [level[0, 0].item() for level in pyramid(*maps, torch.tensor([1.0, 10, 100]), same)]
        [111.0, 110.0, 100.0, 100.0]
    """
    merged5 = lateral[2] * c5  # (H / 4, W / 4)
    merged4 = lateral[1] * c4 + enlarge(merged5, c4)  # (H / 2, W / 2)
    merged3 = lateral[0] * c3 + enlarge(merged4, c3)  # (H, W)
    p3, p4, p5 = map(convolve, (merged3, merged4, merged5), smooth)
    return p3, p4, p5, p5[::2, ::2]
