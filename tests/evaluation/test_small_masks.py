"""What is found is the same with masks pasted one at a time, and takes little memory."""

from contextlib import suppress

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mrcnn_edu.cli.finding import detect, limit
from mrcnn_edu.coco.run_lengths import encode_mask, encode_part
from mrcnn_edu.coco.writing import detections_to_coco
from mrcnn_edu.evaluation.class_names import Relabelled
from mrcnn_edu.evaluation.detector import collect_results
from mrcnn_edu.evaluation.small_masks import mask_part, masks_left_small, results_of
from mrcnn_edu.ops.exact_masks import paste_masks_exact
from mrcnn_edu.ops.masks import paste_masks
from tests.detectors.small import small_detector


@pytest.mark.parametrize("paste", [paste_masks, paste_masks_exact])
@pytest.mark.parametrize("seed", range(8))
def test_a_part_holds_all_of_a_mask(paste, seed):
    g = torch.Generator().manual_seed(seed)
    size = (61, 83)
    corner = torch.rand(1, 2, generator=g) * 70 - 10
    box = torch.cat([corner, corner + torch.rand(1, 2, generator=g) * 90], dim=1)
    mask = torch.rand(1, 1, (4, 14, 28)[seed % 3], 1, generator=g).expand(1, 1, -1, -1)
    mask = (mask + mask.mT) / 2
    part, (top, left) = mask_part(mask, box, size, paste)
    whole = paste(mask, box, size)[0, 0].numpy() > 0.5
    placed = np.zeros(size, bool)
    placed[top : top + part.shape[0], left : left + part.shape[1]] = part
    assert (placed == whole).all()
    assert encode_part(part, (top, left), size) == encode_mask(whole)


PARTS = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3))


@given(PARTS, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2**25 - 1))
def test_a_part_is_encoded_as_the_whole_is(part, below, right, bits):
    height, width, top, left = part
    pixels = np.array([bits >> i & 1 for i in range(height * width)], bool).reshape(height, width)
    size = (top + height + below, left + width + right)
    whole = np.zeros(size, bool)
    whole[top : top + height, left : left + width] = pixels
    assert encode_part(pixels, (top, left), size) == encode_mask(whole)


@pytest.mark.parametrize("kind", ["boxes", "masks", "masks and keypoints"])
def test_results_are_those_of_large_masks(kind):
    detector = small_detector(kind).eval()
    image = torch.rand(3, 40, 50, generator=torch.Generator().manual_seed(1))
    assert limit(detector, score=0.0, most=7) == 7
    with torch.inference_mode():
        (large,) = detector([image])
    found = detect(detector, image, 0.0)
    assert len(found["scores"]) == 7
    assert results_of(found, (40, 50), 1, paste=detector.paste) == detections_to_coco([large])
    with torch.inference_mode():  # the detector pastes as before
        assert [v.shape for v in detector([image])[0].values()] == [v.shape for v in large.values()]


@pytest.mark.parametrize("iou_type", [None, "bbox", "segm", "keypoints"])
def test_an_evaluation_pastes_one_at_a_time_and_finds_the_same(iou_type):
    detector = small_detector("masks and keypoints").eval()
    limit(detector, score=0.0, most=4)
    images = [
        torch.rand(3, 40, side, generator=torch.Generator().manual_seed(1)) for side in (50, 7)
    ]
    with torch.inference_mode():
        large = detector(images)
    sizes = []

    def paste(masks, boxes, size):
        sizes.append((len(masks), size))
        return paste_masks(masks, boxes, size)

    detector.paste = paste
    nothing = {"boxes": torch.zeros(0, 4), "labels": torch.zeros(0, dtype=torch.int64)}
    same = Relabelled(detector, torch.arange(detector.roi_heads.num_classes))
    _, results = collect_results(same, [(image, nothing) for image in images], iou_type)
    assert results == detections_to_coco(large, iou_type=iou_type)
    assert detector.paste is paste
    wanted = [(1, (40, side)) for side in (50, 7) for _ in range(4)]
    assert sizes == (wanted if iou_type in (None, "segm") else [])


def test_a_detector_pastes_again_also_after_an_error():
    detector = small_detector("masks")
    with suppress(KeyError), masks_left_small(detector) as paste:
        assert (paste, detector.paste) == (paste_masks, None)
        raise KeyError
    assert detector.paste is paste_masks


def test_what_somebody_else_calls_paste_is_left_alone():
    class Remembered(torch.nn.Module):
        paste = staticmethod(paste_masks)

    remembered = Remembered()
    with masks_left_small(remembered) as paste:
        assert paste is None
        assert remembered.paste is paste_masks
