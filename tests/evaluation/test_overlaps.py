"""IoU of boxes and masks, similarity of keypoints: by hand, then pycocotools' to the last bit.

The random files of the other tests stand on a coarse grid, where much is exact. These numbers are
arbitrary fractions, so that an addition in another order shows.
"""

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from pycocotools.cocoeval import COCOeval

from mrcnn_edu.coco.run_lengths import mask_edges
from mrcnn_edu.evaluation.overlaps import box_overlaps, keypoint_overlaps, mask_overlaps

SQUARE = [0.0, 0.0, 10.0, 10.0]


@pytest.mark.parametrize(
    ("box", "alone", "crowd"),
    [
        (SQUARE, 1.0, 1.0),
        ([5, 0, 10, 10], 1 / 3, 1 / 2),
        ([2, 2, 5, 4], 0.2, 1.0),
        ([10, 0, 10, 10], 0.0, 0.0),
        ([20, 20, 10, 10], 0.0, 0.0),
        ([20, 0, 10, 10], 0.0, 0.0),
        ([5, 5, 0, 3], 0.0, 0.0),
        ([9, 9, -5, -5], 0.0, 0.0),
    ],
    ids=["same", "half", "inside", "touching", "diagonal", "beside", "without area", "inverted"],
)
def test_boxes_by_hand(box: list[float], alone: float, crowd: float) -> None:
    found = box_overlaps(np.array([box]), np.array([SQUARE] * 2), np.array([False, True]))
    assert found.tolist() == [[alone, crowd]]


@pytest.mark.parametrize(
    ("first", "second", "alone", "crowd"),
    [
        ([0, 10], [0, 10], 1.0, 1.0),
        ([0, 10], [5, 15], 1 / 3, 1 / 2),
        ([0, 2, 4, 6], [1, 5], 2 / 6, 2 / 4),
        ([0, 2, 4, 6], [2, 4], 0.0, 0.0),
        ([0, 2, 2, 4], [1, 3], 0.5, 0.5),
        ([1, 3], [0, 2, 2, 4], 0.5, 1.0),
        ([], [0, 4], 0.0, 0.0),
        ([0, 4], [], 0.0, 0.0),
        ([], [], 0.0, 0.0),
    ],
)
def test_masks_by_hand(first: list[int], second: list[int], alone: float, crowd: float) -> None:
    detection, two = np.array(first, int), [np.array(second, int)] * 2
    assert mask_overlaps([detection], two, np.array([False, True])).tolist() == [[alone, crowd]]


@pytest.mark.parametrize(("found", "objects"), [(0, 0), (0, 2), (2, 0)])
def test_no_detections_or_no_objects(found: int, objects: int) -> None:
    crowd, areas = np.zeros(objects, bool), np.ones(objects)
    masks = mask_overlaps([np.array([0, 4])] * found, [np.array([2, 6])] * objects, crowd)
    boxes = box_overlaps(np.ones((found, 4)), np.ones((objects, 4)), crowd)
    poses = np.ones((found, 17, 3)), np.ones((objects, 17, 3))
    keypoints = keypoint_overlaps(*poses, np.ones((objects, 4)), areas)
    for overlaps in (masks, boxes, keypoints):
        assert overlaps.shape == (found, objects)
        assert overlaps.dtype == np.float64


@pytest.mark.parametrize("seed", range(20))
def test_boxes_as_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found, wanted = (rng.uniform(0, 300, (n, 4)) for n in (40, 30))
    crowd = rng.random(30) < 0.3
    expected = coco_mask.iou(found, wanted, crowd)
    assert box_overlaps(found, wanted, crowd).tolist() == expected.tolist()
    assert (expected > 0).mean() > 0.3


@pytest.mark.parametrize("seed", range(20))
def test_masks_as_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = 37, 53
    polygons = [(rng.random((5, 2)) * (width, height)).reshape(-1).tolist() for _ in range(25)]
    encoded = coco_mask.frPyObjects(polygons, height, width)
    edges = [mask_edges(rle, (height, width)) for rle in encoded]
    crowd = rng.random(10) < 0.3
    expected = coco_mask.iou(encoded[:15], encoded[15:], crowd)
    assert mask_overlaps(edges[:15], edges[15:], crowd).tolist() == expected.tolist()
    assert (expected > 0).mean() > 0.3


@pytest.mark.parametrize("seed", range(20))
def test_keypoints_as_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wanted = rng.uniform(0, 100, (9, 17, 3))
    wanted[..., 2] = rng.integers(0, 3, (9, 17)) * (rng.random((9, 1)) < 0.8)
    found = wanted[rng.integers(9, size=15)] + rng.normal(0, 3, (15, 17, 3))
    boxes, areas = rng.uniform(0, 100, (9, 4)), rng.uniform(0, 9000, 9)
    areas[0] = 1e-15  # where the smallest number that is added to it counts

    evaluation = COCOeval(iouType="keypoints")
    evaluation._gts[1, 1] = [
        {"keypoints": k.reshape(-1), "bbox": b, "area": a}
        for k, b, a in zip(wanted, boxes, areas, strict=True)
    ]
    evaluation._dts[1, 1] = [{"keypoints": k.reshape(-1), "score": 1} for k in found]
    expected = evaluation.computeOks(1, 1)
    assert keypoint_overlaps(found, wanted, boxes, areas).tolist() == expected.tolist()
    assert (expected > 0.1).mean() > 0.1
