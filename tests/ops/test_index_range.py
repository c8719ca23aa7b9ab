"""An index of what is not there is an error: -1 is not the last one."""

import pytest
import torch

from mrcnn_edu.ops.checks import check_range_on_cpu
from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned
from mrcnn_edu.ops.losses import fast_rcnn_loss, mask_loss
from mrcnn_edu.ops.masks import crop_mask_targets
from mrcnn_edu.ops.matching import label_matches
from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool

BOX = torch.tensor([[0.0, 0, 4, 4]])
MASKS = torch.ones(2, 8, 8)
OPERATORS = {  # of two things each
    "mask_loss": ("labels", lambda i: mask_loss(torch.zeros(1, 2, 4, 4), i, torch.zeros(1, 4, 4))),
    "fast_rcnn_loss": (
        "labels",
        lambda i: fast_rcnn_loss(torch.zeros(1, 2), torch.zeros(1, 2, 4), i, torch.zeros(1, 4)),
    ),
    "crop_mask_targets": ("matched_idxs", lambda i: crop_mask_targets(MASKS, BOX, i, 4)),
    "crop aligned": ("matched_idxs", lambda i: crop_mask_targets_aligned(MASKS, BOX, i, 4)),
}


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("index", [-1, 2, -100])
def test_what_is_not_there_is_refused(operator, index):
    name, call = OPERATORS[operator]
    call(torch.tensor([1]))
    with pytest.raises(ValueError, match=f"{name} must be from 0 to 1, got {index}"):
        call(torch.tensor([index]))


@pytest.mark.parametrize("index", [-3, 2])
def test_a_match_may_be_two_things_below_zero(index):
    labels = torch.tensor([7, 3])
    assert label_matches(torch.tensor([-2, -1, 1]), labels).tolist() == [-1, 0, 3]
    with pytest.raises(ValueError, match=f"matches must be from -2 to 1, got {index}"):
        label_matches(torch.tensor([0, index]), labels)


@pytest.mark.parametrize("pool", [roi_align, roi_pool])
@pytest.mark.parametrize("image", [-1.0, 2.0])
def test_a_roi_on_no_image_is_an_error(pool, image):
    with pytest.raises(RuntimeError, match=r"range|idx >= 0"):
        pool(torch.zeros(2, 1, 4, 4), torch.tensor([[image, 0, 0, 2, 2]]), 2)


def test_of_nothing_there_is_no_index():
    check_range_on_cpu("i", torch.zeros(0, dtype=torch.int64), 0, 0)
    with pytest.raises(ValueError, match="i must be none, since there is nothing, got 0"):
        check_range_on_cpu("i", torch.tensor([0]), 0, 0)
