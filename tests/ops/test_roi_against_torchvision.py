"""Our RoI operators beside torchvision's own, on fresh calls: results and gradients.

RoIPool only compares, so that its results are equal bit for bit. RoIAlign sums: samples that share
a cell are added up before the cell is multiplied, while torchvision adds sample by sample. The
tolerances below, in roundings of the largest number, are what that reordering costs.
"""

import pytest
import torch
from torch import Tensor

from mrcnn_edu.ops import roi_pooling
from tests.ops import golden
from tests.ops.cases import Case
from tests.ops.roi_cases import KINDS, assert_units_apart, feature_map, random_roi_case, rois

torchvision = pytest.importorskip("torchvision", reason="needs torchvision")

FRESH = range(10_000, 10_240)  # golden files hold the seeds from 0 up
FLOATS = (torch.float32, torch.float64)
# 600 calls differ by at most 2.5 roundings forward. Backward a cell of a small map learns from
# thousands of samples, whose sum differs by up to 61, but by less than 10 in most calls.
FORWARD, BACKWARD = 3, 64


def result_and_gradient(library, case: Case) -> tuple[Tensor, Tensor]:
    """What a call gives, and the gradient of a sum with unequal weights, for the map."""
    features = case.arguments["input"].clone().requires_grad_()
    result = getattr(library, case.operator)(**(case.arguments | {"input": features}))
    weights = torch.linspace(-1, 2, result.numel()).reshape(result.shape).to(result.dtype)
    return result.detach(), torch.autograd.grad(result, features, weights)[0]


@pytest.mark.parametrize("operator", ["roi_align", "roi_pool"])
def test_golden_files_hold_what_torchvision_answers_today(operator: str) -> None:
    answers = list(golden.read(golden.GOLDEN / f"{operator}.json"))
    assert answers
    for case, expected in answers:
        golden.assert_identical(golden.call(torchvision.ops, case), expected)


@pytest.mark.parametrize("seed", FRESH)
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_roi_align(dtype: torch.dtype, seed: int) -> None:
    case = random_roi_case("roi_align", seed, dtype)
    ours, theirs = (result_and_gradient(lib, case) for lib in (roi_pooling, torchvision.ops))
    assert_units_apart(ours[0], theirs[0], FORWARD)
    assert_units_apart(ours[1], theirs[1], BACKWARD)


@pytest.mark.parametrize("seed", FRESH)
@pytest.mark.parametrize("dtype", [*FLOATS, torch.float16], ids=str)
def test_roi_pool(dtype: torch.dtype, seed: int) -> None:
    case = random_roi_case("roi_pool", seed, dtype)
    ours, theirs = (result_and_gradient(lib, case) for lib in (roi_pooling, torchvision.ops))
    golden.assert_identical(ours[0], theirs[0])
    if dtype is not torch.float16:  # whose gradients torchvision adds up in half precision
        assert_units_apart(ours[1], theirs[1], BACKWARD)


@pytest.mark.parametrize("seed", FRESH[::8])
def test_roi_align_in_half_precision(seed: int) -> None:
    # torchvision places samples in half precision too, which on a map of 16 cells moves them by
    # up to 1/128 of a cell and more, and results by up to 0.5; ours only round weights and sums.
    case = random_roi_case("roi_align", seed, torch.float16)
    wide = {k: v.double() if isinstance(v, Tensor) else v for k, v in case.arguments.items()}
    exact = torchvision.ops.roi_align(**wide)
    ours = roi_pooling.roi_align(**case.arguments)
    assert_units_apart(ours, exact.half(), 2)


@pytest.mark.parametrize("operator", ["roi_align", "roi_pool"])
@pytest.mark.parametrize("layout", ["channels last", "sliced", "transposed"])
@pytest.mark.parametrize("as_list", [False, True], ids=["table", "list"])
def test_layouts_and_lists(operator: str, layout: str, as_list: bool) -> None:
    g = torch.Generator().manual_seed(7)
    features = feature_map((2, 4, 10, 12), g, torch.float64)
    if layout == "channels last":
        features = features.contiguous(memory_format=torch.channels_last)
    elif layout == "sliced":
        features = feature_map((5, 7, 20, 14), g, torch.float64)[1:5:2, 2:6, ::2, 1:-1]
    else:
        features = features.mT
    size = (features.shape[2], features.shape[3])
    lists = [rois(KINDS[0], n, 1, size, 0.25, g)[:, 1:].double() for n in (3, 2)]
    index = torch.tensor([0.0, 0, 0, 1, 1], dtype=torch.float64)[:, None]
    boxes = lists if as_list else torch.cat((index, torch.cat(lists)), dim=1)
    arguments = {"input": features, "boxes": boxes, "output_size": (3, 2), "spatial_scale": 0.25}
    ours, theirs = (
        result_and_gradient(lib, Case(operator, "", arguments))
        for lib in (roi_pooling, torchvision.ops)
    )
    assert_units_apart(ours[0], theirs[0], FORWARD)
    assert_units_apart(ours[1], theirs[1], BACKWARD)


@pytest.mark.parametrize("operator", ["roi_align", "roi_pool"])
@pytest.mark.parametrize("images", [0, 2])
def test_no_rois(operator: str, images: int) -> None:
    case = Case(
        operator,
        "empty",
        {
            "input": torch.ones(images, 3, 4, 4),
            "boxes": torch.zeros(0, 5),
            "output_size": (2, 5),
        },
    )
    for ours, theirs in zip(
        *(result_and_gradient(lib, case) for lib in (roi_pooling, torchvision.ops)), strict=True
    ):
        golden.assert_identical(ours, theirs)


@pytest.mark.parametrize("value", [0.5, 1.5, 2.5, 3.5, -0.5, -1.5])
@pytest.mark.parametrize("scale", [1.0, 0.2, 0.7])
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_halves_are_rounded_as_in_torchvision(value: float, scale: float, dtype) -> None:
    features = feature_map((1, 3, 8, 8), torch.Generator().manual_seed(8), dtype)
    boxes = torch.tensor([[0, value, value, 5, 5.5], [0, -2, 1, value, 6.5]], dtype=dtype)
    boxes[:, 1:] /= scale
    case = Case("roi_pool", "", {"input": features, "boxes": boxes, "output_size": 3})
    case.arguments["spatial_scale"] = scale
    golden.assert_identical(golden.call(roi_pooling, case), golden.call(torchvision.ops, case))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16], ids=str)
def test_level_of_a_box_is_that_of_torchvision(dtype: torch.dtype) -> None:
    from torchvision.ops.poolers import LevelMapper

    sides = torch.cat((torch.arange(1.0, 1200), 224 * 2.0 ** torch.arange(-7, 3)))
    boxes = torch.stack((sides * 0, sides * 0, sides, sides), dim=1).to(dtype)
    theirs = LevelMapper(2, 5)([boxes]) + 2
    golden.assert_identical(roi_pooling.assign_fpn_level(boxes), theirs)
