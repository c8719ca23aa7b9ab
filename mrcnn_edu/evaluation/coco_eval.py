"""COCO's average precision and recall, from scratch.

In three steps: ``matching.match_detections`` says which detection found which object,
``precision_and_recall`` makes a curve of that for each class, and ``evaluate_coco`` takes means.
All is done for the four ranges of area (``A``), the ten thresholds of IoU (``T``) and the 101
levels of recall (``R``).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mrcnn_edu.coco.instances import Group, read_groups
from mrcnn_edu.evaluation.matching import Flags, match_detections
from mrcnn_edu.evaluation.overlaps import Array, overlaps

THRESHOLDS = np.linspace(0.5, 0.95, 10)  # (T,)
RECALLS = np.linspace(0, 1, 101)  # (R,)
# In square pixels, both ends included: an object of just 32 * 32 is small and medium.
AREAS = {"all": (0, 1e10), "small": (0, 32**2), "medium": (32**2, 96**2), "large": (96**2, 1e10)}
LOW, HIGH = np.array(list(AREAS.values())).T[..., None]  # (A, 1) each
# How many detections of a class count in an image, the surest first.
LIMITS = {"bbox": (1, 10, 100), "segm": (1, 10, 100), "keypoints": (20,)}


class Judged(NamedTuple):
    """The detections of one class in one image, the surest first, and what they are worth.

    ``right`` and ``wrong`` are (A, T, D); what is neither does not count. ``objects`` is (A,),
    how many there were to find.
    """

    scores: Array
    right: Flags
    wrong: Flags
    objects: NDArray[np.int64]


def evaluate_coco(
    ground_truth: dict[str, Any], detections: Sequence[dict[str, Any]], iou_type: str
) -> dict[str, float]:
    """The numbers by which COCO compares detectors.

    Args:
        ground_truth: a COCO dict with "images", "annotations" and "categories". Annotations need
            "image_id", "category_id", "area" (square pixels), and "bbox" (x, y, width, height in
            pixels), "segmentation" (polygons or RLE) or "keypoints" with "num_keypoints" and
            "bbox"; "iscrowd" is 0 where it is missing. For masks, images need their size.
        detections: a list of COCO results: "image_id", "category_id", "score", and "bbox",
            "segmentation" or "keypoints". Where the shape asked for is missing, it is made from
            another: the box around a mask, the mask of a box. A box given by two corners looks
            like any other box and cannot be refused; the numbers are then merely low.
        iou_type: what is compared: "bbox", "segm" or "keypoints".

    Returns:
        The numbers by name, in [0, 1], or -1 where there is no object to find: AP, AP50, AP75,
        AP_small, AP_medium, AP_large, AR_1, AR_10, AR_100, AR_small, AR_medium, AR_large. For
        keypoints AP, AP50, AP75, AP_medium, AP_large, AR, AR50, AR75, AR_medium, AR_large.

    Raises:
        TypeError: if ``ground_truth`` is not a dict, or ``detections`` not a list.
        ValueError: if ``iou_type`` is unknown, an entry lacks a field or holds what cannot be, or
            a detection is of an image that is not listed.

    Source:
        Lin et al., "Microsoft COCO" (2014), and COCO's page on evaluation. The results of
        pycocotools 2.0.11 to the last digit, with two differences: an annotation may have the id
        0, which pycocotools takes for "not found"; and no detections at all are no error.

    Example:
        >>> box = {"image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20]}
        >>> truth = {"images": [{"id": 1}], "categories": [{"id": 1}]}
        >>> truth["annotations"] = [box | {"id": 1, "area": 400}]
        >>> numbers = evaluate_coco(truth, [box | {"score": 0.9}], "bbox")
        >>> round(numbers["AP"], 3), numbers["AP_large"]  # COCO's 1 is 2e-16 below
        (1.0, -1.0)
    """
    by_class = _curves(ground_truth, detections, iou_type)
    limits = LIMITS[iou_type]
    curves = [precision_and_recall([], limits), *by_class.values()]  # the first gives only -1
    precision = np.stack([p for p, _ in curves], axis=-1)  # (A, T, R, K)
    recall = np.stack([r for _, r in curves], axis=-1)  # (A, T, M, K)
    return {name: _mean(values) for name, values in _parts(precision, recall, limits).items()}


def average_precisions(
    ground_truth: dict[str, Any], detections: Sequence[dict[str, Any]], iou_type: str
) -> dict[Any, float]:
    """The AP of each class, of which ``evaluate_coco`` gives the mean.

    Args:
        ground_truth: a COCO dict with "images", "annotations" and "categories".
        detections: a list of COCO results.
        iou_type: what is compared: "bbox", "segm" or "keypoints".

    Returns:
        By the id of the category, in the order of the ids, for those that have an object to find.

    Raises:
        TypeError: if ``ground_truth`` is not a dict, or ``detections`` not a list.
        ValueError: if ``iou_type`` is unknown, an entry lacks a field or holds what cannot be, or
            a detection is of an image that is not listed.

    Example:
        >>> box = {"image_id": 1, "bbox": [10, 10, 20, 20], "area": 400}
        >>> truth = {"images": [{"id": 1}], "categories": [{"id": 1}, {"id": 2}, {"id": 3}]}
        >>> truth["annotations"] = [box | {"id": k, "category_id": k} for k in (1, 2)]
        >>> aps = average_precisions(truth, [box | {"category_id": 2, "score": 0.9}], "bbox")
        >>> {category: round(ap, 3) for category, ap in aps.items()}
        {1: 0.0, 2: 1.0}
    """
    means = {
        category: _mean(precision[0])  # objects of all sizes
        for category, (precision, _) in _curves(ground_truth, detections, iou_type).items()
    }
    return {category: ap for category, ap in means.items() if ap >= 0}


def _curves(
    ground_truth: dict[str, Any], detections: Sequence[dict[str, Any]], iou_type: str
) -> dict[Any, tuple[Array, Array]]:
    """By category id, precision (A, T, R) and recall (A, T, M)."""
    classes: dict[Any, list[Judged]] = {}
    groups = read_groups(ground_truth, detections, iou_type)
    limits = LIMITS[iou_type]
    for (category, _), group in groups.items():
        classes.setdefault(category, []).append(_judge(group, iou_type, limits[-1]))
    return {c: precision_and_recall(images, limits) for c, images in classes.items()}


def _judge(group: Group, iou_type: str, limit: int) -> Judged:
    """Match the detections of one class in one image, and say what each is worth."""
    objects, detections = group.objects, group.detections[:limit]
    crowd = np.array([o.crowd for o in objects], bool)  # (G,)
    ignored = _outside([o.area for o in objects])  # (A, G)
    ignored |= np.array([o.ignored for o in objects], bool)
    iou = overlaps(detections, objects, iou_type)  # (D, G)
    matches = match_detections(iou, crowd, ignored, THRESHOLDS)  # (A, T, D)
    # The object decides, and where there is none the detection's own area. The last column is
    # what an index of -1 finds.
    padded = np.concatenate((ignored, np.zeros((len(AREAS), 1), bool)), axis=1)  # (A, G + 1)
    of_ignored = padded[np.arange(len(AREAS))[:, None, None], matches]  # (A, T, D)
    wrong = (matches < 0) & ~_outside([d.area for d in detections])[:, None]
    scores = np.array([d.score for d in detections], float)
    return Judged(scores, (matches >= 0) & ~of_ignored, wrong, (~ignored).sum(axis=1))


def _outside(areas: Sequence[float]) -> Flags:
    """(A, number of areas): whether each lies outside of each range."""
    area = np.array(areas)
    outside: Flags = (area < LOW) | (area > HIGH)
    return outside


def precision_and_recall(images: Sequence[Judged], limits: Sequence[int]) -> tuple[Array, Array]:
    """The curve of one class: how precise it is at each level of recall.

    Going down the list of all detections, the surest first, recall rises with every object found
    and precision is the share of the detections so far that were right. The curve is then made to
    fall only: at each recall it has the best precision that is reached there or later.

    Args:
        images: the detections of the class in each image, as they were judged.
        limits: how many detections an image may have, M numbers; the curve is for the last.

    Returns:
        (A, T, R), precision at the levels of recall, 0 at those never reached; and (A, T, M), the
        recall at the end of the list. Both are -1 where there was nothing to find.

    Source:
        The results of ``accumulate`` in pycocotools. Everingham et al. (2010), section 4.2, for
        the curve that falls only, there with 11 levels.

    Example:
        >>> flags = np.array([True, False, True]) & np.ones((4, 10, 1), bool)  # right, wrong, right
        >>> image = Judged(np.array([0.9, 0.8, 0.7]), flags, ~flags, np.array([2, 2, 2, 2]))
        >>> precision, recall = precision_and_recall([image], (1, 100))
        >>> precision[0, 0, [0, 50, 51, 100]].round(2).tolist(), recall[0, 0].tolist()
        ([1.0, 1.0, 0.67, 0.67], [0.5, 1.0])
    """
    precision = np.full((len(AREAS), len(THRESHOLDS), len(RECALLS)), -1.0)
    recall = np.full((len(AREAS), len(THRESHOLDS), len(limits)), -1.0)
    if not images:
        return precision, recall
    order = np.argsort(-np.concatenate([i.scores for i in images]), kind="stable")
    right = np.concatenate([i.right for i in images], axis=-1)[..., order]  # (A, T, D)
    wrong = np.concatenate([i.wrong for i in images], axis=-1)[..., order]
    rank = np.concatenate([np.arange(len(i.scores)) for i in images])[order]  # in its own image
    objects = np.sum([i.objects for i in images], axis=0)  # (A,)
    for a in np.flatnonzero(objects):
        for m, limit in enumerate(limits):
            recall[a, :, m] = right[a][:, rank < limit].sum(axis=1) / objects[a]
        tp, fp = right[a].cumsum(axis=1), wrong[a].cumsum(axis=1)  # (T, D)
        curve = tp / (tp + fp + np.spacing(1))  # COCO's, so that 0 / 0 is 0
        falling = np.maximum.accumulate(curve[:, ::-1], axis=1)[:, ::-1]
        for t in range(len(THRESHOLDS)):
            reached = np.searchsorted(tp[t] / objects[a], RECALLS)  # (R,)
            precision[a, t] = np.append(falling[t], 0)[reached]
    return precision, recall


def _parts(precision: Array, recall: Array, limits: Sequence[int]) -> dict[str, Array]:
    """What each number is the mean of, in pycocotools' order."""
    at50, at75 = 0, 5  # places in THRESHOLDS
    sizes = list(AREAS)[1:] if len(limits) > 1 else list(AREAS)[2:]  # no pose is small
    a = {name: place for place, name in enumerate(AREAS)}
    last = recall[:, :, -1]  # (A, T, K)
    parts = {"AP": precision[0], "AP50": precision[0, at50], "AP75": precision[0, at75]}
    parts |= {f"AP_{size}": precision[a[size]] for size in sizes}
    if len(limits) > 1:
        parts |= {f"AR_{limit}": recall[0, :, m] for m, limit in enumerate(limits)}
    else:
        parts |= {"AR": last[0], "AR50": last[0, at50], "AR75": last[0, at75]}
    return parts | {f"AR_{size}": last[a[size]] for size in sizes}


def _mean(values: Array) -> float:
    """The mean of what is not -1, which stands for nothing to find."""
    there = values[values > -1]
    return float(there.mean()) if len(there) else -1.0
