"""How well detections and objects agree: IoU of boxes, IoU of masks, similarity of keypoints.

All three give (D, G), in [0, 1], for the D detections and G objects of one image. A *crowd* is a
region in which COCO did not tell the objects apart: there, the share of the detection that lies
inside counts, and what it leaves free of the crowd does not.

These work in float64 and on COCO's ``x, y, width, height``, where ``ops.boxes.box_iou`` takes
corners: rounding differs, and the last digit of an average precision hangs on it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mrcnn_edu.coco.format import KEYPOINTS
from mrcnn_edu.coco.instances import Instance
from mrcnn_edu.coco.polygons import Edges
from mrcnn_edu.coco.run_lengths import area

Array = NDArray[np.float64]

# How far annotators are apart, as a share of the object's size: nose, eyes, ears, shoulders,
# elbows, wrists, hips, knees, ankles. From COCO's page on keypoint evaluation.
PER_MILLE = [26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89]
SIGMAS = np.array(PER_MILLE) / 100 / 10  # divided twice as pycocotools does, for the last bit


def overlaps(detections: Sequence[Instance], objects: Sequence[Instance], iou_type: str) -> Array:
    """How well each of some detections agrees with each of some objects of the same image.

    Args:
        detections: D of them.
        objects: G of them.
        iou_type: "bbox", "segm" or "keypoints".

    Returns:
        (D, G), in [0, 1].

    Example:
        >>> one = [Instance(0, [0, 0, 4, 4], 16.0)]
        >>> overlaps(one, one, "bbox")
        array([[1.]])
    """
    if not detections or not objects:  # most classes in most images
        return np.zeros((len(detections), len(objects)))
    crowd = np.array([o.crowd for o in objects])  # (G,)
    if iou_type == "segm":
        return mask_overlaps([d.shape for d in detections], [o.shape for o in objects], crowd)
    found = np.array([d.shape for d in detections], float)
    wanted = np.array([o.shape for o in objects], float)
    if iou_type == "bbox":
        return box_overlaps(found, wanted, crowd)
    found, wanted = (poses.reshape(-1, KEYPOINTS, 3) for poses in (found, wanted))
    boxes, areas = (np.array([getattr(o, k) for o in objects], float) for k in ("box", "area"))
    return keypoint_overlaps(found, wanted, boxes, areas)


def box_overlaps(detections: Array, objects: Array, crowd: NDArray[np.bool_]) -> Array:
    """IoU of every detected box with every object's.

    Args:
        detections: (D, 4), x, y, width, height in pixels.
        objects: (G, 4), the same.
        crowd: (G,), whether the object is a crowd.

    Returns:
        (D, G); 0 where two boxes only touch, or one has no area.

    Source:
        The results of ``bbIou`` in pycocotools, to the last bit.

    Example:
        >>> boxes = np.array([[0.0, 0.0, 4.0, 4.0]]), np.array([[2.0, 0.0, 6.0, 4.0]] * 2)
        >>> box_overlaps(*boxes, np.array([False, True]))  # 8 of 32 pixels, and 8 of 16
        array([[0.25, 0.5 ]])
    """
    (x1, y1, w1, h1), (x2, y2, w2, h2) = detections.T[..., None], objects.T  # (D, 1), (G,)
    width = np.minimum(x1 + w1, x2 + w2) - np.maximum(x1, x2)  # (D, G)
    height = np.minimum(y1 + h1, y2 + h2) - np.maximum(y1, y2)
    shared = np.maximum(width, 0) * np.maximum(height, 0)
    return _ratio(shared, w1 * h1, w2 * h2, crowd)


def mask_overlaps(
    detections: Sequence[Edges], objects: Sequence[Edges], crowd: NDArray[np.bool_]
) -> Array:
    """IoU of every detected mask with every object's, from their runs.

    Args:
        detections: D masks as ``run_lengths.mask_edges`` gives them.
        objects: G masks, of the same image.
        crowd: (G,), whether the object is a crowd.

    Returns:
        (D, G).

    Source:
        The results of ``rleIou`` in pycocotools.

    Example:
        >>> two = [np.array([0, 4]), np.array([8, 9, 12, 13])]
        >>> mask_overlaps(two, [np.array([2, 10])], np.array([False]))  # 2 of 10, and 1 of 9
        array([[0.2       ],
               [0.11111111]])
    """
    none = np.zeros(0, np.int64)  # so that no detections at all are whole numbers too
    runs = np.concatenate([none, *detections])  # of all detections
    numbers = np.array([len(edges) // 2 for edges in detections], np.int64)  # (D,)
    owner = np.arange(len(detections)).repeat(numbers)
    shared = np.zeros((len(detections), len(objects)))
    for g, edges in enumerate(objects):
        if len(edges):
            # How many pixels of the object come before a position rises by one for each pixel
            # inside a run, and stays outside: straight lines between the edges.
            before = np.zeros(len(edges))
            before[1::2] = (edges[1::2] - edges[::2]).cumsum()
            before[2::2] = before[1:-1:2]
            pixels = np.interp(runs, edges, before)
            shared[:, g] = np.bincount(owner, pixels[1::2] - pixels[::2], len(detections))
    areas1 = np.bincount(owner, runs[1::2] - runs[::2], len(detections)).astype(float)  # (D,)
    areas2 = np.array([area(edges) for edges in objects], float)  # (G,)
    return _ratio(shared, areas1[:, None], areas2, crowd)


def _ratio(shared: Array, area1: Array, area2: Array, crowd: NDArray[np.bool_]) -> Array:
    """Intersection over union, or over the detection where the object is a crowd; 0 of nothing."""
    whole = np.where(crowd, area1, area1 + area2 - shared)  # (D, G)
    return np.divide(shared, whole, out=np.zeros(shared.shape), where=shared > 0)


def keypoint_overlaps(detections: Array, objects: Array, boxes: Array, areas: Array) -> Array:
    """Object keypoint similarity (OKS) of every detected pose with every object's.

    A keypoint at distance d counts exp(-d² / (2 s² k²)), where s² is the object's area and k is
    twice the keypoint's sigma; the mean over the object's labelled keypoints is the similarity.
    For an object without any, which is ignored, distances are to its box, doubled.

    Args:
        detections: (D, 17, 3), x, y in pixels and a third number that is not looked at.
        objects: (G, 17, 3), the third is 0 for a keypoint that is not labelled.
        boxes: (G, 4), x, y, width, height in pixels.
        areas: (G,), in square pixels.

    Returns:
        (D, G).

    Source:
        COCO's page on keypoint evaluation; the results of ``computeOks`` in pycocotools, to the
        last bit.

    Example:
        >>> pose = np.ones((1, 17, 3))
        >>> keypoint_overlaps(pose, pose, np.ones((1, 4)), np.array([100.0]))
        array([[1.]])
    """
    similarity = np.zeros((len(detections), len(objects)))
    x, y = detections[..., 0], detections[..., 1]  # (D, 17) each
    for g, (pose, box, size) in enumerate(zip(objects, boxes, areas, strict=True)):
        labelled = pose[:, 2] > 0  # (17,)
        if labelled.any():
            dx, dy = x - pose[:, 0], y - pose[:, 1]
        else:
            (left, top), (right, bottom) = box[:2] - box[2:], box[:2] + 2 * box[2:]
            dx = np.maximum(0, left - x) + np.maximum(0, x - right)
            dy = np.maximum(0, top - y) + np.maximum(0, y - bottom)
            labelled = ~labelled
        # The spacing keeps an area of 0 from dividing.
        error = (dx**2 + dy**2) / (2 * SIGMAS) ** 2 / (size + np.spacing(1)) / 2  # (D, 17)
        closeness = np.exp(-np.compress(labelled, error, axis=1))  # (D, labelled)
        similarity[:, g] = closeness.sum(axis=1) / labelled.sum()
    return similarity
