"""Pictures in both usual forms become the same grey levels; others are refused, with the fix."""

import math

import numpy as np
import pytest
import torch

from mrcnn_edu.ops.pictures import grey_levels

ALL_LEVELS = torch.arange(256, dtype=torch.uint8).view(1, 16, 16)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_picture_as_fractions_has_the_levels_it_had_as_uint8(dtype):
    whole = grey_levels(ALL_LEVELS)
    assert whole.dtype is torch.float64
    assert torch.equal(whole, torch.arange(256.0).double().view(1, 16, 16))
    assert torch.equal(grey_levels(ALL_LEVELS.to(dtype) / 255), whole)


def test_levels_between_stay_where_they_are():
    between = torch.tensor([[[0.5, 0.1, 1.0]]], dtype=torch.float64)
    assert grey_levels(between).tolist() == [[[127.5, 25.5, 255]]]


WRONG = [
    pytest.param(
        torch.full((1, 2, 2), 252.0), ValueError, "to 252; use image / 255", id="0 to 255"
    ),
    pytest.param(torch.full((3, 2, 2), 1.01), ValueError, "use image / 255", id="a little more"),
    pytest.param(
        torch.full((3, 2, 2), -0.1), ValueError, r"use image.clamp\(0, 1\)", id="negative"
    ),
    pytest.param(torch.full((3, 2, 2), math.nan), ValueError, "from nan to nan", id="NaN"),
    pytest.param(torch.zeros(2, 2), ValueError, r"grey image use image\[None\]", id="no channel"),
    pytest.param(torch.zeros(9, 8, 3), ValueError, r"use image.permute\(2, 0, 1\)", id="last"),
    pytest.param(torch.zeros(2, 3, 8, 8), ValueError, "one image of the batch", id="batch"),
    pytest.param(torch.zeros(4, 8, 8), ValueError, r"got \(4, 8, 8\)$", id="alpha"),
    pytest.param(torch.zeros(3, 0, 8), ValueError, "must have pixels", id="empty"),
    pytest.param(
        torch.zeros(3, 2, 2).long(), TypeError, r"use image.to\(torch.uint8\)", id="int64"
    ),
    pytest.param(np.zeros((3, 2, 2)), TypeError, r"use torch.as_tensor\(image\)", id="numpy"),
]


@pytest.mark.parametrize(("image", "error", "says"), WRONG)
def test_what_is_no_picture_is_refused(image, error, says):
    with pytest.raises(error, match=says):
        grey_levels(image)
