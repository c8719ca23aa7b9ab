"""One box cut out of an image and brought to a fixed size, with some of what lies around it."""

import torch
from torch import Tensor
from torch.nn.functional import grid_sample


def warp_crop(image: Tensor, box: Tensor, size: int, context: int) -> Tensor:
    """What the network gets to see of one proposal.

    Args:
        image: (H, W), floating point, from which the mean has been taken off.
        box: (4,), xyxy in pixels of the image.
        size: pixels along a side of the crop.
        context: how many of these, on each side, show what lies around the box; below size / 2.

    Returns:
        (size, size), whatever the shape of the box. Between the centres of pixels values are
        bilinear, and around the image there is 0, the mean.

    Source:
        Girshick et al., "R-CNN" (2014), appendix A, the third way ("warp"), with 16 of 227.

    Example:
        >>> image = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> warp_crop(image, torch.tensor([0.0, 0.0, 2.0, 2.0]), 4, 1)
        tensor([[0., 0., 0., 0.],
                [0., 1., 2., 0.],
                [0., 3., 4., 0.],
                [0., 0., 0., 0.]])
    """
    steps = (torch.arange(size, dtype=torch.float64) + 0.5 - context) / (size - 2 * context)
    x1, y1, x2, y2 = box.double()
    y, x = torch.meshgrid(y1 + steps * (y2 - y1), x1 + steps * (x2 - x1), indexing="ij")
    height, width = image.shape
    grid = torch.stack((2 * x / width - 1, 2 * y / height - 1), dim=-1)  # (size, size, 2), x first
    crop = grid_sample(image.double()[None, None], grid[None], align_corners=False)
    return crop[0, 0].to(image.dtype)
