"""The five losses of Mask R-CNN, and that of keypoints: what each is divided by, and why.

All are scalars, in at least float32. Each is a sum over examples, divided by a number that the
code states, for papers and libraries disagree more about that number than about the sum. Without
any example a loss is 0, never NaN, and a gradient of zeros still flows. Nothing waits for the GPU:
which example counts is decided with ``torch.where`` and not by counting.
"""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from mrcnn_edu.ops.checks import (
    check_floating,
    check_indices,
    check_positive,
    check_range_on_cpu,
    check_shapes,
)


def smooth_l1(input: Tensor, target: Tensor, beta: float = 1.0) -> Tensor:
    """A parabola where the two are near, straight lines beyond: large errors do not pull harder.

    Args:
        input: (...), floating point.
        target: (...), floating point, of the same shape.
        beta: how far the parabola reaches.

    Returns:
        (...): d² / (2 beta) where d, the distance, is below beta, and d - beta / 2 beyond. Nothing
        is summed or divided yet.

    Raises:
        TypeError: if an argument is not a floating-point tensor, or ``beta`` not a number.
        ValueError: if shapes or devices differ, or ``beta`` is not above 0.

    Source:
        Girshick, "Fast R-CNN" (2015), equation 3, with beta = 1. Its code had beta = 1/9 for the
        RPN (as sigma = 3, beta = 1 / sigma²), which torchvision has for the box head as well.

    Example:
        >>> smooth_l1(torch.tensor([0.5, 3.0]), torch.zeros(2))
        tensor([0.1250, 2.5000])
    """
    check_floating("input", input)
    check_floating("target", target)
    axes = " ".join(f"d{i}" for i in range(input.ndim))
    check_shapes({"input": (input, axes), "target": (target, axes)})
    check_positive("beta", beta, "1 / 9")
    distance = (input - target).abs()
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)


def rpn_loss(
    objectness: Tensor,
    deltas: Tensor,
    labels: Tensor,
    targets: Tensor,
    *,
    beta: float = 1 / 9,
    objectness_divisor: float | None = None,
    box_divisor: float | None = None,
) -> tuple[Tensor, Tensor]:
    """The two losses of a region proposal network, of the anchors that were sampled.

    Args:
        objectness: (A,), logits.
        deltas: (A, 4), as predicted.
        labels: (A,), above 0 where the anchor is matched to an object, 0 for background.
        targets: (A, 4), as ``encode_boxes`` gives them; looked at only where the label is above 0.
        beta: of ``smooth_l1``; the paper has 1.
        objectness_divisor: what the sum over the logits is divided by; A if left out. The paper
            has 256, even of an image in which there are not so many anchors to draw.
        box_divisor: what the sum over the boxes is divided by; A if left out. The paper weighs
            the mean over all locations of the map by λ = 10, which is to divide by a tenth of
            their number: some 2400 / 10 for one image, and so nearly the same as A = 256.

    Returns:
        The loss of objectness, the sum of binary cross-entropies over all A anchors divided by
        ``objectness_divisor``, and that of boxes: the sum over the positive ones and their four
        deltas, divided by ``box_divisor``.

    Raises:
        TypeError: if logits, deltas or targets are not floating-point tensors, or a number is not.
        ValueError: if shapes or devices do not fit, or a number is not above 0.

    Source:
        Ren et al., "Faster R-CNN" (2015), equation 1, whose two-way softmax is a sigmoid here.
        The results of torchvision's RegionProposalNetwork.compute_loss, but for an empty sample,
        of which torchvision's is NaN.

    Example:
        >>> logits, labels = torch.zeros(4), torch.tensor([1, 0, 0, 0])
        >>> rpn_loss(logits, torch.ones(4, 4), labels, torch.zeros(4, 4), beta=1.0)
        (tensor(0.6931), tensor(0.5000))
    """
    check_shapes(
        {
            "objectness": (objectness, "A"),
            "deltas": (deltas, "A 4"),
            "labels": (labels, "A"),
            "targets": (targets, "A 4"),
        }
    )
    check_floating("objectness", objectness)
    check_floating("deltas", deltas)
    check_floating("targets", targets)
    number = max(len(labels), 1)
    of_objects = number if objectness_divisor is None else objectness_divisor
    of_boxes = number if box_divisor is None else box_divisor
    check_positive("objectness_divisor", of_objects, "256")
    check_positive("box_divisor", of_boxes, "256")
    positive = labels > 0  # (A,)
    objectness = _widen(objectness)
    objectness_loss = binary_cross_entropy_with_logits(
        objectness, positive.to(objectness.dtype), reduction="sum"
    )
    box_loss = _sum_of_boxes(deltas, targets, positive, beta)
    return objectness_loss / of_objects, box_loss / of_boxes


