"""Whether two detectors found the same objects in a photograph."""

from torch import Tensor

from mrcnn_edu.classroom.verdict import Verdict
from mrcnn_edu.ops.boxes import box_iou

Found = dict[str, Tensor]  # "boxes" (D, 4), "labels" (D,), "scores" (D,), perhaps "masks"

SAME_IOU, SAME_SCORE = 0.98, 0.01  # what two roundings of the same numbers stay within


def pair_up(package: Found, yours: Found) -> tuple[dict[int, int], list[int]]:
    """Which object of one detector is which of the other, one to one.

    Args:
        package: "boxes" (D, 4), "labels" (D,), "scores" (D,).
        yours: likewise, E of them.

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
        yours: likewise.
        name: of the learner's function.
    """
    pairs, same = pair_up(package, yours)
    if len(same) == len(package["boxes"]) == len(yours["boxes"]):
        return Verdict("passed", f"With {name} the detector finds the same {len(same)} objects.")
    sentence = (
        f"With {name} the detector finds {len(yours['boxes'])} objects, and {len(same)} of the"
        f" {len(package['boxes'])} that it finds with the package's function are among them."
    )
    notes: tuple[str, ...] = ()
    if len(package["boxes"]) and len(yours["boxes"]):
        nearest = float(box_iou(package["boxes"], yours["boxes"]).amax(dim=1).mean())
        notes = (f"Mean IoU of each of the package's boxes with the nearest: {nearest:.2f}",)
    if nearly := [j for j in pairs if j not in same]:
        theirs = package["boxes"][[pairs[j] for j in nearly]]  # (J, 4)
        off = float((theirs - yours["boxes"][nearly]).abs().max())
        lowest = float(box_iou(theirs, yours["boxes"][nearly]).diagonal().min())
        notes += (
            f"Not the same, but on one of the package's boxes: {len(nearly)},"
            f" with an IoU of at least {lowest:.3f} and corners at most {off:.1f} pixels off",
        )
    return Verdict("wrong value", sentence, notes=notes)
