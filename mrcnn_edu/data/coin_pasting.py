"""Coins pasted onto a ground, turned, resized and lit, each with its soft edge and its shadow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import grid_sample

from mrcnn_edu.data.coin_cutouts import Cutout, Plane
from mrcnn_edu.data.textures import direction

COIN = 4  # the label
IN_IMAGE = 0.4  # of a coin's area, at least, where the border cuts it
SEEN = 0.7  # of what is in the image, at least, where something is pasted onto it


@dataclass
class Canvas:
    """A scene while coins are pasted onto it; the lists have an entry for each object.

    Attributes:
        values: (S, S, C), one or three channels, 0 to 255.
        owner: (S, S), for each pixel the number of the object seen there, from 1 on, or 0.
        labels: of the objects.
        areas: in pixels, within the image, with those that another object hides.
        visible: the pixels that can be seen.
    """

    values: Plane
    owner: NDArray[np.uint8]
    labels: list[int]
    areas: list[int]
    visible: list[int]


@dataclass
class Light:
    """How a coin is lit: its mean grey, its contrast, its slope and its shadow's depth."""

    mean: float
    contrast: float
    slope: tuple[float, float]
    shadow: float


def random_light(rng: np.random.Generator, grey: tuple[float, float]) -> Light:
    """Light for one coin, its mean grey drawn from a range."""
    cosine, sine = direction(rng)
    slope = rng.random() * 25
    return Light(
        mean=grey[0] + rng.random() * (grey[1] - grey[0]),
        contrast=0.7 + rng.random() * 1.0,
        slope=(cosine * slope, sine * slope),
        shadow=rng.random() * 0.45,
    )


def random_map(rng: np.random.Generator, scale: float) -> NDArray[np.float64]:
    """From pixels of the scene to pixels of a cut-out: turned, mirrored, stretched by a tenth."""
    cosine, sine = direction(rng)
    stretch = 1 + (rng.random() - 0.5) * 0.14
    mirror = 1 if rng.random() < 0.5 else -1
    turn = np.array([[cosine, sine], [-sine, cosine]])
    shape = np.array([[mirror * stretch, 0], [(rng.random() - 0.5) * 0.1, 1 / stretch]])
    result: NDArray[np.float64] = shape @ turn / scale
    return result


def sample(planes: Plane, u: Plane, v: Plane) -> Plane:
    """Bilinear values of (C, H, W) planes at columns u and rows v, both (h, w): (C, h, w).

    Columns and rows count from the planes' corner, so that 0.5 is the middle of the first pixel.
    Beyond the border it goes on.

    Example:
        >>> planes = np.array([[[0.0, 4.0]]], dtype=np.float32)
        >>> sample(planes, np.full((1, 1), 1.25, np.float32), np.full((1, 1), 0.5, np.float32))
        array([[[3.]]], dtype=float32)
    """
    _, height, width = planes.shape
    grid = np.stack([u * (2 / width) - 1, v * (2 / height) - 1], axis=2)  # (h, w, 2)
    sampled = grid_sample(
        torch.from_numpy(planes)[None],
        torch.from_numpy(grid)[None],
        padding_mode="border",
        align_corners=False,
    )[0]  # (C, h, w)
    values: Plane = sampled.numpy()
    return values


def paste(
    canvas: Canvas,
    coin: Cutout,
    centre: tuple[float, float],
    inverse: NDArray[np.float64],
    light: Light,
) -> bool:
    """Paste one coin, unless too little of it, or of what lies below it, would be seen.

    Args:
        canvas: the coin is added to it.
        coin: what is pasted.
        centre: x, y of its middle, in pixels of the canvas.
        inverse: (2, 2), from the canvas to the cut-out.
        light: on the coin.

    Returns:
        Whether it was pasted.
    """
    size = canvas.owner.shape[0]
    area = abs(inverse[0, 0] * inverse[1, 1] - inverse[0, 1] * inverse[1, 0])
    half = (coin.reach + 5) / area**0.5 * 1.1
    left, top = (max(int(c - half), 0) for c in centre)
    right, bottom = (min(int(c + half) + 1, size) for c in centre)
    if right - left < 3 or bottom - top < 3:
        return False
    x, y = np.arange(left, right) + 0.5 - centre[0], np.arange(top, bottom) + 0.5 - centre[1]
    du = (inverse[0, 0] * x + (inverse[0, 1] * y)[:, None]).astype(np.float32)  # (h, w)
    dv = (inverse[1, 0] * x + (inverse[1, 1] * y)[:, None]).astype(np.float32)
    grey, cover, shadow = sample(coin.planes, du + coin.centre[0], dv + coin.centre[1])
    mask = cover >= 0.5
    window = (slice(top, bottom), slice(left, right))
    if mask.sum() < IN_IMAGE * coin.area / area or not claim(canvas, mask, window):
        return False
    lit = light.mean + light.contrast * (grey - coin.mean)
    lit += (light.slope[0] * du + light.slope[1] * dv) / coin.reach
    ground = canvas.values[window] * (1 - light.shadow * shadow * (1 - cover))[..., None]
    canvas.values[window] = ground + cover[..., None] * (lit[..., None] - ground)
    return True


def claim(canvas: Canvas, mask: NDArray[np.bool_], window: tuple[slice, slice]) -> bool:
    """Give the pixels of a mask to a new coin, if enough of every other object is still seen."""
    owner = canvas.owner[window]
    hidden = np.bincount(owner[mask], minlength=len(canvas.areas) + 1)[1:]
    visible: Sequence[int] = (np.array(canvas.visible, dtype=int) - hidden).tolist()
    for seen, area, hid in zip(visible, canvas.areas, hidden, strict=True):
        if hid and seen < SEEN * area:
            return False
    canvas.visible[:] = visible
    owner[mask] = len(canvas.areas) + 1
    canvas.labels.append(COIN)
    canvas.areas.append(int(mask.sum()))
    canvas.visible.append(int(mask.sum()))
    return True
