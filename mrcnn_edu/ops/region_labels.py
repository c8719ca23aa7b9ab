"""What a proposal is called in each of R-CNN's three stages, which do not agree.

Fine-tuning wants many positives and is generous, SVMs want exact ones and take the truth alone, and
regressors want what a straight line can mend.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.box_coding import encode_boxes
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.checks import check_shapes

POSITIVE_IOU = 0.5  # R-CNN, section 2.3, for fine-tuning
NEGATIVE_IOU = 0.3  # for SVMs, found on a grid there: 0.5 costs 5 points of mAP, 0 costs 4
PAIR_IOU = 0.6  # appendix C, for regressors


def fine_tuning_labels(
    proposals: Tensor, boxes: Tensor, labels: Tensor, *, background_from: float = 0.0
) -> Tensor:
    """The class of the object that each proposal overlaps most, or background.

    Args:
        proposals: (R, 4), xyxy in pixels.
        boxes: (G, 4), the objects.
        labels: (G,), their classes, from 1 up.
        background_from: proposals whose largest IoU is below it are left out; R-CNN takes all from
            0 up, SPP-Net from 0.1.

    Returns:
        (R,), int64: a class from an IoU of 0.5 up, below it 0, and -1 for what is left out.

    Source:
        Girshick et al., "R-CNN" (2014), section 2.3; He et al., "Spatial Pyramid Pooling" (2014),
        section 4.1.

    Example:
        >>> objects = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
        >>> proposals = torch.tensor([[0.0, 0, 10, 8], [0, 0, 10, 3], [20, 20, 30, 30]])
        >>> fine_tuning_labels(proposals, objects, torch.tensor([2]), background_from=0.1)
        tensor([ 2,  0, -1])
    """
    check_shapes({"boxes": (boxes, "G 4"), "labels": (labels, "G")})
    if len(boxes) == 0:
        best, which = proposals.new_zeros(len(proposals)), None
    else:
        best, which = box_iou(proposals, boxes).max(dim=1)  # (R,) each
    background = torch.where(best >= background_from, 0, -1)  # (R,)
    if which is None:
        return background
    return torch.where(best >= POSITIVE_IOU, labels[which].long(), background)


def svm_labels(iou_with_class: Tensor, is_truth: Tensor) -> Tensor:
    """What the SVM of one class makes of boxes: the truth is positive, what is far off negative.

    Args:
        iou_with_class: (R,), the largest IoU of each box with an object of this class; 0 without
            any. Objects of other classes do not count.
        is_truth: (R,), bool: which boxes are the drawn truth of an object of this class.

    Returns:
        (R,), int64: 1 for positive, -1 for negative, 0 for what is not looked at: good proposals
        are not the truth, and to call them negative would be wrong.

    Source:
        Girshick et al., "R-CNN" (2014), section 2.3 and appendix B.

    Example:
        >>> iou = torch.tensor([1.0, 1.0, 0.96, 0.3, 0.29])
        >>> svm_labels(iou, torch.tensor([True, False, False, False, False]))
        tensor([ 1,  0,  0,  0, -1])
    """
    check_shapes({"iou_with_class": (iou_with_class, "R"), "is_truth": (is_truth, "R")})
    far = torch.where(iou_with_class < NEGATIVE_IOU, -1, 0)  # (R,)
    return torch.where(is_truth, 1, far)


def regression_pairs(
    proposals: Tensor, boxes: Tensor, iou: float = PAIR_IOU
) -> tuple[Tensor, Tensor]:
    """Proposals near an object, and the four deltas that would bring each onto it.

    Args:
        proposals: (R, 4), xyxy in pixels.
        boxes: (G, 4), the objects of one class.
        iou: how much a proposal must overlap its object, more than this.

    Returns:
        which: (P,), int64, the proposals that are near enough, each with the object that it
            overlaps most.
        deltas: (P, 4), t = (t_x, t_y, t_w, t_h).

    Source:
        Girshick et al., "R-CNN" (2014), appendix C, equations 6 to 9.

    Example:
        >>> near = torch.tensor([[20.0, 30.0, 60.0, 70.0], [0.0, 0.0, 9.0, 9.0]])
        >>> which, deltas = regression_pairs(near, torch.tensor([[30.0, 30.0, 60.0, 80.0]]))
        >>> which.tolist(), [round(t, 4) for t in deltas[0].tolist()]
        ([0], [0.125, 0.125, -0.2877, 0.2231])
    """
    if len(boxes) == 0:
        none = torch.zeros(0, dtype=torch.int64, device=proposals.device)
        return none, proposals.new_zeros(0, 4)
    best, nearest = box_iou(proposals, boxes).max(dim=1)  # (R,) each
    which = (best > iou).nonzero().squeeze(1)  # (P,)
    return which, encode_boxes(boxes[nearest[which]], proposals[which])
