"""Every refusal of the RoI operators: which argument, the value, and how to mend it."""

import math
import re

import numpy as np
import pytest
import torch

from mrcnn_edu.ops import roi_pooling

MAP = torch.arange(32.0).reshape(1, 2, 4, 4)
BOXES = torch.tensor([[0.0, 0, 2, 2], [1, 1, 3, 3]])
TABLE = torch.cat((torch.zeros(2, 1), BOXES), dim=1)
POOLED = {"input": MAP, "boxes": TABLE, "output_size": 2}

# Arguments that each operator takes; a row below replaces one of them.
GOOD = {
    "roi_align": POOLED,
    "roi_pool": POOLED,
    "roi_warp": POOLED,
    "spatial_pyramid_pool": {"features": MAP, "levels": (2, 1)},
    "assign_fpn_level": {"boxes": BOXES},
    "bilinear_interpolate": {"features": MAP, "y": torch.zeros(3), "x": torch.ones(3)},
    "round_half_away": {"values": torch.zeros(3)},
}
POOLING = ("roi_align", "roi_pool", "roi_warp")
SAMPLING = ("roi_align", "roi_warp")
SPP, FPN = "spatial_pyramid_pool", "assign_fpn_level"
POINT, ROUND = "bilinear_interpolate", "round_half_away"
META = MAP.to("meta")

# Who refuses, which argument, what value, which error, and the parts that the message must have
# after the argument's name.
REFUSALS = [
    # Maps.
    (POOLING, "input", [[1.0]], TypeError, ["a torch.Tensor", "list", "torch.as_tensor(input)"]),
    (POOLING, "input", np.zeros((1, 1, 4, 4)), TypeError, ["a torch.Tensor", "ndarray"]),
    (POOLING, "input", MAP.long(), TypeError, ["floating point", "int64", "input.float()"]),
    (POOLING, "input", MAP[0], ValueError, ["(N, C, H, W)", "got (2, 4, 4)", "input[None]"]),
    (POOLING, "input", MAP[0, 0], ValueError, ["(N, C, H, W)", "got (4, 4)"]),
    (POOLING, "input", MAP[None], ValueError, ["(N, C, H, W)", "got (1, 1, 2, 4, 4)"]),
    (POOLING, "input", MAP[:, :, :0], ValueError, ["got (1, 2, 0, 4)", "from 1 up"]),
    (POOLING, "input", MAP[..., :0], ValueError, ["got (1, 2, 4, 0)", "from 1 up"]),
    (POOLING, "input", MAP[:, :0], ValueError, ["got (1, 0, 4, 4)", "C, H and W"]),
    ((SPP,), "features", MAP[0], ValueError, ["got (2, 4, 4)", "features[None]"]),
    ((SPP,), "features", MAP.int(), TypeError, ["floating point", "features.float()"]),
    ((POINT,), "features", MAP[0, 0, 0], ValueError, ["(..., H, W)", "got (4,)"]),
    ((POINT,), "features", MAP[..., :0], ValueError, ["(..., H, W)", "got (1, 2, 4, 0)"]),
    ((POINT,), "features", MAP.long(), TypeError, ["floating point", "features.float()"]),
    ((ROUND,), "values", torch.tensor([1]), TypeError, ["floating point", "values.float()"]),
    ((ROUND,), "values", 2.5, TypeError, ["a torch.Tensor", "float"]),
    # RoIs.
    (POOLING, "boxes", BOXES, ValueError, ["(R, 5)", "got (2, 4)", "use [boxes]"]),
    (POOLING, "boxes", torch.zeros(5), ValueError, ["(R, 5)", "got (5,)"]),
    (POOLING, "boxes", TABLE[None], ValueError, ["(R, 5)", "got (1, 2, 5)"]),
    (POOLING, "boxes", torch.zeros(0), ValueError, ["(R, 5)", "got (0,)"]),
    (POOLING, "boxes", TABLE.long(), TypeError, ["floating point", "boxes.float()"]),
    (POOLING, "boxes", np.zeros((2, 5)), TypeError, ["a tensor (R, 5) or a list", "ndarray"]),
    (POOLING, "boxes", None, TypeError, ["a tensor (R, 5) or a list", "NoneType"]),
    (POOLING, "boxes", [BOXES, BOXES], ValueError, ["1 images", "got 2", "torch.zeros(0, 4)"]),
    (POOLING, "boxes", [], ValueError, ["1 images", "got 0"]),
    (POOLING, "boxes", [TABLE], ValueError, ["boxes[0]", "(N, 4)", "got (2, 5)"]),
    (POOLING, "boxes", [BOXES[0]], ValueError, ["boxes[0]", "got (4,)", "boxes[0][None]"]),
    (POOLING, "boxes", [BOXES.long()], TypeError, ["boxes[0]", "boxes[0].float()"]),
    (POOLING, "boxes", [[[0, 0, 1, 1]]], TypeError, ["boxes[0]", "a torch.Tensor", "list"]),
    ((FPN,), "boxes", torch.zeros(2, 5), ValueError, ["(..., 4)", "got (2, 5)"]),
    ((FPN,), "boxes", BOXES.long(), TypeError, ["floating point", "boxes.float()"]),
    ((FPN,), "boxes", [0, 0, 1, 1], TypeError, ["a torch.Tensor", "list"]),
    # Devices.
    (POOLING, "boxes", TABLE.to("meta"), ValueError, ["on cpu", "on meta", "boxes.to("]),
    (POOLING, "boxes", [BOXES.to("meta")], ValueError, ["boxes[0] is on meta", "boxes[0].to("]),
    ((POINT,), "y", torch.zeros(3, device="meta"), ValueError, ["y is on meta", "y.to("]),
    ((POINT,), "x", torch.zeros(3, device="meta"), ValueError, ["x is on meta", "x.to("]),
    # Points.
    ((POINT,), "y", torch.zeros(2), ValueError, ["S = 2 as in y", "got (3,)"]),
    ((POINT,), "x", torch.zeros(1), ValueError, ["(S,)", "S = 3 as in y", "got (1,)"]),
    ((POINT,), "y", torch.tensor(0.5), ValueError, ["(S,)", "got ()", "for a single one use y["]),
    ((POINT,), "y", 0.5, TypeError, ["a torch.Tensor", "float"]),
    ((POINT,), "x", torch.zeros(3).long(), TypeError, ["floating point", "x.float()"]),
    # Sizes and numbers.
    (
        POOLING,
        "output_size",
        0,
        ValueError,
        ["(height, width)", "from 1 up", "got 0", "7 is usual"],
    ),
    (POOLING, "output_size", (7, -1), ValueError, ["from 1 up", "got (7, -1)"]),
    (POOLING, "output_size", (7,), ValueError, ["(height, width)", "got (7,)"]),
    (POOLING, "output_size", (7, 7, 7), ValueError, ["(height, width)", "got (7, 7, 7)"]),
    (POOLING, "output_size", (), ValueError, ["(height, width)", "got ()"]),
    (POOLING, "output_size", 7.0, TypeError, ["a whole number", "7.0", "int("]),
    (POOLING, "output_size", (7, 7.5), TypeError, ["a whole number", "7.5"]),
    (POOLING, "output_size", True, TypeError, ["a whole number", "True"]),
    (POOLING, "output_size", "7", TypeError, ["a whole number", "'7'"]),
    (POOLING, "output_size", None, TypeError, ["a whole number", "None"]),
    (POOLING, "spatial_scale", 0, ValueError, ["above 0", "got 0"]),
    (POOLING, "spatial_scale", -0.25, ValueError, ["above 0", "got -0.25"]),
    (POOLING, "spatial_scale", math.nan, ValueError, ["above 0", "got nan"]),
    (POOLING, "spatial_scale", "1/16", TypeError, ["a plain number", "'1/16'"]),
    (POOLING, "spatial_scale", True, TypeError, ["a plain number", "True"]),
    (SAMPLING, "sampling_ratio", 2.0, TypeError, ["a whole number", "2.0", "int(sampling_ratio)"]),
    (SAMPLING, "sampling_ratio", True, TypeError, ["a whole number", "True"]),
    (SAMPLING, "sampling_ratio", None, TypeError, ["a whole number", "None"]),
    ((SPP,), "levels", (4, 0), ValueError, ["above 0", "got (4, 0)", "(4, 2, 1) is usual"]),
    ((SPP,), "levels", (), ValueError, ["numbers above 0", "got ()"]),
    ((SPP,), "levels", 4, TypeError, ["a tuple", "got 4", "(4, 2, 1) is usual"]),
    ((SPP,), "levels", (4, 1.5), TypeError, ["a whole number", "1.5"]),
    # Levels of the pyramid.
    ((FPN,), "k_min", 6, ValueError, ["above k_max", "6 and 5", "exchange them"]),
    ((FPN,), "k_max", 1, ValueError, ["k_min must not be above k_max", "2 and 1"]),
    ((FPN,), "k_min", 2.0, TypeError, ["a whole number", "2.0"]),
    ((FPN,), "k_max", True, TypeError, ["a whole number", "True"]),
]


