"""Wrong ways to rewrite boxes from centre and size to corners, and to clip them to an image."""

import torch
from torch import Tensor

# From (centre x, centre y, width, height) to (x1, y1, x2, y2): boxes (N, 4) to (N, 4).


def corners_from_whole_sides(boxes: Tensor) -> Tensor:
    """Goes the whole width to either side of the centre instead of half of it.

    Met where a formula is typed from memory. Boxes come out twice as wide and twice as high: the
    best IoU with the truth that anything can reach is a quarter.
    """
    cx, cy, w, h = boxes.unbind(1)
    return torch.stack((cx - w, cy - h, cx + w, cy + h), dim=1)


def corners_from_the_corner(boxes: Tensor) -> Tensor:
    """Takes the centre for the top-left corner, as in COCO's files.

    Met where data in one format enters code written for the other; nothing fails. Each box sits
    half its size too far right and down, which looks like a detector that is always a little off.
    """
    x, y, w, h = boxes.unbind(1)
    return torch.stack((x, y, x + w, y + h), dim=1)


def corners_with_sides_swapped(boxes: Tensor) -> Tensor:
    """Reads height before width, the order of an array's shape.

    Met between image libraries: shapes are (height, width), points are (x, y). Squares hide it;
    standing people come out lying down.
    """
    cx, cy, h, w = boxes.unbind(1)
    return torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), dim=1)


def corners_with_whole_halves(boxes: Tensor) -> Tensor:
    """Halves with ``//``, which drops the half pixel of odd sides.

    Met in code that came from integer pixels. Odd boxes shrink by a pixel, small ones vanish: the
    accuracy on small objects falls and nothing else does.
    """
    cx, cy, w, h = boxes.unbind(1)
    return torch.stack((cx - w // 2, cy - h // 2, cx + w // 2, cy + h // 2), dim=1)


def corners_by_columns(boxes: Tensor) -> Tensor:
    """Stacks the four coordinates as rows, then reshapes instead of transposing.

    Met when a shape error is silenced with ``reshape``. One box is right; with more the numbers
    of different boxes mix, and the shape gives no hint.
    """
    cx, cy, w, h = boxes.unbind(1)
    corners = torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2))  # (4, N)
    return corners.reshape(-1, 4)


def corners_in_place(boxes: Tensor) -> Tensor:
    """Writes the corners over the boxes that the caller still holds.

    Met in code that saves memory. The first call is right; whoever converts the same tensor
    again, an epoch later, gets boxes that have wandered off.
    """
    boxes[:, :2] -= boxes[:, 2:] / 2
    boxes[:, 2:] += boxes[:, :2]
    return boxes


CENTRE_TO_CORNERS = [
    corners_from_whole_sides,
    corners_from_the_corner,
    corners_with_sides_swapped,
    corners_with_whole_halves,
    corners_by_columns,
    corners_in_place,
]

# Clipping: boxes (N, 4), size (height, width) to (N, 4).


def clip_with_width_first(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Reads the size as (width, height).

    Met because PIL's ``image.size`` is (width, height) and a tensor's shape is (height, width).
    Square images hide it; in a landscape photo the boxes on the right are cut short.
    """
    width, height = size
    x1, y1, x2, y2 = boxes.unbind(1)
    sides = (x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height))
    return torch.stack(sides, dim=1)


def clip_everything_with_height(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Clips x and y with the same number.

    Met where ``boxes.clamp(0, size[0])`` was written for square crops. A landscape photo has no
    boxes in its right part any more.
    """
    return boxes.clamp(0, size[0])


def clip_to_the_last_pixel(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Clips to width - 1 and height - 1, the index of the last pixel.

    Met in Fast R-CNN's code and its descendants, where boxes were pixel indices with both ends
    inside. A box over the whole image loses its last row and column, and no
    longer equals the image's own box.
    """
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(1)
    x1, x2 = x1.clamp(0, width - 1), x2.clamp(0, width - 1)
    y1, y2 = y1.clamp(0, height - 1), y2.clamp(0, height - 1)
    return torch.stack((x1, y1, x2, y2), dim=1)


def clip_only_the_far_corner(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Clips x1, y1 from below and x2, y2 from above, and not the other way round.

    Met as an economy: "x1 cannot be too large". For a box wholly outside it is, and the box
    comes out inverted, with a negative side that turns into NaN in a logarithm.
    """
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(1)
    sides = (x1.clamp(min=0), y1.clamp(min=0), x2.clamp(max=width), y2.clamp(max=height))
    return torch.stack(sides, dim=1)


def clip_from_above_only(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Forgets that coordinates can be negative.

    Met with test boxes that all lie inside. Slicing a crop with a negative start counts from the
    other end of the image, and the crop is empty or another place.
    """
    height, width = size
    return boxes.minimum(torch.tensor([width, height, width, height]).to(boxes))


def clip_in_place(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Clips the caller's own tensor.

    Met where speed was wanted. Right on the spot; but the unclipped boxes are gone, and the
    regression targets that are computed from them later are wrong.
    """
    height, width = size
    boxes[:, 0::2] = boxes[:, 0::2].clamp(0, width)
    boxes[:, 1::2] = boxes[:, 1::2].clamp(0, height)
    return boxes


CLIP_BOXES_TO_IMAGE = [
    clip_with_width_first,
    clip_everything_with_height,
    clip_to_the_last_pixel,
    clip_only_the_far_corner,
    clip_from_above_only,
    clip_in_place,
]