def fast_rcnn_loss(
    class_logits: Tensor,
    deltas: Tensor,
    labels: Tensor,
    targets: Tensor,
    *,
    beta: float = 1 / 9,
) -> tuple[Tensor, Tensor]:
    """The two losses of a box head, of the proposals that were sampled.

    Args:
        class_logits: (R, K), of all classes, background first.
        deltas: (R, K, 4), as predicted, for each class its own; those of the true class learn.
        labels: (R,), int64, the true class, 0 for background.
        targets: (R, 4), as ``encode_boxes`` gives them; looked at only where the label is above 0.
        beta: of ``smooth_l1``; the paper has 1.

    Returns:
        The loss of classes, a mean of cross-entropies over all R proposals, and that of boxes:
        the sum over the positive ones and their four deltas, divided by R as well. Divided by the
        number of positive ones, an image with a single object would pull as hard as a crowd.

    Raises:
        TypeError: if logits, deltas or targets are not floating-point tensors, labels not whole
            numbers, or ``beta`` not a number.
        ValueError: if shapes or devices do not fit, on a CPU a label is no class, or
            ``beta`` is not above 0.

    Source:
        Girshick, "Fast R-CNN" (2015), equations 1 and 2. The results of torchvision's
        fastrcnn_loss, but for an empty sample, of which torchvision's is NaN.

    Example:
        >>> logits, labels = torch.zeros(4, 3), torch.tensor([2, 0, 0, 0])
        >>> fast_rcnn_loss(logits, torch.ones(4, 3, 4), labels, torch.zeros(4, 4), beta=1.0)
        (tensor(1.0986), tensor(0.5000))
    """
    check_shapes(
        {
            "class_logits": (class_logits, "R K"),
            "deltas": (deltas, "R K 4"),
            "labels": (labels, "R"),
            "targets": (targets, "R 4"),
        }
    )
    check_floating("class_logits", class_logits)
    check_floating("deltas", deltas)
    check_floating("targets", targets)
    check_indices("labels", labels)
    check_range_on_cpu("labels", labels, 0, class_logits.shape[1])
    number = max(len(labels), 1)
    class_loss = cross_entropy(_widen(class_logits), labels, reduction="sum")
    of_true_class = deltas[torch.arange(len(labels), device=labels.device), labels]  # (R, 4)
    box_loss = _sum_of_boxes(of_true_class, targets, labels > 0, beta)
    return class_loss / number, box_loss / number


