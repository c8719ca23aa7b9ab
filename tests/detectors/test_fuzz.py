"""Drawn targets and images, by the thousand: each is refused by name, or teaches finite losses.

Each is looked at alone, which takes half a millisecond, and refused where plain Python finds fault
with it and nowhere else. The good ones go through a detector together: a loss of which one of them
makes NaN or infinity is NaN or infinite.
"""

import math
from collections import Counter

import pytest
import torch
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.detectors.input_checks import check_pixels
from mrcnn_edu.detectors.target_checks import check_targets
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from tests.detectors.small import CLASSES, KINDS, small_detector, target

HEIGHT, WIDTH, OBJECTS = 20, 30, 3
BATCH, BATCHES = 20, 26  # for each kind of detector more than five hundred targets
EDGES = [0.0, -0.0, 1.0, 2.0, -1.0, 20.0, 30.0, 40.0, 60.0, -20.0, -30.0, 255.0]
FAR = [1e-45, 1e-38, 1e-8, 1 - 2**-24, 1e4, 1e30, -1e30, 3e38, math.nan, math.inf, -math.inf]

NUMBERS = st.one_of(
    st.floats(-40, 70, width=32), st.sampled_from(EDGES), st.sampled_from(FAR), st.floats(width=32)
)
PLACES = st.tuples(*[st.integers(0, 2)] * 3)  # the object, and a place in what is known of it
CHANGES = st.one_of(
    st.tuples(st.just("boxes"), PLACES, st.one_of(st.floats(0, 20, width=32), NUMBERS)),
    st.tuples(st.just("boxes"), PLACES, st.floats(0, 20, width=32)),
    st.tuples(st.just("boxes"), PLACES, st.sampled_from([math.nan, math.inf, -math.inf, 0.0])),
    st.tuples(st.just("thin"), PLACES, st.sampled_from([0.0, 1e-45, 1e-38, 1e-5, 0.5])),
    st.tuples(st.just("keypoints"), PLACES, NUMBERS),
    st.tuples(st.just("labels"), PLACES, st.integers(-1, CLASSES + 1)),
    st.tuples(st.just("masks"), PLACES, st.one_of(st.sampled_from([0.0, 1.0]), NUMBERS)),
    st.tuples(st.just("image"), PLACES, st.one_of(st.floats(-1, 2, width=32), NUMBERS)),
    st.tuples(st.just("dtype"), PLACES, st.sampled_from([torch.float16, torch.float64, torch.int])),
    st.tuples(st.just("length"), PLACES, st.integers(0, OBJECTS)),
)
# How many objects, which good target of so many, and what is changed in it.
DRAWN = st.tuples(
    st.integers(0, OBJECTS), st.integers(0, 9), st.lists(CHANGES, min_size=1, max_size=4)
)


def image_and_target(
    objects: int, seed: int, changes: list[tuple]
) -> tuple[Tensor, dict[str, Tensor]]:
    """A good image and target, and then the changes, as far as there are objects for them."""
    made = target(objects, HEIGHT, WIDTH, seed)
    made["masks"] = made["masks"].float()
    image = torch.rand(3, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(seed))
    for what, (row, column, place), value in changes:
        if what == "image":
            image[row, column, place] = value
        elif what in ("dtype", "length"):
            key = ("boxes", "masks", "keypoints")[place]
            made[key] = made[key].to(value) if what == "dtype" else made[key][:value]
        elif what == "thin":
            made["boxes"][row : row + 1, column % 2 :: 2] = torch.tensor(
                [4.0 * row, 4.0 * row + value]
            )
        elif row < len(made[what]):
            at = {"boxes": column + place % 2, "labels": ()}.get(what, (column, place))
            made[what][row][at] = torch.tensor(value).to(made[what].dtype)
    return image, made


def is_good(kind: str, image: Tensor, made: dict[str, Tensor]) -> bool:
    """Whether somebody could learn from it, number by number; NaN is in no range."""
    boxes, labels = made["boxes"], made["labels"].tolist()
    if not boxes.is_floating_point() or not len(labels) == len(boxes) == len(made[kind]):
        return False
    boxes_are_good = (
        -WIDTH <= x1 < x2 <= 2 * WIDTH
        and -HEIGHT <= y1 < y2 <= 2 * HEIGHT
        and (x1 < WIDTH and y1 < HEIGHT and x2 > 0 and y2 > 0)
        for x1, y1, x2, y2 in boxes.tolist()
    )
    return (
        all(-1 <= pixel <= 2 for pixel in image.flatten().tolist())
        and all(boxes_are_good)
        and all(0 < label < CLASSES for label in labels)
        and (kind != "masks" or set(made["masks"].flatten().tolist()) <= {0, 1})
        and (kind != "keypoints" or all(map(math.isfinite, made["keypoints"].flatten().tolist())))
    )


def is_refused(detector: TwoStageDetector, image: Tensor, made: dict[str, Tensor]) -> bool:
    """Whether a detector refuses it; then the message names image or target."""
    heads = detector.roi_heads
    try:
        check_pixels([image], next(detector.parameters()))
        check_targets([made], [image], heads.num_classes, heads.target_axes)
    except (ValueError, TypeError) as error:
        assert str(error).startswith(("targets[0]", "images[0]"))  # noqa: PT017  it may not raise
        return True
    return False


def not_finite(detector: TwoStageDetector, pairs: list[tuple]) -> set[str]:
    """The losses, and the parameters with gradients, that these images and targets make so."""
    if not pairs:
        return set()
    losses = detector(*map(list, zip(*pairs, strict=True)))
    detector.zero_grad()
    sum(losses.values()).backward()
    every = losses | {name: p.grad for name, p in detector.named_parameters()}
    return {name for name, values in every.items() if not values.isfinite().all()}


@pytest.mark.parametrize("kind", KINDS)
def test_any_target_gives_an_error_or_finite_losses(kind: str) -> None:
    detector = small_detector(kind).train()
    detector.transform.min_size, detector.transform.max_size = (16,), 32
    seen: Counter[bool] = Counter()  # how many were good, and how many were not

    # Without making a failing batch smaller, which takes minutes: the message has the one in it.
    @settings(max_examples=BATCHES, phases=[Phase.reuse, Phase.generate])
    @given(st.lists(DRAWN, min_size=BATCH, max_size=BATCH))
    def try_batch(drawn: list[tuple]) -> None:
        good = []
        for each in drawn:
            pair = image_and_target(*each)
            expected = is_good(kind, *pair)
            assert is_refused(detector, *pair) is not expected, each
            seen[expected] += 1
            good += [pair] if expected else []
        assert not_finite(detector, good) == set(), [p for p in good if not_finite(detector, [p])]

    try_batch()
    assert sum(seen.values()) >= 500
    assert min(seen[True], seen[False]) >= 100
