"""Which detection found which object."""

import numpy as np
from numpy.typing import NDArray

from mrcnn_edu.evaluation.overlaps import Array

Flags = NDArray[np.bool_]


def match_detections(
    iou: Array, crowd: Flags, ignored: Flags, thresholds: Array
) -> NDArray[np.int64]:
    """The object that each detection found, for each range of area and each threshold.

    The surest detection chooses first: of the objects that it overlaps enough and that nobody has
    taken, the one that it overlaps most. It takes an ignored object only where no other will do.
    Crowds are never used up.

    Args:
        iou: (D, G), of the D detections of a class in an image, the surest first, with its G
            objects.
        crowd: (G,), whether the object is a crowd.
        ignored: (A, G), whether finding the object counts for nothing; crowds are ignored.
        thresholds: (T,), how much overlap is enough.

    Returns:
        (A, T, D), int64, an index into the objects or -1. Of objects that are overlapped alike,
        it is the last.

    Source:
        The results of ``evaluateImg`` in pycocotools. Everingham et al., "The PASCAL VOC
        Challenge" (2010), section 4.2, lets a detection have only the object that it overlaps
        most: taken already, it is wrong. COCO's may turn to another one.

    Example:
        >>> iou = np.array([[0.9, 0.6], [0.8, 0.7], [0.7, 0.3]])
        >>> nothing = np.zeros((1, 2), bool)
        >>> match_detections(iou, nothing[0], nothing, np.array([0.5, 0.75]))
        array([[[ 0,  1, -1],
                [ 0, -1, -1]]])
    """
    # Where two objects fit, the one with the higher rank: what counts first, then what is
    # overlapped more, then the last.
    rank = iou.argsort(axis=1, kind="stable").argsort(axis=1)  # (D, G)
    rank = rank + len(crowd) * ~ignored[:, None]  # (A, D, G)
    enough = iou[:, None] >= thresholds[:, None]  # (D, T, G)
    matches = np.full((len(ignored), len(thresholds), len(iou)), -1)  # (A, T, D)
    free = np.ones((len(ignored), len(thresholds), len(crowd)), bool)  # (A, T, G)
    for d in np.flatnonzero(enough.any(axis=(1, 2))):
        fits = np.where(enough[d] & free, rank[:, d, None], -1)  # (A, T, G)
        best = fits.max(axis=-1, keepdims=True)  # (A, T, 1)
        matches[..., d] = np.where(best[..., 0] < 0, -1, fits.argmax(axis=-1))
        free &= (fits != best) | (best < 0) | crowd
    return matches