def mask_loss(mask_logits: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """The loss of a mask head, of the positive proposals: a yes or no for every pixel.

    Args:
        mask_logits: (R, K, M, M), a mask for each class. With masks for no class in particular K
            is 1, and labels are all 0.
        labels: (R,), int64, the true class. Its mask alone learns, whatever class the box head
            predicts, so that classes do not compete within a mask.
        targets: (R, M, M), in [0, 1], as ``crop_mask_targets`` gives them.

    Returns:
        The mean of binary cross-entropies over all R · M · M pixels.

    Raises:
        TypeError: if logits or targets are not floating-point tensors, or labels not whole numbers.
        ValueError: if shapes or devices do not fit, or on a CPU a label is no class.

    Source:
        He et al., "Mask R-CNN" (2017), section 3, L_mask. The results of torchvision's
        maskrcnn_loss.

    Example:
        >>> mask_logits = torch.stack((torch.zeros(2, 2), torch.full((2, 2), 9.0)))[None]
        >>> mask_loss(mask_logits, torch.tensor([0]), torch.ones(1, 2, 2))
        tensor(0.6931)
    """
    _check_masks(mask_logits, labels, targets)
    if targets.numel() == 0:
        return _widen(mask_logits).sum()  # of nothing: 0, and a gradient still flows
    each = torch.arange(len(labels), device=labels.device)
    of_true_class = _widen(mask_logits[each, labels])  # (R, M, M)
    return binary_cross_entropy_with_logits(of_true_class, targets.to(of_true_class.dtype))


def softmax_mask_loss(mask_logits: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """The loss that ``mask_loss`` replaced: every pixel chooses one of the classes.

    Args:
        mask_logits: (R, K, M, M), a mask for each class, background first.
        labels: (R,), int64, the true class.
        targets: (R, M, M), in [0, 1]; from 0.5 on a pixel is of the true class, else background.

    Returns:
        The mean of cross-entropies over all R · M · M pixels.

    Raises:
        TypeError: if logits or targets are not floating-point tensors, or labels not whole numbers.
        ValueError: if shapes or devices do not fit.

    Source:
        He et al., "Mask R-CNN" (2017), section 4.1 and table 2b: mask AP 24.8 with it and 30.3
        with ``mask_loss``.

    Example:
        >>> mask_logits = torch.zeros(1, 4, 2, 2)
        >>> softmax_mask_loss(mask_logits, torch.tensor([3]), torch.ones(1, 2, 2))
        tensor(1.3863)
    """
    _check_masks(mask_logits, labels, targets)
    if targets.numel() == 0:
        return _widen(mask_logits).sum()
    class_of_pixel = torch.where(targets >= 0.5, labels[:, None, None], 0)  # (R, M, M)
    return cross_entropy(_widen(mask_logits), class_of_pixel)


def keypoint_loss(keypoint_logits: Tensor, cells: Tensor, visible: Tensor) -> Tensor:
    """The loss of a keypoint head, of the positive proposals: one cell of a map for each keypoint.

    Args:
        keypoint_logits: (R, P, M, M), a map for each of P kinds of keypoint.
        cells: (R, P), int64, the cell that the keypoint lies in, counted row by row, as
            ``keypoints_to_heatmap`` gives them.
        visible: (R, P), bool, which keypoints count.

    Returns:
        The mean over the visible keypoints of cross-entropies, each over M · M cells.

    Raises:
        TypeError: if logits are not floating-point tensors, cells not whole numbers or ``visible``
            not bool.
        ValueError: if shapes or devices do not fit.

    Source:
        He et al., "Mask R-CNN" (2017), section 5. The results of torchvision's keypointrcnn_loss.

    Example:
        >>> logits = torch.zeros(1, 2, 8, 8)
        >>> keypoint_loss(logits, torch.tensor([[9, 0]]), torch.tensor([[True, False]]))
        tensor(4.1589)
    """
    check_shapes(
        {
            "keypoint_logits": (keypoint_logits, "R P M M"),
            "cells": (cells, "R P"),
            "visible": (visible, "R P"),
        }
    )
    check_floating("keypoint_logits", keypoint_logits)
    check_indices("cells", cells)
    if visible.dtype is not torch.bool:
        raise TypeError(f"visible must be bool, got {visible.dtype}; use visible > 0")
    maps = _widen(keypoint_logits).flatten(0, 1).flatten(1)  # (R · P, M · M)
    each = cross_entropy(maps, cells.flatten(), reduction="none")  # (R · P,)
    return torch.where(visible.flatten(), each, 0).sum() / visible.sum().clamp(min=1)


def _check_masks(mask_logits: Tensor, labels: Tensor, targets: Tensor) -> None:
    """Refuse predicted masks that cannot be compared with their targets."""
    check_shapes(
        {
            "mask_logits": (mask_logits, "R K M M"),
            "labels": (labels, "R"),
            "targets": (targets, "R M M"),
        }
    )
    check_floating("mask_logits", mask_logits)
    check_floating("targets", targets)
    check_indices("labels", labels)
    check_range_on_cpu("labels", labels, 0, mask_logits.shape[1])


def _sum_of_boxes(deltas: Tensor, targets: Tensor, positive: Tensor, beta: float) -> Tensor:
    """Smooth L1 over the positive rows of (R, 4), summed."""
    # Others are taken out before anything is computed of them: their targets may be infinite.
    error = torch.where(positive[:, None], _widen(deltas) - targets, 0)
    return smooth_l1(error, torch.zeros_like(error), beta).sum()


def _widen(values: Tensor) -> Tensor:
    """The same numbers in at least float32: in half precision a sum would soon be too large."""
    return values.float() if values.dtype in (torch.float16, torch.bfloat16) else values
