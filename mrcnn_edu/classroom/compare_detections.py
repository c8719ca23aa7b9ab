"""Whether two detectors found the same objects in a photograph."""

from torch import Tensor

from mrcnn_edu.classroom.verdict import Verdict
from mrcnn_edu.classroom.words import Words, say
from mrcnn_edu.ops.boxes import box_iou

Found = dict[str, Tensor]  # "boxes" (D, 4), "labels" (D,), "scores" (D,), perhaps "masks"

SAME_IOU, SAME_SCORE = 0.98, 0.01  # what two roundings of the same numbers stay within


def pair_up(package: Found, yours: Found) -> tuple[dict[int, int], list[int]]:
    """Which object of one detector is which of the other, one to one.

    Args:
        package: "boxes" (D, 4), "labels" (D,), "scores" (D,).
        yours: "boxes" (E, 4), "labels" (E,), "scores" (E,).

    Returns:
        For those of yours that overlap one of the package's, which that is: first of all those
        that count as the same, then those that overlap most; and which of yours count as the same.
    """
    overlap = box_iou(package["boxes"], yours["boxes"]).nan_to_num()  # (D, E)
    same = overlap >= SAME_IOU
    same &= package["labels"][:, None] == yours["labels"]
    same &= (package["scores"][:, None] - yours["scores"]).abs() <= SAME_SCORE
    left = overlap + same  # (D, E)
    pairs: dict[int, int] = {}
    while left.numel() and left.max() > 0:
        i, j = divmod(int(left.argmax()), left.shape[1])
        pairs[j] = i
        left[i], left[:, j] = 0, 0
    return pairs, [j for j, i in pairs.items() if same[i, j]]


def compare(package: Found, yours: Found, name: str) -> Verdict:
    """Whether two detectors found the same.

    Args:
        package: "boxes" (D, 4), "labels" (D,), "scores" (D,).
        yours: "boxes" (E, 4), "labels" (E,), "scores" (E,).
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
    return Verdict("wrong value", sentence, notes=notes)
