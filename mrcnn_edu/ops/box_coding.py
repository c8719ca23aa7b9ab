"""Boxes as small corrections to anchors, which is what a detector learns to predict.

A correction, or delta, is four numbers: how far the centre moves, in widths and heights of the
anchor, and the logarithm of how much the width and the height grow. So the same delta means the
same to a small anchor and to a large one.
"""

import math

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_floating, check_positive_numbers, check_shapes

Weights = tuple[float, float, float, float]

# A box may grow to at most 1000/16 times its anchor: a side of 16 pixels to one of 1000.
LARGEST_GROWTH = math.log(1000 / 16)


def encode_boxes(boxes: Tensor, anchors: Tensor, weights: Weights = (1, 1, 1, 1)) -> Tensor:
    """Deltas that turn each anchor into its box.

    Args:
        boxes: (..., 4), xyxy in pixels, floating point: where the objects are.
        anchors: (..., 4), xyxy in pixels, floating point, in a shape that broadcasts with that of
            ``boxes``: where the search starts; anchors in a region proposal network, proposals in
            the heads behind it.
        weights: what the four deltas are multiplied by. The box head has (10, 10, 5, 5), as if
            deltas were divided by standard deviations 0.1, 0.1, 0.2, 0.2; the RPN has ones.

    Returns:
        (..., 4): (t_x, t_y, t_w, t_h). A box or anchor without area gives infinite numbers or NaN.

    Raises:
        TypeError: if boxes or anchors are not floating-point tensors, or weights not numbers.
        ValueError: if shapes or devices do not fit, or a weight is not above 0.

    Source:
        Girshick et al., "R-CNN" (2014), appendix C, equations 6 to 9; Ren et al., "Faster R-CNN"
        (2015), equation 2. The weights are not in the papers: they came with the code of Fast
        R-CNN. The results of torchvision's BoxCoder.encode_single.

    Example:
        >>> anchor = torch.tensor([[0.0, 0.0, 10.0, 20.0]])
        >>> encode_boxes(anchor + torch.tensor([5.0, 0.0, 5.0, 0.0]), anchor)  # half a width right
        tensor([[0.5000, 0.0000, 0.0000, 0.0000]])
    """
    check_shapes({"boxes": (boxes, "... 4"), "anchors": (anchors, "... 4")})
    check_floating("boxes", boxes)
    check_floating("anchors", anchors)
    check_positive_numbers("weights", weights, "(1, 1, 1, 1)", 4)
    x, y, w, h = centre_and_size(boxes)  # four tensors of shape (...)
    x_a, y_a, w_a, h_a = centre_and_size(anchors)
    weight_x, weight_y, weight_w, weight_h = weights
    t_x = weight_x * (x - x_a) / w_a  # R-CNN, equation 6
    t_y = weight_y * (y - y_a) / h_a  # 7
    t_w = weight_w * torch.log(w / w_a)  # 8
    t_h = weight_h * torch.log(h / h_a)  # 9
    return torch.stack((t_x, t_y, t_w, t_h), dim=-1)  # (..., 4)


def decode_boxes(deltas: Tensor, anchors: Tensor, weights: Weights = (1, 1, 1, 1)) -> Tensor:
    """Boxes that the deltas make of the anchors.

    Args:
        deltas: (..., 4), (t_x, t_y, t_w, t_h), floating point. A box head predicts four for each
            of K classes: (R, K, 4), with anchors (R, 1, 4).
        anchors: (..., 4), xyxy in pixels, in shapes that broadcast.
        weights: what the deltas were multiplied by in ``encode_boxes``.

    Returns:
        (..., 4), xyxy in pixels, in the wider dtype of the two. Neither side grows to more than
        62.5 (1000/16) times its anchor's, however large the delta: exp would soon overflow.

    Raises:
        TypeError: if deltas or anchors are not floating-point tensors, or weights not numbers.
        ValueError: if shapes or devices do not fit, or a weight is not above 0.

    Source:
        Girshick et al., "R-CNN" (2014), appendix C, equations 1 to 4. The results of torchvision's
        BoxCoder.decode_single, which has deltas in rows of 4K and rounds anchors to their dtype:
        in bfloat16, where numbers near 1000 stand four apart, that costs whole pixels.

    Example:
        >>> anchor = torch.tensor([0.0, 0.0, 10.0, 20.0])
        >>> decode_boxes(torch.tensor([0.5, 0.0, 0.0, 0.0]), anchor)
        tensor([ 5.,  0., 15., 20.])
    """
    check_shapes({"deltas": (deltas, "... 4"), "anchors": (anchors, "... 4")})
    check_floating("deltas", deltas)
    check_floating("anchors", anchors)
    check_positive_numbers("weights", weights, "(1, 1, 1, 1)", 4)
    x_a, y_a, w_a, h_a = centre_and_size(anchors)  # four tensors of shape (...)
    t_x, t_y, t_w, t_h = (t / weight for t, weight in zip(deltas.unbind(-1), weights, strict=True))
    x, y = t_x * w_a + x_a, t_y * h_a + y_a  # R-CNN, equations 1 and 2
    half_w = 0.5 * (torch.exp(t_w.clamp(max=LARGEST_GROWTH)) * w_a)  # 3
    half_h = 0.5 * (torch.exp(t_h.clamp(max=LARGEST_GROWTH)) * h_a)  # 4
    return torch.stack((x - half_w, y - half_h, x + half_w, y + half_h), dim=-1)  # (..., 4)


def centre_and_size(boxes: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Centre x, centre y, width and height of each box.

    Args:
        boxes: (..., 4), xyxy in pixels, floating point.

    Returns:
        Four tensors (...).

    Raises:
        TypeError: if ``boxes`` is not a floating-point tensor.
        ValueError: if the last axis is not 4.

    Source:
        The results of torchvision.ops.box_convert but for the centre's last bit: from one corner
        and half the size, as torchvision computes it here, and not from the sum of the corners.

    Example:
        >>> centre_and_size(torch.tensor([0.0, 0.0, 10.0, 20.0]))
        (tensor(5.), tensor(10.), tensor(10.), tensor(20.))
    """
    check_shapes({"boxes": (boxes, "... 4")})
    check_floating("boxes", boxes)
    x1, y1, x2, y2 = boxes.unbind(-1)  # four tensors of shape (...)
    width, height = x2 - x1, y2 - y1
    return x1 + 0.5 * width, y1 + 0.5 * height, width, height
