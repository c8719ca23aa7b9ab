"""Whether two detectors found the same objects in a photograph."""

import torch
from torch import Tensor

from mrcnn_edu.classroom.verdict import Verdict
from mrcnn_edu.classroom.words import Words, say
from mrcnn_edu.ops.boxes import box_iou

Found = dict[str, Tensor]  # "boxes" (D, 4), "labels" (D,), "scores" (D,), perhaps "masks"

# What two roundings of the same numbers stay within.
SAME_IOU, SAME_MASK_IOU, SAME_SCORE = 0.98, 0.985, 0.01


def pair_up(package: Found, yours: Found) -> tuple[dict[int, int], list[int]]:
    """Which object of one detector is which of the other, one to one.

    Args:
        package: "boxes" (D, 4), "labels" (D,), "scores" (D,), and perhaps "masks" (D, 1, H, W).
        yours: the same of E objects.

    Returns:
        For those of yours that overlap one of the package's, which that is: first of all those
        that count as the same, then those that overlap most; and which of yours count as the same.
    """
    overlap = box_iou(package["boxes"], yours["boxes"]).nan_to_num()  # (D, E)
    same = overlap >= SAME_IOU
    same &= package["labels"][:, None] == yours["labels"]
    same &= (package["scores"][:, None] - yours["scores"]).abs() <= SAME_SCORE
    for i, j in same.nonzero().tolist():
        same[i, j] = compare_masks(package, yours, i, j)[0] >= SAME_MASK_IOU
    left = overlap + same  # (D, E)
    pairs: dict[int, int] = {}
    while left.numel() and left.max() > 0:
        i, j = divmod(int(left.argmax()), left.shape[1])
        pairs[j] = i
        left[i], left[:, j] = 0, 0
    return pairs, [j for j, i in pairs.items() if same[i, j]]


def compare_masks(package: Found, yours: Found, i: int, j: int) -> tuple[float, float]:
    """The IoU of two masks, above a half, and the area of the second over that of the first.

    Args:
        package: with "masks" (D, 1, H, W), of which that of object i is taken.
        yours: with "masks" (E, 1, H, W), of which that of object j is taken.
        i: from 0 up.
        j: from 0 up.

    Returns:
        1 and 1 where there are no masks, or none of both has a pixel.
    """
    if "masks" not in package or "masks" not in yours:
        return 1.0, 1.0
    first, second = package["masks"][i] > 0.5, yours["masks"][j] > 0.5  # (1, H, W) each
    shared, union = int((first & second).sum()), int((first | second).sum())
    return shared / union if union else 1.0, int(second.sum()) / max(int(first.sum()), 1)


def compare(package: Found, yours: Found, name: str) -> Verdict:
    """Whether two detectors found the same.

    Args:
        package: "boxes" (D, 4), "labels" (D,), "scores" (D,), and perhaps "masks" (D, 1, H, W).
        yours: the same of E objects.
        name: of the learner's function.
    """
    pairs, same = pair_up(package, yours)
    if len(same) == len(package["boxes"]) == len(yours["boxes"]):
        return Verdict("passed", say("same_objects", name=name, count=len(same)))
    counts = {"yours": len(yours["boxes"]), "same": len(same), "package": len(package["boxes"])}
    sentence = say("other_objects", name=name, **counts)
    notes: tuple[Words, ...] = ()
    if len(package["boxes"]) and len(yours["boxes"]):
        nearest = float(box_iou(package["boxes"], yours["boxes"]).amax(dim=1).mean())
        notes = (say("mean_iou", iou=nearest),)
    if nearly := [j for j in pairs if j not in same]:
        theirs = package["boxes"][[pairs[j] for j in nearly]]  # (J, 4)
        off = float((theirs - yours["boxes"][nearly]).abs().max())
        lowest = float(box_iou(theirs, yours["boxes"][nearly]).diagonal().min())
        notes += (say("nearly_the_same", count=len(nearly), iou=lowest, off=off),)
        masks = torch.tensor([compare_masks(package, yours, pairs[j], j) for j in nearly])  # (J, 2)
        if (masks != 1).any():
            iou, area = masks.mean(dim=0).tolist()
            notes += (say("other_masks", iou=iou, area=area),)
    return Verdict("wrong value", sentence, notes=notes)
