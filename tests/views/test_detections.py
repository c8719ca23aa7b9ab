"""Detections on a photograph: what is sure is drawn, with its name, where it is."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from mrcnn_edu.data.flips import COCO_SWAP
from mrcnn_edu.views.detections import LIMBS, OPACITY, draw_detections
from mrcnn_edu.views.plots import show_image


@pytest.fixture
def ax():
    yield show_image(np.zeros((20, 30), dtype=np.uint8))
    plt.close("all")


def found(**more):
    boxes = torch.tensor([[1.0, 2, 5, 8], [10, 2, 15, 8], [20, 2, 25, 8]])
    scores = torch.tensor([0.9, 0.5, 0.499])
    return {"boxes": boxes, "labels": torch.tensor([1, 2, 1]), "scores": scores, **more}


def test_only_what_is_sure_is_drawn_in_colours_of_its_own(ax):
    assert draw_detections(ax, found(), class_names=("background", "coin", "cup")) == 2
    assert [text.get_text() for text in ax.texts] == ["coin 0.90", "cup 0.50"]
    assert [patch.get_bbox().extents.tolist() for patch in ax.patches] == [
        [1, 2, 5, 8],
        [10, 2, 15, 8],
    ]
    first, second = (patch.get_edgecolor() for patch in ax.patches)
    assert first != second


def test_masks_tint_their_pixels_and_no_others(ax):
    masks = torch.zeros(3, 1, 20, 30)
    masks[0, 0, 3:6, 2:4] = 0.51
    masks[0, 0, 6, 2:4] = 0.5
    draw_detections(ax, found(masks=masks))
    tint = np.asarray(ax.images[1].get_array())  # the photograph is image 0
    expected = np.zeros((20, 30))
    expected[3:6, 2:4] = OPACITY
    np.testing.assert_array_equal(tint[..., 3], expected)
    assert tuple(ax.images[1].get_extent()) == (0, 30, 20, 0)
    assert len(ax.images) == 2  # the photograph, and one picture of all masks


def test_of_two_masks_the_surer_lies_on_top(ax):
    masks = torch.zeros(3, 1, 20, 30)
    masks[0, 0, 2:8, 1:5] = masks[1, 0, 2:8, 3:15] = 1.0
    draw_detections(ax, found(masks=masks))
    tint = np.asarray(ax.images[1].get_array())  # (20, 30, 4)
    first, second = (patch.get_edgecolor()[:3] for patch in ax.patches)
    assert tuple(tint[5, 1, :3]) == tuple(tint[5, 4, :3]) == first
    assert tuple(tint[5, 8, :3]) == second


def test_each_keeps_the_colour_that_it_is_given(ax):
    masks = torch.zeros(3, 1, 20, 30)
    masks[0, 0, 2:8, 1:5] = masks[1, 0, 2:8, 10:15] = masks[2, 0, 2:8, 20:25] = 1.0
    given = found(masks=masks) | {"scores": torch.tensor([0.9, 0.4, 0.8])}
    draw_detections(ax, given, colors=("#FF0000", "#00FF00", "#0000FF"))
    edges = [patch.get_edgecolor()[:3] for patch in ax.patches]
    assert edges == [(1, 0, 0), (0, 0, 1)]  # the one between is not sure
    tint = np.asarray(ax.images[1].get_array())  # (20, 30, 4)
    assert [tuple(tint[5, x, :3]) for x in (2, 12, 22)] == [(1, 0, 0), (0, 0, 0), (0, 0, 1)]


def test_dots_where_keypoints_are_sure_and_lines_between_two_such(ax):
    points = torch.arange(3 * 17.0)[:, None].repeat(1, 3).reshape(3, 17, 3)  # x = y = its number
    scores = torch.full((3, 17), 1.99)
    scores[0, [5, 6, 7, 9]] = 2.0  # shoulders, left elbow, left wrist
    draw_detections(ax, found(keypoints=points, keypoints_scores=scores))
    dots = [line.get_xydata().tolist() for line in ax.lines]
    assert dots == [[[5, 5], [6, 6], [7, 7], [9, 9]], []]
    lines = [[p.tolist() for p in line.vertices] for line in ax.collections[0].get_paths()]
    assert lines == [[[5, 5], [6, 6]], [[5, 5], [7, 7]], [[7, 7], [9, 9]]]
    assert len(ax.collections[1].get_paths()) == 0
    first, second = (patch.get_edgecolor() for patch in ax.patches)
    assert tuple(ax.collections[0].get_color()[0]) == first != second


def test_limbs_are_the_same_on_both_sides_and_join_all():
    joined = {frozenset(limb) for limb in LIMBS}
    assert {frozenset(COCO_SWAP[i] for i in limb) for limb in joined} == joined
    assert len(joined) == len(LIMBS) == 19  # as in COCO's own list
    reached, new = set(), {0}
    while new:
        reached |= new
        new = {b for limb in joined for b in limb if limb & reached} - reached
    assert reached == set(range(17))


def test_labels_without_names_and_nothing_found(ax):
    draw_detections(ax, found(), score_threshold=0.6)
    assert [text.get_text() for text in ax.texts] == ["1 0.90"]
    assert draw_detections(ax, found(), score_threshold=0.95) == 0