def _rows() -> list[object]:
    """One parameter for each operator that refuses."""
    rows = []
    for operators, argument, value, error, parts in REFUSALS:
        for operator in operators:
            said = re.sub(r"\s+", " ", str(value))
            id_ = f"{operator}({argument}={said:.40})-{parts[-1]}"
            rows.append(pytest.param(operator, argument, value, error, parts, id=id_))
    return rows


def call(operator: str, **changed: object) -> torch.Tensor:
    """Call an operator with its good arguments, some of them replaced."""
    return getattr(roi_pooling, operator)(**(GOOD[operator] | changed))


@pytest.mark.parametrize("operator", GOOD)
def test_good_arguments_are_taken(operator: str) -> None:
    assert call(operator).numel() > 0


@pytest.mark.parametrize(("operator", "argument", "value", "error", "parts"), _rows())
def test_refused(operator: str, argument: str, value: object, error, parts: list[str]) -> None:
    with pytest.raises(error, match=rf"\b{argument}\b") as caught:
        call(operator, **{argument: value})
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize("operator", POOLING)
@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"output_size": 0}, "output_size"),
        ({"spatial_scale": 0}, "spatial_scale"),
        ({"input": MAP.long()}, "input"),
    ],
    ids=["size", "scale", "dtype"],
)
def test_no_rois_are_no_excuse(operator: str, changed: dict[str, object], error: str) -> None:
    with pytest.raises((ValueError, TypeError), match=error):
        call(operator, **({"boxes": torch.zeros(0, 5)} | changed))


@pytest.mark.parametrize("sampling_ratio", [-7, 0, 1, 5])
def test_any_whole_sampling_ratio_is_taken(sampling_ratio: int) -> None:
    assert call("roi_align", sampling_ratio=sampling_ratio).shape == (2, 2, 2, 2)


@pytest.mark.parametrize("operator", [SPP, FPN, ROUND])
def test_values_are_not_read(operator: str) -> None:
    # A meta tensor has no values. RoIAlign and its kin must read how many samples there are.
    changed = {n: v.to("meta") for n, v in GOOD[operator].items() if isinstance(v, torch.Tensor)}
    assert call(operator, **changed).device.type == "meta"
