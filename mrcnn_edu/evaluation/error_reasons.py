"""Why a detection was wrong, and why an object was not found."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from mrcnn_edu.coco.instances import Instance, read_groups
from mrcnn_edu.evaluation.coco_eval import LIMITS
from mrcnn_edu.evaluation.matching import match_detections
from mrcnn_edu.evaluation.overlaps import Array, overlaps
from mrcnn_edu.ops.checks import check_fraction


class Reason(NamedTuple):
    """What became of a detection or an object.

    ``other`` is the index of the object that a detection belongs to, or of the detection that
    comes nearest to an object, and ``iou`` how much the two overlap; -1 and 0.0 where there is
    none.
    """

    name: str
    other: int = -1
    iou: float = 0.0


Sorted = tuple[Instance, Any]  # an object or a detection, and the id of its category
IGNORED, MISSED = Reason("ignored"), Reason("missed")


def explain_errors(
    ground_truth: dict[str, Any],
    detections: Sequence[dict[str, Any]],
    iou_type: str,
    *,
    foreground: float = 0.5,
    background: float = 0.1,
) -> tuple[list[Reason], list[Reason]]:
    """Give each detection and each object its reason.

    First, detections are matched as for AP50. One that found an object is "correct"; one of a
    crowd, beyond the number that counts, or of a class that is not listed is "ignored". All
    others are errors. What sort of error, the object decides that the detection overlaps most in
    its image, of whatever class (of equal ones, one of the detection's class; crowds are left
    out):

    - IoU from ``foreground`` on: "duplicate" if the classes agree, since another detection has
      the object already, and "class" if not;
    - from ``background`` to ``foreground``: "localisation" if the classes agree, "both" if not;
    - below: "background".

    An object is "found", or "ignored" if it does not count; or it is not found, and has the
    reason of the surest detection that a correction would turn to it, "localisation" or "class".
    It is "missed" where there is none.

    Args:
        ground_truth: a COCO dict with "images", "annotations" and "categories"; annotations with
            "image_id", "category_id", "area" and the shape that is compared.
        detections: a list of COCO results: "image_id", "category_id", "score" and that shape.
        iou_type: "bbox", "segm" or "keypoints".
        foreground: the IoU from which on a detection covers an object.
        background: the IoU below which it has nothing to do with it.

    Returns:
        A reason for each detection, in the order of ``detections``, and one for each object, in
        the order of ``ground_truth["annotations"]``.

    Raises:
        TypeError: if ``ground_truth`` is not a dict, ``detections`` not a list, or a threshold not
            a number.
        ValueError: if ``iou_type`` is unknown, an entry lacks a field or holds what cannot be, a
            detection is of an image that is not listed, or not 0 ≤ background ≤ foreground ≤ 1.

    Source:
        Hoiem et al., "Diagnosing Error in Object Detectors" (2012), section 2.2, for the sorts;
        Bolya et al., "TIDE" (2020), section 2.2, for the names and thresholds. TIDE compares with
        the objects of one class at a time, so that more than one sort may apply, and orders them;
        here the object that is overlapped most decides. Like TIDE's, "both" explains no object.

    Example:
        >>> box = {"image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10]}
        >>> truth = {"images": [{"id": 1}], "categories": [{"id": 1}, {"id": 2}]}
        >>> truth["annotations"] = [box | {"area": 100}]
        >>> explain_errors(truth, [box | {"score": 0.9, "category_id": 2}], "bbox")
        ([Reason(name='class', other=0, iou=1.0)], [Reason(name='class', other=0, iou=1.0)])
    """
    check_fraction("foreground", foreground)
    check_fraction("background", background)
    if background > foreground:
        raise ValueError(
            f"background must not be above foreground, got {background} and {foreground};"
            " exchange them"
        )
    groups = read_groups(ground_truth, detections, iou_type)  # and check them
    of_detections = [IGNORED] * len(detections)
    of_objects = [IGNORED] * len(ground_truth["annotations"])
    images: dict[Any, tuple[list[Sorted], list[Sorted]]] = {}  # errors, and objects that count
    for (category, image), group in groups.items():
        errors, objects = images.setdefault(image, ([], []))
        objects += [(o, category) for o in group.objects if not o.ignored]
        for o in group.objects:
            of_objects[o.place] = IGNORED if o.ignored else MISSED
        found = group.detections[: LIMITS[iou_type][-1]]
        for d, its, iou in _matched(found, group.objects, iou_type, foreground):
            if its is None:
                errors.append((d, category))
            elif not its.ignored:
                of_detections[d.place] = Reason("correct", its.place, iou)
                of_objects[its.place] = Reason("found", d.place, iou)
    for errors, objects in images.values():
        errors.sort(key=lambda error: -error[0].score)
        overlap = overlaps([d for d, _ in errors], [o for o, _ in objects], iou_type)
        for (d, category), row in zip(errors, overlap, strict=True):
            reason = _reason(category, objects, row, foreground, background)
            of_detections[d.place] = reason
            if reason.name in ("localisation", "class") and of_objects[reason.other] == MISSED:
                of_objects[reason.other] = reason._replace(other=d.place)
    return of_detections, of_objects


def _matched(
    detections: Sequence[Instance], objects: Sequence[Instance], iou_type: str, threshold: float
) -> Iterator[tuple[Instance, Instance | None, float]]:
    """Each detection of one class in one image, with the object that it found and their IoU."""
    iou = overlaps(detections, objects, iou_type)  # (D, G)
    crowd = np.array([o.crowd for o in objects], bool)
    ignored = np.array([[o.ignored for o in objects]], bool)  # (1, G)
    matches = match_detections(iou, crowd, ignored, np.array([threshold]))[0, 0]  # (D,)
    for d, (detection, g) in enumerate(zip(detections, matches, strict=True)):
        yield (detection, objects[g], float(iou[d, g])) if g >= 0 else (detection, None, 0.0)


def _reason(
    category: Any, objects: Sequence[Sorted], iou: Array, foreground: float, background: float
) -> Reason:
    """The sort of an error, from its IoU with each object of its image."""
    # Of equal ones, the first of the detection's class.
    best = max(range(len(objects)), key=lambda g: (iou[g], objects[g][1] == category), default=-1)
    if best < 0 or iou[best] < background:
        return Reason("background")
    same, covered = objects[best][1] == category, iou[best] >= foreground
    names = {
        (True, True): "duplicate",
        (True, False): "class",
        (False, True): "localisation",
        (False, False): "both",
    }
    return Reason(names[bool(covered), same], objects[best][0].place, float(iou[best]))
