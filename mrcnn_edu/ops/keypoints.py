"""Keypoints between the image and the maps of a keypoint head: a mask with one pixel for each.

In training, a keypoint becomes the one cell of the map that it lies in (``keypoints_to_heatmap``).
Of a detection, the highest place of the map becomes a point of the image
(``heatmaps_to_keypoints``). Cell i covers the interval from i to i + 1: on the way in its number is
rounded down, on the way out a half is added, the middle of the cell.
"""

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from mrcnn_edu.ops.checks import check_floating, check_integer, check_shapes


def keypoints_to_heatmap(
    keypoints: Tensor, boxes: Tensor, heatmap_size: int
) -> tuple[Tensor, Tensor]:
    """The cell of each proposal's map that each keypoint lies in.

    Args:
        keypoints: (R, P, 3), x and y in pixels, and above 0 where the keypoint is visible; of
            the ground truth that each proposal is matched to.
        boxes: (R, 4), xyxy in pixels: the proposals.
        heatmap_size: M, cells along a side of the map, such as 56.

    Returns:
        cells: (R, P), int64, row · M + column; 0 where the keypoint does not count.
        visible: (R, P), bool: visible, and not outside the box. A keypoint on the right or lower
            border belongs to the last cell.

    Raises:
        TypeError: if keypoints or boxes are not floating-point tensors, or the size not an integer.
        ValueError: if shapes or devices do not fit, or ``heatmap_size`` is below 1.

    Source:
        He et al., "Mask R-CNN" (2017), section 5. The results of torchvision's
        keypoints_to_heatmap, which has 0 and 1 for ``visible``.

    Example:
        >>> ear, tail = [12.5, 11.0, 1.0], [40.0, 11.0, 1.0]  # the tail is outside
        >>> box = torch.tensor([[10.0, 10.0, 20.0, 20.0]])
        >>> keypoints_to_heatmap(torch.tensor([[ear, tail]]), box, 4)
        (tensor([[1, 0]]), tensor([[ True, False]]))
    """
    check_shapes({"keypoints": (keypoints, "R P 3"), "boxes": (boxes, "R 4")})
    check_floating("keypoints", keypoints)
    check_floating("boxes", boxes)
    check_integer("heatmap_size", heatmap_size, 1)
    x, y, visibility = keypoints.unbind(-1)  # (R, P) each
    x1, y1, x2, y2 = _widen(boxes)[:, None].unbind(-1)  # (R, 1) each
    column, row = _cell(x, x1, x2, heatmap_size), _cell(y, y1, y2, heatmap_size)  # (R, P)
    inside = (column >= 0) & (row >= 0) & (column < heatmap_size) & (row < heatmap_size)
    visible = inside & (visibility > 0)
    return torch.where(visible, row * heatmap_size + column, 0).long(), visible


def heatmaps_to_keypoints(maps: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
    """The highest place of each map, as a point of the image.

    Args:
        maps: (R, P, M, M), logits of a keypoint head, floating point.
        boxes: (R, 4), xyxy in pixels: the detections.

    Returns:
        keypoints: (R, P, 3), at least float32: x and y in pixels, and 1 for visible, always.
        scores: (R, P), at least float32: the value of the map there, a logit still. Each map is
            made as large as its box first, whose sizes a GPU must be asked for.

    Raises:
        TypeError: if maps or boxes are not floating-point tensors.
        ValueError: if shapes or devices do not fit.

    Source:
        He et al., "Mask R-CNN" (2017), section 5. The results of torchvision's
        heatmaps_to_keypoints: bicubic, a box without area taken for one pixel, and half a pixel
        added, since a pixel's number is where it begins and not where its middle is.

    Example:
        >>> maps = torch.zeros(1, 1, 4, 4)
        >>> maps[0, 0, 1, 2] = 9.0
        >>> heatmaps_to_keypoints(maps, torch.tensor([[10.0, 10.0, 14.0, 14.0]]))
        (tensor([[[12.5000, 11.5000,  1.0000]]]), tensor([[9.]]))
    """
    check_shapes({"maps": (maps, "R P M M"), "boxes": (boxes, "R 4")})
    check_floating("maps", maps)
    check_floating("boxes", boxes)
    maps, boxes = _widen(maps), _widen(boxes)
    size = (boxes[:, 2:] - boxes[:, :2]).clamp(min=1)  # (R, 2), width and height
    pixels = size.ceil()
    places = torch.zeros(maps.shape[:2], dtype=torch.int64, device=maps.device)  # (R, P)
    scores = maps.new_zeros(maps.shape[:2])
    for r, (width, height) in enumerate(pixels.long().tolist()):
        large = interpolate(maps[r, :, None], (height, width), mode="bicubic").flatten(1)
        places[r] = large.argmax(dim=1)  # (P,), of (P, height · width)
        scores[r] = large.gather(1, places[r, :, None]).squeeze(1)
    width = pixels[:, :1].long()  # (R, 1)
    place = torch.stack((places % width, places // width), dim=-1)  # (R, P, 2), x and y
    # The map had whole pixels; the box, a fraction less.
    points = (place + 0.5) * (size / pixels)[:, None] + boxes[:, None, :2]  # (R, P, 2)
    return torch.cat((points, torch.ones_like(points[..., :1])), dim=-1), scores


def _cell(position: Tensor, start: Tensor, end: Tensor, cells: int) -> Tensor:
    """Number of the cell of each position, where start to end has so many; not yet an integer."""
    cell = ((position - start) * (cells / (end - start))).floor()
    return torch.where(position == end, cells - 1, cell)


def _widen(values: Tensor) -> Tensor:
    """The same numbers in at least float32, which holds the number of every cell."""
    return values.to(torch.promote_types(values.dtype, torch.float32))
