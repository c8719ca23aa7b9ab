"""What the lesson asks for: the box losses of RPN and heads together, and pooling in a batch."""

import torch
from torch import Tensor

from mrcnn_edu.ops.box_coding import decode_boxes, encode_boxes
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.losses import smooth_l1
from mrcnn_edu.ops.roi_pooling import roi_pool

ON_AN_OBJECT = 0.5  # from this IoU on


def box_loss(deltas: Tensor, places: Tensor, boxes: Tensor) -> Tensor:
    """How far predicted deltas are from leading each place to the object that it lies on.

    Args:
        deltas: (R, 4), or (4,) for the same of all places.
        places: (R, 4), xyxy in pixels: where the search starts, such as anchors or proposals.
        boxes: (G, 4), xyxy in pixels: the objects.

    Returns:
        A scalar: smooth L1 of all places that overlap an object by a half or more, divided by the
        number of all places; 0 if there is none.

    Example:
        >>> place = torch.tensor([[0.0, 0.0, 8.0, 8.0]])
        >>> box_loss(torch.zeros(1, 4), place, place + torch.tensor([2.0, 0.0, 2.0, 0.0]))
        tensor(0.0312)
    """
    if len(places) == 0 or len(boxes) == 0:
        return deltas.sum() * 0  # nothing to learn, and still a loss that has gradients
    overlap, nearest = box_iou(places, boxes).max(dim=1)  # (R,), (R,)
    on = overlap >= ON_AN_OBJECT
    targets = encode_boxes(boxes[nearest[on]], places[on])  # (P, 4)
    predicted = deltas.expand(len(places), 4)[on]  # (P, 4)
    return smooth_l1(predicted, targets).sum() / len(places)


def joint_losses(
    rpn_deltas: Tensor, head_deltas: Tensor, anchors: Tensor, boxes: Tensor
) -> tuple[Tensor, Tensor]:
    """The box losses of an RPN and of the head behind it, which learn at once.

    Args:
        rpn_deltas: (A, 4), what the RPN says of the anchors.
        head_deltas: (4,), what a very small head says of everything that it looks at.
        anchors: (A, 4), xyxy in pixels.
        boxes: (G, 4), xyxy in pixels: the objects.

    Returns:
        The loss of the RPN on the anchors; and that of the head on the proposals, with the objects
        themselves after them. Nothing of the second reaches the RPN's deltas.

    Example:
        >>> anchor = torch.tensor([[0.0, 0.0, 8.0, 8.0]])
        >>> box = anchor + torch.tensor([2.0, 0.0, 2.0, 0.0])
        >>> joint_losses(torch.zeros(1, 4), torch.zeros(4), anchor, box)
        (tensor(0.0312), tensor(0.0156))
    """
    proposals = decode_boxes(rpn_deltas, anchors).detach()
    places = torch.cat((proposals, boxes))
    return box_loss(rpn_deltas, anchors, boxes), box_loss(head_deltas, places, boxes)


def pool_boxes(
    features: Tensor, boxes: Tensor, counts: tuple[int, ...], stride: int, n: int
) -> Tensor:
    """RoIPool of the boxes of all images of a batch.

    Args:
        features: (N, C, H, W), a map for each image.
        boxes: (R, 4), xyxy in pixels: first those of the first image, and so on.
        counts: how many boxes each of the N images has.
        stride: pixels from one cell of a map to the next.
        n: bins along each side.

    Returns:
        (R, C, n, n), in the order of the boxes.

    Example:
        >>> maps = torch.tensor([1.0, 5.0]).reshape(2, 1, 1, 1).expand(2, 1, 4, 4)
        >>> pool_boxes(maps, torch.tensor([[0.0, 0.0, 16.0, 16.0]]), (0, 1), 8, 1).flatten()
        tensor([5.])
    """
    return roi_pool(features, torch.split(boxes, list(counts)), n, 1 / stride)
