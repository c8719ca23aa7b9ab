"""R-CNN's second and third stage, on features that lie there: SVMs, then box regressors.

SPP-Net has the same two, on features of another network.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.region_labels import PAIR_IOU, regression_pairs, svm_labels
from mrcnn_edu.ops.targets import Target
from mrcnn_edu.training.hard_negatives import Mined, train_on_hard_negatives
from mrcnn_edu.training.linear_svm import USUAL_C
from mrcnn_edu.training.ridge import STRENGTH, ridge

MOST_PAIRS = 3000  # of a class, drawn by chance: more change the straight line little


def looked_at(target: Target) -> Tensor:
    """The boxes of an image of which there are features: its proposals, then the truth.

    Args:
        target: with "boxes" (G, 4) and "proposals" (R, 4).

    Returns:
        (R + G, 4).
    """
    return torch.cat((target["proposals"], target["boxes"]))


def train_svms(
    features: Sequence[Tensor],
    targets: Sequence[Target],
    num_classes: int,
    c: float = USUAL_C,
) -> list[Mined]:
    """One SVM a class, on the truth and the negatives that count.

    Args:
        features: for each image (R + G, F), of the boxes of ``looked_at``: fc7's.
        targets: for each image "boxes" (G, 4), "labels" (G,) and "proposals" (R, 4), on the device
            of the features.
        num_classes: K, with the background.
        c: what an example that comes too near costs, beside room.

    Returns:
        For each class but the background its SVM, and the negatives that made it.

    Raises:
        ValueError: if a class has no object, or nothing else is to be seen.

    Source:
        Girshick et al., "R-CNN" (2014), section 2.3.
    """
    table = torch.cat(list(features))  # (B, F)
    mined = []
    for label in range(1, num_classes):
        said = torch.cat([svm_labels(*_of_class(target, label)) for target in targets])  # (B,)
        if not (said == 1).any() or not (said == -1).any():
            raise ValueError(
                f"targets must show objects of class {label} and something else; got"
                f" {int((said == 1).sum())} objects; give more scenes"
            )
        mined.append(train_on_hard_negatives(table[said == 1], table[said == -1], c))
    return mined


def _of_class(target: Target, label: int) -> tuple[Tensor, Tensor]:
    """For each box looked at its IoU with the class, and whether it is its truth: (R + G,) each."""
    boxes, of_class = looked_at(target), target["labels"] == label  # (G,)
    iou = box_iou(boxes, target["boxes"][of_class])  # (R + G, G')
    best = iou.amax(dim=1) if iou.shape[1] else boxes.new_zeros(len(boxes))
    is_truth = torch.cat((of_class.new_zeros(len(target["proposals"])), of_class))
    return best, is_truth


def train_regressors(
    features: Sequence[Tensor],
    targets: Sequence[Target],
    num_classes: int,
    strength: float = STRENGTH,
    *,
    iou: float = PAIR_IOU,
    most: int = MOST_PAIRS,
) -> list[tuple[Tensor, Tensor]]:
    """For each class the ridge regression from features of a proposal to the four deltas.

    Args:
        features: for each image (R + G, P), of the boxes of ``looked_at``: pool5's. They may lie on
            the CPU, and be half precision.
        targets: for each image "boxes" (G, 4), "labels" (G,) and "proposals" (R, 4).
        num_classes: K, with the background.
        strength: λ of the ridge.
        iou: how much a proposal must overlap its object.
        most: how many pairs of a class to learn from at most.

    Returns:
        For each class but the background weight (4, P) and bias (4,), on the device of the targets;
        zeros, which move nothing, where there are no pairs.

    Source:
        Girshick et al., "R-CNN" (2014), appendix C.
    """
    generator = torch.Generator().manual_seed(0)
    found = []
    for label in range(1, num_classes):
        rows, deltas = [], []
        for of_image, target in zip(features, targets, strict=True):
            objects = target["boxes"][target["labels"] == label]
            which, wanted = regression_pairs(target["proposals"], objects, iou)
            rows.append(of_image[which.to(of_image.device)].to(wanted.device))
            deltas.append(wanted)
        x, t = torch.cat(rows), torch.cat(deltas)  # (N, P), (N, 4)
        if len(x) == 0:
            found.append((t.new_zeros(4, x.shape[1]), t.new_zeros(4)))
            continue
        drawn = torch.randperm(len(x), generator=generator)[:most].to(x.device)
        found.append(ridge(x[drawn].float(), t[drawn], strength))
    return found
