"""The random cases about feature maps go where bugs are, and never where rounding decides."""

import math

import pytest
import torch
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.classroom.exercises.roi import cases as roi_cases
from mrcnn_edu.classroom.exercises.roi.one_box import align_one_box, pool_one_box
from mrcnn_edu.ops.roi_pooling import roi_align
from mrcnn_edu.ops.slow import roi_pooling as slow

MANY = settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def doubled(arguments):
    return {n: v.double() if isinstance(v, torch.Tensor) else v for n, v in arguments.items()}


def nudged(arguments, by):
    """The case in double precision with its boxes moved, by a power of two and so exactly."""
    moved = doubled(arguments)
    name = "boxes" if "boxes" in moved else "box"
    moved[name][..., -4:] += by
    return moved


def largest(arguments):
    """The largest value on the maps without its sign, or a little where all are 0."""
    return max(next(iter(arguments.values())).abs().max().item(), 1e-3)


@pytest.mark.parametrize("by", [-(2**-20), 2**-20])
@pytest.mark.parametrize(
    ("cases", "function"),
    [(roi_cases.one_box_to_align, align_one_box), (roi_cases.boxes_to_align, roi_align)],
    ids=["one box", "many"],
)
@MANY
@given(data=st.data())
def test_no_sample_hangs_on_a_last_digit(cases, function, by, data):
    # Over the end of a map a sample falls from its border's value to 0, which this would show.
    arguments = data.draw(cases.random)
    moved, still = nudged(arguments, by), nudged(arguments, 0)
    torch.testing.assert_close(
        function(*moved.values()), function(*still.values()), rtol=0, atol=1e-4 * largest(arguments)
    )


@MANY
@given(arguments=roi_cases.boxes_to_align.random)
def test_adaptive_numbers_do_not_hang_on_a_last_digit(arguments):
    exact, got = roi_align(*doubled(arguments).values()), roi_align(*arguments.values())
    torch.testing.assert_close(got.double(), exact, rtol=0, atol=1e-5 * largest(arguments))


@MANY
@given(arguments=roi_cases.one_box_on_a_map.random)
def test_slow_operators_agree_on_the_cells(arguments):
    features, box, bins, scale = arguments.values()
    rois = torch.cat((torch.zeros(1), box))[None]
    expected = slow.roi_pool(features[None, None], rois, (bins, bins), scale)[0, 0]
    assert pool_one_box(features, box, bins, scale).tolist() == expected.tolist()


def test_ends_of_thirds_are_whole_in_every_precision():
    for length in range(1, 40):
        for dtype in (torch.float32, torch.float64):
            edges = torch.tensor(length, dtype=dtype) / 3 * torch.arange(4)
            assert edges.ceil().tolist() == [math.ceil(length * p / 3) for p in range(4)]
            assert edges.floor().tolist() == [length * p // 3 for p in range(4)]


def ends(arguments):
    """Where the box lies on the map, and the map's height and width."""
    return (arguments["box"] * arguments["spatial_scale"]).tolist(), arguments["features"].shape


KINDS = {
    "over the left border": lambda a: ends(a)[0][0] < -1 < ends(a)[0][2],
    "over the upper border": lambda a: ends(a)[0][1] < -1 < ends(a)[0][3],
    "over the right border": lambda a: ends(a)[0][0] < ends(a)[1][1] + 1 < ends(a)[0][2],
    "over the lower border": lambda a: ends(a)[0][1] < ends(a)[1][0] + 1 < ends(a)[0][3],
    "smaller than a cell": lambda a: ends(a)[0][2] - ends(a)[0][0] < 1,
    "wide": lambda a: ends(a)[0][2] - ends(a)[0][0] > 2 * (ends(a)[0][3] - ends(a)[0][1]),
    "on a tall map": lambda a: ends(a)[1][0] > ends(a)[1][1],
    "at stride 4": lambda a: a["spatial_scale"] == 0.25,
    "3 × 3 samples, aligned": lambda a: a["sampling_ratio"] == 3 and a["aligned"],
    "2 × 2 samples, not aligned": lambda a: a["sampling_ratio"] == 2 and not a["aligned"],
    "values of both signs": lambda a: a["features"].min() < 0 < a["features"].max(),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_hundred_random_cases_hold_every_kind(kind):
    a_hundred = settings(MANY, max_examples=100, phases=(Phase.generate,))
    try:
        assert kind(find(roi_cases.one_box_to_align.random, kind, settings=a_hundred))
    except NoSuchExample:
        pytest.fail("no such case")


def value_at(features, y, x):
    """Bilinear interpolation as slow as can be: every number stays a tensor."""
    height, width = features.shape
    if y < -1 or y > height or x < -1 or x > width:
        return torch.tensor(0.0)
    y, x = y.clamp(0, height - 1), x.clamp(0, width - 1)
    value = 0
    for i in range(height):
        for j in range(width):
            weight = (1 - (y - i).abs()).clamp(min=0) * (1 - (x - j).abs()).clamp(min=0)
            value = value + weight * features[i, j]
    return value


def slowest(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    x1, y1, x2, y2 = box * spatial_scale - (0.5 if aligned else 0)
    height, width = y2 - y1, x2 - x1
    if not aligned:
        height, width = height.clamp(min=1), width.clamp(min=1)
    parts = output_size * sampling_ratio
    result = torch.zeros(output_size, output_size, dtype=features.dtype)
    for i in range(parts):
        for j in range(parts):
            y, x = y1 + (i + 0.5) * height / parts, x1 + (j + 0.5) * width / parts
            share = value_at(features, y, x) / sampling_ratio**2
            result[i // sampling_ratio, j // sampling_ratio] += share
    return result


def test_a_very_slow_solution_is_tried_on_all_hand_picked_cases():
    verdict = check(slowest, exercises.align_one_box)
    assert verdict.passed, verdict
    assert verdict.cases >= len(roi_cases.one_box_to_align.examples)
