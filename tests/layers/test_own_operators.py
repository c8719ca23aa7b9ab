"""Functions of a learner's own: what they are called with, and what is said if they go wrong."""

from collections.abc import Callable
from functools import partial, wraps

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.layers.own_operators import can_meet, group_by_group
from mrcnn_edu.layers.roi_pooler import RoIPooler
from mrcnn_edu.ops.nms import nms
from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool

MAP = torch.rand(1, 2, 16, 16, generator=torch.Generator().manual_seed(0))
BOXES = [torch.tensor([[3.0, 5.0, 50.0, 41.0], [0.0, 0.0, 21.0, 33.0]])]


def pool(roi_op: Callable, sampling_ratio: int = 3) -> Tensor:
    pooler = RoIPooler(4, strides=(4,), roi_op=roi_op, sampling_ratio=sampling_ratio)
    return pooler({"0": MAP}, BOXES)


def aligned(samples: int) -> Tensor:
    return pool(partial(roi_align, sampling_ratio=samples))


# ---------------------------------------------------------------- the sampling ratio


def any_arguments(*arguments):
    return roi_align(*arguments)


def any_arguments_and_names(*arguments, **named):
    return roi_align(*arguments, **named)


def fifth(input, boxes, output_size, spatial_scale, samples):
    return roi_align(input, boxes, output_size, spatial_scale, samples)


def by_name_only(input, boxes, output_size, spatial_scale, *, sampling_ratio=-1):
    return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio)


def any_and_by_name(*arguments, sampling_ratio):
    return roi_align(*arguments, sampling_ratio)


def rest_and_by_name(input, boxes, output_size, *scale, sampling_ratio):
    return roi_align(input, boxes, output_size, *scale, sampling_ratio)


def sixth(input, boxes, output_size, spatial_scale, aligned=False, sampling_ratio=-1):
    return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned)


def any_name(input, boxes, output_size, spatial_scale, **named):
    return roi_align(input, boxes, output_size, spatial_scale, **named)


@wraps(roi_align)
def wrapped(*arguments):
    return roi_align(*arguments)


class AsModule(nn.Module):
    def forward(self, input, boxes, output_size, spatial_scale, sampling_ratio=-1):
        return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio)


class AsObject:
    def __call__(self, input, boxes, output_size, spatial_scale, sampling_ratio=-1):
        return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio)


TAKING = [any_arguments, any_arguments_and_names, fifth, by_name_only, any_and_by_name]
TAKING += [
    rest_and_by_name,
    sixth,
    any_name,
    wrapped,
    AsModule(),
    AsObject(),
    partial(roi_align, aligned=False),
]


@pytest.mark.parametrize("roi_op", TAKING, ids=lambda f: getattr(f, "__name__", type(f).__name__))
def test_the_sampling_ratio_arrives(roi_op: Callable) -> None:
    for samples in (1, 3):
        assert torch.equal(pool(roi_op, samples), aligned(samples))
    assert not torch.equal(aligned(1), aligned(3))


def four_only(input, boxes, output_size, spatial_scale):
    return roi_align(input, boxes, output_size, spatial_scale, 5)


class ModuleOfFour(nn.Module):
    def forward(self, input, boxes, output_size, spatial_scale):
        return four_only(input, boxes, output_size, spatial_scale)


@pytest.mark.parametrize(
    "roi_op",
    [four_only, ModuleOfFour(), partial(roi_align, sampling_ratio=5)],
    ids=["function", "module", "partial"],
)
def test_who_takes_none_or_has_its_own_gets_none(roi_op: Callable) -> None:
    assert torch.equal(pool(roi_op, 3), aligned(5))


def test_roi_pool_takes_none() -> None:
    rois = torch.cat((torch.zeros(2, 1), BOXES[0]), dim=1)
    assert torch.equal(pool(roi_pool), roi_pool(MAP, rois, (4, 4), 0.25))


