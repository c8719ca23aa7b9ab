"""Version 1 of the stick figures: pixels, joints, and what the docstring promises."""

import hashlib
from functools import cache

import numpy as np
import pytest
import torch

from mrcnn_edu.data.flips import horizontal_flip
from mrcnn_edu.data.sticks import JOINTS, LIMBS, StickScenes, near, stick_scene, strokes


@cache
def scenes():
    return [stick_scene(seed) for seed in range(60)]


CHECKSUMS = {
    0: "95ca8c8c61bd9308",
    1: "b160592beee3ba18",
    123456: "1e104f2024fcdac0",
    1000499: "a50734a5e89d06d2",
}


@pytest.mark.parametrize("seed", CHECKSUMS)
def test_version_1_draws_these_pixels_on_every_machine(seed):
    image, target = stick_scene(seed)
    digest = hashlib.sha256((image * 255).round().to(torch.uint8).numpy().tobytes())
    for key in ("boxes", "labels", "keypoints"):
        digest.update(target[key].numpy().tobytes())
    assert digest.hexdigest()[:16] == CHECKSUMS[seed]


def test_a_scene_has_the_form_that_detectors_take():
    for image, target in scenes():
        count = len(target["labels"])
        assert image.shape == (3, 128, 128)
        assert image.dtype == torch.float32
        assert 1 <= count <= 4
        assert set(target) == {"boxes", "labels", "keypoints"}
        assert target["boxes"].shape == (count, 4)
        assert target["labels"].tolist() == [1] * count
        assert target["keypoints"].shape == (count, 17, 3)
        assert target["keypoints"].dtype == torch.float32
    assert {len(target["labels"]) for _, target in scenes()} == {1, 2, 3, 4}


def test_thirteen_joints_are_labelled_and_lie_in_the_image():
    points = torch.cat([target["keypoints"] for _, target in scenes()])  # (G, 17, 3)
    joints = list(JOINTS.values())
    eyes_and_ears = [j for j in range(17) if j not in joints]
    assert eyes_and_ears == [1, 2, 3, 4]
    assert not points[:, eyes_and_ears].any()
    assert (points[:, joints, 2] >= 1).all()
    assert (points[:, joints, :2] >= 0).all()
    assert (points[:, joints, :2] < 128).all()


def test_a_joint_is_seen_where_nobody_stands_before_it():
    hidden = seen = 0
    for _, target in scenes():
        for (x1, y1, x2, y2), points in zip(target["boxes"], target["keypoints"], strict=True):
            x, y, flag = points[list(JOINTS.values())].unbind(-1)
            inside = (x >= x1 - 1) & (x <= x2 + 1) & (y >= y1 - 1) & (y <= y2 + 1)
            assert inside[flag == 2].all()  # the box encloses what is seen
            hidden += int((flag == 1).sum())
            seen += int((flag == 2).sum())
        if len(target["labels"]) == 1:
            assert (target["keypoints"][0, list(JOINTS.values()), 2] == 2).all()
    assert 0.02 < hidden / (hidden + seen) < 0.15


def test_all_face_us():
    """The left shoulder is on our right, which is all that tells left from right."""
    points = torch.cat([target["keypoints"] for _, target in scenes()])
    for joint in ("shoulder", "hip"):
        left, right = points[:, JOINTS[f"left {joint}"]], points[:, JOINTS[f"right {joint}"]]
        assert (left[:, 0] > right[:, 0]).all()
    assert (points[:, 0, 1] < points[:, JOINTS["left hip"], 1]).all()  # on their feet


def test_in_a_mirror_with_names_swapped_all_face_us_still():
    image, target = scenes()[0]
    _, flipped = horizontal_flip(image, target)
    points = flipped["keypoints"]
    left, right = JOINTS["left shoulder"], JOINTS["right shoulder"]
    assert (points[:, left, 0] > points[:, right, 0]).all()


def test_a_stroke_is_what_lies_within_half_its_width():
    drawn = near(np.array([10.5, 20.5]), np.array([14.5, 20.5]), 1.0)
    rows, columns = np.nonzero(drawn)
    assert set(rows) == {19, 20, 21}
    assert columns[rows == 20].tolist() == [9, 10, 11, 12, 13, 14, 15]
    assert columns[rows == 19].tolist() == [10, 11, 12, 13, 14]
    assert near(np.array([5.5, 5.5]), np.array([5.5, 5.5]), 1.0).sum() == 5  # a disc


def test_strokes_join_the_limbs():
    points = scenes()[0][1]["keypoints"][0]
    ends = [(a.tolist(), b.tolist()) for a, b in strokes(points)]
    assert len(ends) == len(LIMBS) == 12
    assert (points[9, :2].tolist(), points[7, :2].tolist()) in ends  # left wrist, left elbow


def test_numbers_below_zero_are_refused():
    with pytest.raises(ValueError, match="seed must be 0 or more, got -1"):
        stick_scene(-1)
    with pytest.raises(ValueError, match="first and number must be 0 or more, got 0 and -2"):
        StickScenes(0, -2)
