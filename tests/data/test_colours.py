"""Light and colours: by hand, and where the ends are."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator, Tensor

from mrcnn_edu.data.colours import (
    adjust_brightness,
    adjust_contrast,
    adjust_saturation,
    colour_jitter,
    grey,
)

Adjust = Callable[[Tensor, float], Tensor]
ADJUST = [adjust_brightness, adjust_contrast, adjust_saturation]


def an_image(seed: int = 0, *, dtype: torch.dtype = torch.float32) -> Tensor:
    """Random colours, (3, 4, 5)."""
    return torch.rand(3, 4, 5, generator=Generator().manual_seed(seed), dtype=dtype)


def test_grey_is_as_bright_as_the_eye_sees() -> None:
    colours = torch.tensor([[1.0, 0, 0, 1, 0], [0, 1, 0, 1, 0], [0, 0, 1, 1, 0]]).reshape(3, 1, 5)
    torch.testing.assert_close(
        grey(colours).flatten(), torch.tensor([0.2989, 0.587, 0.114, 0.9999, 0])
    )


@pytest.mark.parametrize(
    ("adjust", "factor", "expected"),
    [
        (adjust_brightness, 0.5, [[0.1, 0.4], [0.2, 0.4], [0.3, 0.4]]),
        (adjust_brightness, 2.0, [[0.4, 1.0], [0.8, 1.0], [1.0, 1.0]]),
        # Grey is 0.2989 · 0.2 + 0.587 · 0.4 + 0.114 · 0.6 = 0.36298, and 0.8; their mean 0.58145.
        (adjust_contrast, 0.5, [[0.39072, 0.69072], [0.49072, 0.69072], [0.59072, 0.69072]]),
        (adjust_contrast, 0.0, [[0.58145, 0.58145]] * 3),
        (adjust_contrast, 2.0, [[0.0, 1.0], [0.21855, 1.0], [0.61855, 1.0]]),
        (adjust_saturation, 0.5, [[0.28149, 0.8], [0.38149, 0.8], [0.48149, 0.8]]),
        (adjust_saturation, 2.0, [[0.03702, 0.8], [0.43702, 0.8], [0.83702, 0.8]]),
    ],
)
def test_by_hand(adjust: Adjust, factor: float, expected: list) -> None:
    image = torch.tensor([[[0.2, 0.8]], [[0.4, 0.8]], [[0.6, 0.8]]])
    wanted = torch.tensor(expected)[:, None]
    torch.testing.assert_close(adjust(image, factor), wanted, rtol=0, atol=1e-4)


@pytest.mark.parametrize("adjust", ADJUST)
def test_a_factor_of_one_changes_nothing(adjust: Adjust) -> None:
    assert torch.equal(adjust(an_image(), 1.0), an_image())


@given(st.integers(0, 2**32), st.sampled_from(ADJUST), st.floats(0, 10), st.sampled_from([0, 1, 2]))
def test_all_stays_between_black_and_white(
    seed: int, adjust: Adjust, factor: float, extreme: int
) -> None:
    image = an_image(seed)
    if extreme:
        image = image.round()
    before = image.clone()
    changed = adjust(image, factor)
    assert changed.shape == image.shape
    assert changed.dtype == image.dtype
    assert changed.min() >= 0
    assert changed.max() <= 1
    assert torch.equal(image, before)


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@pytest.mark.parametrize("factor", [0.0, 0.3, 1.0, 1.7])
def test_bit_by_bit_what_the_formula_gives(factor: float, dtype: torch.dtype) -> None:
    image = an_image().to(dtype)
    for adjust, other in (
        (adjust_brightness, torch.zeros_like(image)),
        (adjust_contrast, grey(image).mean()),
        (adjust_saturation, grey(image)),
    ):
        expected = (factor * image + (1 - factor) * other).clamp(0, 1)
        assert torch.equal(adjust(image, factor), expected)


@given(st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_light(seed: int) -> None:
    first, again, other = (
        colour_jitter(an_image(), Generator().manual_seed(s)) for s in (seed, seed, seed + 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert not torch.equal(first, an_image())


@pytest.mark.parametrize("name", ["brightness", "contrast", "saturation"])
@pytest.mark.parametrize("strength", [0.25, None])
def test_each_strength_changes_its_own(name: str, strength: float | None) -> None:
    adjust = dict(zip(("brightness", "contrast", "saturation"), ADJUST, strict=True))[name]
    strengths = {"brightness": 0.0, "contrast": 0.0, "saturation": 0.0, name: strength}
    strengths = {k: v for k, v in strengths.items() if v is not None}  # None for the usual one
    source, image, factors = Generator().manual_seed(3), an_image() / 4 + 0.25, []
    for _ in range(50):
        changed = colour_jitter(image, source, **strengths)
        # Which factor was it? What it makes of the image is straight in the factor.
        zero = adjust(image, 0.0)
        factor = float(((changed - zero) * (image - zero)).sum() / ((image - zero) ** 2).sum())
        torch.testing.assert_close(changed, adjust(image, factor), rtol=0, atol=1e-5)
        factors.append(factor)
    most = strength or 0.4
    assert 1 - most <= min(factors) < 1.05 - most
    assert 0.95 + most < max(factors) <= 1 + most


@pytest.mark.parametrize("adjust", ADJUST)
@pytest.mark.parametrize("factor", [-0.1, math.nan, math.inf])
def test_factors_that_are_none(adjust: Adjust, factor: float) -> None:
    with pytest.raises(ValueError, match=r"_factor must be from 0 up, got .*; 1 changes nothing"):
        adjust(an_image(), factor)


@pytest.mark.parametrize("adjust", ADJUST)
def test_images_that_are_none(adjust: Adjust) -> None:
    with pytest.raises(ValueError, match=r"image must have shape \(3, H, W\), got \(1, 4, 5\)"):
        adjust(an_image()[:1], 1.0)
    with pytest.raises(TypeError, match=r"image must be floating point, got torch.uint8"):
        adjust(an_image().byte(), 1.0)
    with pytest.raises(TypeError, match=r"_factor must be a plain number, got '1'"):
        adjust(an_image(), "1")  # type: ignore[arg-type]


def test_strengths_that_are_none() -> None:
    with pytest.raises(ValueError, match=r"contrast must be in \[0, 1\], got 1.5"):
        colour_jitter(an_image(), Generator(), contrast=1.5)


@pytest.mark.parametrize("adjust", ADJUST)
@pytest.mark.parametrize("factor", [0.0, 0.3, 1.0, 1.7])
def test_as_torchvision(adjust: Adjust, factor: float) -> None:
    functional = pytest.importorskip(
        "torchvision.transforms.v2.functional", reason="needs torchvision"
    )
    for image in (an_image(), an_image().round()):
        expected = getattr(functional, adjust.__name__)(image, factor)
        torch.testing.assert_close(adjust(image, factor), expected, rtol=0, atol=1e-6)
