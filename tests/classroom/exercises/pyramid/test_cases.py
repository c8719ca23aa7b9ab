"""The random cases about the backbone go where bugs are, and never where rounding decides."""

import math
from itertools import product

import pytest
import torch
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from mrcnn_edu.classroom.exercises.pyramid import cases
from mrcnn_edu.classroom.exercises.pyramid.one_channel import pyramid, residual_block

MANY = settings(
    max_examples=100, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_no_level_hangs_on_a_last_digit():
    # On a threshold exactly, or away from it by more than the epsilon and rounding together.
    for width, height in product(cases.SIDES, repeat=2):
        if width * height:
            steps = math.log2(math.sqrt(width * height) / 224)
            off = abs(steps - round(steps))
            assert off == 0 or off > 5e-6, (width, height)


def test_places_and_sides_are_exact():
    for place, side in product(cases.PLACES, cases.SIDES):
        corner = torch.tensor([place, place + side])
        assert (corner[1] - corner[0]).item() == side


@MANY
@given(arguments=cases.pyramids.random)
def test_sums_of_pyramids_are_exact(arguments):
    wide = [value.double() for value in arguments.values()]
    for got, exact in zip(pyramid(*arguments.values()), pyramid(*wide), strict=True):
        assert torch.equal(got.double(), exact)


@MANY
@given(arguments=cases.blocks.random)
def test_sums_of_blocks_are_exact(arguments):
    x, kernel1, kernel2, *rest = arguments.values()
    exact = residual_block(x.double(), kernel1.double(), kernel2.double(), *rest)
    assert torch.equal(residual_block(*arguments.values()).double(), exact)


KINDS = {
    "odd sides": (cases.pyramids, lambda a: all(side % 2 and side > 1 for side in a["c3"].shape)),
    "a P5 of two cells": (cases.pyramids, lambda a: 2 in a["c5"].shape),
    "a weight below zero": (cases.pyramids, lambda a: a["lateral"].min() < 0),
    "stride 2 on odd sides": (cases.blocks, lambda a: a["stride"] == 2 and a["x"].shape[0] == 5),
    "another shortcut": (cases.blocks, lambda a: a["shortcut"] not in (0, 1)),
    "values of both signs": (cases.blocks, lambda a: a["x"].min() < 0 < a["x"].max()),
    "three boxes": (cases.boxes_and_levels, lambda a: len(a["boxes"]) >= 3),
    "other levels": (cases.boxes_and_levels, lambda a: (a["k_min"], a["k_max"]) == (3, 7)),
    "no area": (
        cases.boxes_and_levels,
        lambda a: bool((a["boxes"][:, 2:] == a["boxes"][:, :2]).any()),
    ),
}


@pytest.mark.parametrize(("of", "kind"), KINDS.values(), ids=KINDS.keys())
def test_a_hundred_random_cases_hold_every_kind(of, kind):
    a_hundred = settings(MANY, phases=(Phase.generate,))
    try:
        assert kind(find(of.random, kind, settings=a_hundred))
    except NoSuchExample:
        pytest.fail("no such case")
