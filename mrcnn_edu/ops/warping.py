"""R-CNN's crops: each proposal with some of what is around it, pulled into one square.

A network with fully connected layers takes one size alone, so a proposal of any shape is warped to
that size. The tight box would leave out what tells an object from its ground, so it grows first.
"""

import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from mrcnn_edu.ops.box_coding import centre_and_size
from mrcnn_edu.ops.checks import (
    check_floating,
    check_integer,
    check_number,
    check_same_device,
    check_shapes,
)

CONTEXT = 16 / 227  # the share of a crop's side that is context, at each end: p = 16 of 227 pixels
GREY = (0.5, 0.5, 0.5)


def add_context(boxes: Tensor, context: float = CONTEXT) -> Tensor:
    """Boxes so much larger that the old ones leave a margin in them.

    Args:
        boxes: (R, 4), xyxy in pixels, floating point.
        context: which share of the new box's side lies before the old box, and again behind it;
            from 0 up, below 0.5.

    Returns:
        (R, 4), with the same centres, and sides 1 / (1 - 2 context) times as long: at 16 of 227
        pixels 227 / 195 = 1.1641.

    Raises:
        TypeError: if ``boxes`` is not a floating-point tensor, or ``context`` not a number.
        ValueError: if the shape is not (R, 4), or ``context`` is out of its range.

    Source:
        Girshick et al., "R-CNN" (2014), appendix A, whose p is 16 pixels of the warped crop.

    Example:
        >>> add_context(torch.tensor([[10.0, 10.0, 20.0, 30.0]]), context=0.25)
        tensor([[ 5.,  0., 25., 40.]])
    """
    check_shapes({"boxes": (boxes, "R 4")})
    check_floating("boxes", boxes)
    check_number("context", context)
    if not 0 <= context < 0.5:
        raise ValueError(
            f"context must be from 0 up and below 0.5, got {context}; for p of s pixels use p / s"
        )
    x, y, width, height = centre_and_size(boxes)  # (R,) each
    half_w, half_h = (side / (2 * (1 - 2 * context)) for side in (width, height))
    return torch.stack((x - half_w, y - half_h, x + half_w, y + half_h), dim=1)  # (R, 4)


def warp_crops(
    image: Tensor,
    boxes: Tensor,
    size: int,
    *,
    context: float = CONTEXT,
    fill: tuple[float, float, float] = GREY,
) -> Tensor:
    """Cut out boxes with context, and warp each to a square.

    Args:
        image: (3, H, W), floating point.
        boxes: (R, 4), xyxy in pixels of the image, floating point.
        size: the side of the crops, in pixels; 227 in the paper.
        context: which share of a crop's side lies before the box, and again behind it; from 0 up,
            below 0.5.
        fill: the colour of what lies outside the image: its mean colour, in the paper.

    Returns:
        (R, 3, size, size), of the image's dtype: for each pixel of a crop the bilinear mean of the
        four pixels around its place in the image.

    Raises:
        TypeError: if image or boxes are not floating-point tensors, or a number is not a number.
        ValueError: if a shape, a device or a number does not fit.

    Source:
        Girshick et al., "R-CNN" (2014), appendix A, "warp".

    Example:
        >>> image = torch.arange(16.0).expand(3, 4, 16)  # the colour tells the column
        >>> box = torch.tensor([[4.0, 0.0, 8.0, 4.0]])
        >>> warp_crops(image, box, 4, context=0.0)[0, 0, 0]
        tensor([4., 5., 6., 7.])
        >>> warp_crops(image, box, 4, context=0.25)[0, 0, 1]
        tensor([2.5000, 4.5000, 6.5000, 8.5000])
    """
    check_shapes({"image": (image, "3 H+ W+"), "boxes": (boxes, "R 4")})
    check_floating("image", image)
    check_same_device("image", image, "boxes", boxes)
    check_integer("size", size, 1)
    if len(fill) != 3:
        raise ValueError(f"fill must be (red, green, blue), got {fill!r}; a mean colour is usual")
    x1, y1, x2, y2 = add_context(boxes, context).unbind(1)  # (R,) each
    height, width = image.shape[1:]
    centres = (torch.arange(size, device=boxes.device) + 0.5) / size  # (S,), of a crop's pixels
    x = x1[:, None] + centres * (x2 - x1)[:, None]  # (R, S), in pixels of the image
    y = y1[:, None] + centres * (y2 - y1)[:, None]
    across = (2 * x[:, None] / width - 1).expand(-1, size, -1)  # (R, S, S), -1 to 1 in the image
    down = (2 * y[:, :, None] / height - 1).expand(-1, -1, size)
    grid = torch.stack((across, down), dim=3)  # (R, S, S, 2)
    # One tall crop instead of R of them: grid_sample would want R copies of the image. Outside it
    # finds zeros, so the colour that is wanted there is made zero.
    zero = image.new_tensor(fill)[:, None, None]
    tall = grid_sample(
        (image - zero)[None], grid.reshape(1, -1, size, 2).to(image.dtype), align_corners=False
    )  # (1, 3, R * S, S)
    crops = tall.reshape(3, -1, size, size).transpose(0, 1)  # (R, 3, S, S)
    return crops + zero
