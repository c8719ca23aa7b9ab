"""What the lesson asks for: the package's functions for one map of one image, and nothing else."""

from torch import Tensor

from mrcnn_edu.ops.anchors import cell_anchors, grid_anchors
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image, remove_small_boxes
from mrcnn_edu.ops.matching import match_boxes
from mrcnn_edu.ops.nms import nms

NMS_IOU, SMALLEST_SIDE = 0.7, 0.001


def place_anchors(scales: Tensor, ratios: Tensor, grid: tuple[int, int], stride: int) -> Tensor:
    """The anchors of a map.

    Args:
        scales: (S,), square roots of their areas, in pixels.
        ratios: (R,), height over width.
        grid: (height, width) of the map, in cells.
        stride: pixels from one cell to the next.

    Returns:
        (H · W · R · S, 4), xyxy in pixels: row by row, in a row cell by cell, in a cell all scales
        of the first ratio first. Round the origin corners are rounded to whole pixels.

    Example:
        >>> import torch
        >>> place_anchors(torch.tensor([8.0]), torch.tensor([4.0]), (1, 2), 16)
        tensor([[-2., -8.,  2.,  8.],
                [14., -8., 18.,  8.]])
    """
    return grid_anchors(cell_anchors(scales.tolist(), ratios.tolist()), grid, (stride, stride))


def match_anchors(iou: Tensor, high: float, low: float, low_quality: bool) -> Tensor:
    """What each anchor learns.

    Args:
        iou: (G, A), of each object with each anchor.
        high: from this IoU on, an anchor learns the object that it overlaps most.
        low: below it, an anchor is background.
        low_quality: whether all anchors that fit some object best learn too, if they touch it.

    Returns:
        (A,), int64: the number of an object, -1 for background, -2 for what is ignored.

    Example:
        >>> import torch
        >>> match_anchors(torch.tensor([[0.6, 0.2]]), 0.7, 0.3, True)
        tensor([ 0, -1])
    """
    return match_boxes(iou, high, low, allow_low_quality=low_quality)


def propose(
    anchors: Tensor, deltas: Tensor, scores: Tensor, size: tuple[int, int], n: int
) -> Tensor:
    """The best corrected anchors of an image.

    Args:
        anchors: (A, 4), xyxy in pixels.
        deltas: (A, 4), as predicted.
        scores: (A,), how surely there is an object; no two alike.
        size: (height, width) of the image.
        n: how many proposals at most.

    Returns:
        (P, 4), clipped to the image, best first. What has a side below 0.001 pixels then is
        dropped, and what overlaps a better one by more than 0.7.

    Example:
        >>> import torch
        >>> anchors = torch.tensor([[-2.0, 0, 4, 4], [0, 0, 4, 4], [6, 0, 9, 4]])
        >>> propose(anchors, torch.zeros(3, 4), torch.tensor([0.9, 0.8, 0.7]), (10, 10), 2)
        tensor([[0., 0., 4., 4.],
                [6., 0., 9., 4.]])
    """
    boxes = clip_boxes_to_image(decode_boxes(deltas, anchors), size)
    large = remove_small_boxes(boxes, SMALLEST_SIDE)
    boxes, scores = boxes[large], scores[large]
    return boxes[nms(boxes, scores, NMS_IOU)[:n]]
