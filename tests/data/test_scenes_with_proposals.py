"""Scenes that come with the boxes to look at."""

import numpy as np
import pytest
import torch

from mrcnn_edu.data.scenes_with_proposals import (
    ScenesWithProposals,
    propose,
    read_proposals,
    write_proposals,
)
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.ops.boxes import box_iou


def test_a_scene_is_that_of_its_seed_and_has_its_own_boxes():
    proposals = [torch.tensor([[1.0, 2, 3, 4]]), torch.zeros(0, 4)]
    scenes = ScenesWithProposals("shapes", 40, proposals)
    for index, seed in enumerate((40, 41)):
        image, target = scenes[index]
        drawn, known = shape_scene(seed)
        assert torch.equal(image, drawn)
        assert torch.equal(target["boxes"], known["boxes"])
        assert torch.equal(target["labels"], known["labels"])
        assert torch.equal(target["proposals"], proposals[index])
    with pytest.raises(IndexError):
        scenes[2]


@pytest.mark.parametrize(("largest", "dtype"), [(255, np.uint8), (256, np.uint16)])
def test_kept_proposals_come_back(tmp_path, largest, dtype):
    proposals = [torch.tensor([[0.0, 1, 2, largest], [3, 4, 5, 6]]), torch.zeros(0, 4)]
    write_proposals(tmp_path / "kept.npz", proposals)
    back = read_proposals(tmp_path / "kept.npz")
    assert [each.tolist() for each in back] == [each.tolist() for each in proposals]
    with np.load(tmp_path / "kept.npz") as file:
        assert file["boxes"].dtype == dtype
    write_proposals(tmp_path / "none.npz", [torch.zeros(0, 4)])
    assert [each.shape for each in read_proposals(tmp_path / "none.npz")] == [(0, 4)]


def test_selective_search_finds_the_objects_of_a_scene():
    image, target = shape_scene(seed=7)
    best = box_iou(target["boxes"], propose("shapes", image)).amax(dim=1)
    assert (best >= 0.5).all()