def three(input, boxes, output_size):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("roi_op", "message"),
    [
        (three, r"roi_op must be a function of \(input, .*got three\(input, boxes, output_size\)"),
        (lambda: 0, r"roi_op must be .*got <lambda>\(\)"),
        (7, "roi_op must be a function of .*, got 7"),
        ("roi_align", "roi_op must be a function of .*, got 'roi_align'"),
        (torch.nn.Identity(), r"roi_op must be .*got Identity\(input"),
        (dict.fromkeys, "roi_op must be .*"),
    ],
)
def test_who_cannot_be_called_is_refused_at_once(roi_op: Callable, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        RoIPooler(7, roi_op=roi_op)


# ---------------------------------------------------------------- what comes back


def giving(change: Callable[[Tensor], object]) -> Callable:
    """A RoIAlign of which something else is made before it comes back."""

    def mine(*arguments):
        return change(roi_align(*arguments))

    return mine


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda maps: None, TypeError, r"roi_op must give \(R, C, 4, 4\).*got NoneType from mine"),
        (lambda maps: maps.tolist(), TypeError, "roi_op must give .*got list from mine"),
        (lambda maps: maps.double(), TypeError, r"got torch.float64 from mine; use .to\(input.dty"),
        (lambda maps: maps.flatten(2), ValueError, r"here \(2, 2, 4, 4\) .*got \(2, 2, 16\) from"),
        (lambda maps: maps[:1], ValueError, r"roi_op must give .*got \(1, 2, 4, 4\) from mine"),
        (
            lambda maps: maps[..., :3],
            ValueError,
            r"roi_op must give .*got \(2, 2, 4, 3\) from mine",
        ),
        (lambda maps: maps.movedim(1, 3), ValueError, r"got \(2, 4, 4, 2\) from mine"),
    ],
)
def test_what_is_no_map_for_each_box(change: Callable, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        pool(giving(change))


SCORED = torch.tensor([[0.0, 0.0, 9.0, 9.0], [0.0, 0.0, 9.0, 8.0]]), torch.tensor([0.8, 0.9])


@pytest.mark.parametrize(
    ("kept", "error", "message"),
    [
        (None, TypeError, r"nms must give indices \(K,\) of the 2 boxes .*got NoneType from mine"),
        ([0], TypeError, r"nms must give .*got list from mine; use torch.tensor\(kept\)"),
        (torch.tensor([1.0]), TypeError, r"got torch.float32 from mine; use kept.long\(\)"),
        (torch.tensor([True, False]), TypeError, "got bool from mine; use kept.nonzero"),
        (torch.tensor(1), ValueError, r"nms must give .*got the shape \(\) from mine"),
        (torch.tensor([[0], [1]]), ValueError, r"nms must give .*got the shape \(2, 1\) from mine"),
        (torch.tensor([1, 2]), ValueError, "got numbers from 1 to 2 from mine; count .* from 0"),
        (torch.tensor([-1, 0]), ValueError, "nms must give .*got numbers from -1 to 0 from mine"),
    ],
)
def test_what_is_no_choice_of_boxes(kept: object, error: type, message: str) -> None:
    def mine(boxes, scores, iou_threshold):
        return kept

    with pytest.raises(error, match=message):
        group_by_group(mine)(*SCORED, torch.tensor([3, 3]), 0.5)


@pytest.mark.parametrize("dtype", [torch.int64, torch.int32])
def test_indices_within_each_group_become_indices_of_all(dtype: torch.dtype) -> None:
    def mine(boxes, scores, iou_threshold):
        return nms(boxes, scores, iou_threshold).to(dtype)

    assert group_by_group(mine)(*SCORED, torch.tensor([3, 3]), 0.5).tolist() == [1]
    assert group_by_group(mine)(*SCORED, torch.tensor([3, 5]), 0.5).tolist() == [1, 0]


def test_nothing_kept_is_a_choice() -> None:
    def mine(boxes, scores, iou_threshold):
        return torch.zeros(0, dtype=torch.int64)

    assert group_by_group(mine)(*SCORED, torch.tensor([3, 5]), 0.5).tolist() == []


@pytest.mark.parametrize(
    ("dtypes", "plain", "autocast"),
    [
        ((torch.float32, torch.float32), True, True),
        ((torch.bfloat16, torch.float32), False, True),
        ((torch.float32, torch.bfloat16), False, True),
        ((torch.float16, torch.float32), False, False),  # autocast is to bfloat16 here
        ((torch.float64, torch.float32), False, False),
        ((torch.float32, torch.float64), False, False),
        ((torch.float64, torch.float64), True, True),
    ],
)
def test_which_dtypes_a_layer_takes_at_once(dtypes: tuple, plain: bool, autocast: bool) -> None:
    x, weight = (torch.rand(2, 2, dtype=dtype) for dtype in dtypes)
    for enabled, expected in ((False, plain), (True, autocast)):
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            assert can_meet(x, weight) is expected
            if expected:
                torch.addmm(x, x, weight)
