"""Plain patterns to fill drawn shapes and their background with: noise, gradients, stripes, checks.

Every machine draws the same pixels for the same random state. So nothing here calls sine or cosine,
whose last digits differ between libraries: a direction is a rational point of the unit circle, and
the rest is addition, multiplication and division, which IEEE 754 fixes to the last digit.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
Colour = tuple[float, float, float]  # red, green, blue, from 0 to 255
EIGHTH_TURN = 0.41421356  # tan(45° / 2): the rational formula's parameter for an eighth turn


def direction(rng: np.random.Generator) -> tuple[float, float]:
    """A direction, nearly uniform over the whole circle.

    Args:
        rng: drawn from.

    Returns:
        The cosine and the sine of its angle.

    Source:
        The rational points of the circle: ((1 − t²) / (1 + t²), 2t / (1 + t²)).

    Example:
        >>> cosine, sine = direction(np.random.Generator(np.random.PCG64(0)))
        >>> abs(cosine**2 + sine**2 - 1) < 1e-15
        True
    """
    t = rng.random() * EIGHTH_TURN
    cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    if rng.random() < 0.5:
        cosine, sine = sine, cosine
    for _ in range(int(rng.random() * 4)):
        cosine, sine = -sine, cosine
    return cosine, sine


def noise(rng: np.random.Generator, height: int, width: int) -> Array:
    """Grains of one or two pixels, uniform in [-1, 1]: (height, width)."""
    grain = 1 + int(rng.random() * 2)
    coarse = rng.random((-(-height // grain), -(-width // grain))) * 2 - 1
    return coarse.repeat(grain, axis=0).repeat(grain, axis=1)[:height, :width]


def gradient(rng: np.random.Generator, height: int, width: int) -> Array:
    """A ramp from about -1 to 1, in any direction: (height, width)."""
    cosine, sine = direction(rng)
    x = (np.arange(width) * 2 + 1) / width - 1
    y = (np.arange(height) * 2 + 1) / height - 1
    return (cosine * x + (sine * y)[:, None]) / (abs(cosine) + abs(sine))


def stripes(rng: np.random.Generator, height: int, width: int) -> Array:
    """Stripes of -1 and 1, 2 to 5 pixels wide, in any direction: (height, width)."""
    cosine, sine = direction(rng)
    period = 4 + rng.random() * 6
    x, y = np.arange(width), np.arange(height)
    phase = cosine * x + (sine * y)[:, None] + rng.random() * period
    return np.floor(phase * (2 / period)) % 2 * 2 - 1


def checks(rng: np.random.Generator, height: int, width: int) -> Array:
    """A chessboard of -1 and 1, its squares 2 to 4 pixels wide: (height, width)."""
    side = 2 + int(rng.random() * 3)
    odd = (np.arange(width) // side + (np.arange(height) // side)[:, None]) % 2 == 1
    return np.where(odd, 1.0, -1.0)


def texture(rng: np.random.Generator, height: int, width: int) -> Array:
    """One of the four patterns: (height, width), values from -1 to 1."""
    pattern = (noise, gradient, stripes, checks)[int(rng.random() * 4)]
    return pattern(rng, height, width)


def colour_apart(rng: np.random.Generator, others: Sequence[Colour], distance: float) -> Colour:
    """A colour, each channel from 20 to 235, at least ``distance`` from all others in RGB.

    After twenty vain draws it is half the range away from the first in every channel.
    """
    for _ in range(20):
        red, green, blue = (20 + rng.random(3) * 215).tolist()
        if all(squared_distance((red, green, blue), other) >= distance**2 for other in others):
            return red, green, blue
    red, green, blue = ((c + 128) % 256 for c in others[0])
    return red, green, blue


def squared_distance(colour: Colour, other: Colour) -> float:
    """Of two colours, the sum of the squared differences of their channels."""
    red, green, blue = (a - b for a, b in zip(colour, other, strict=True))
    return red * red + green * green + blue * blue  # a power may differ in the last digit


def textured(
    rng: np.random.Generator, size: tuple[int, int], colour: Colour, contrast: float
) -> Pixels:
    """A rectangle of one colour with a random pattern: (H, W, 3).

    Args:
        rng: drawn from.
        size: (H, W).
        colour: red, green, blue, from 0 to 255.
        contrast: how far the pattern goes to either side of it.
    """
    pattern = texture(rng, *size)[..., None] * contrast  # (H, W, 1)
    return to_pixels(pattern + colour)


def to_pixels(values: NDArray[np.floating]) -> Pixels:
    """Rounded to whole numbers from 0 to 255."""
    pixels: Pixels = np.floor(np.minimum(np.maximum(values, 0), 255) + 0.5).astype(np.uint8)
    return pixels
