"""Scenes of coins: cut-outs of the photograph's twelve left-hand coins, pasted by a seed.

The twelve coins of the three right-hand columns are never seen in them. So a model trained on
these scenes, and shown the whole photograph, finds twelve coins that are new to it.

The small detector makes an image's shorter side 256 pixels. There a coin of the photograph is 31 to
54 pixels long; in these scenes it has 20 to 90. About seven scenes in ten have a table like the
photograph's, with its light, its grain and its black border, and on most of these the coins lie in
rows. The others have a photo texture, or are scenes of shapes, which keep their labels. Everything
is grey, like the photograph, but half of the scenes of shapes.

A coin that the border cuts is a target like the others, and its mask and box end at the border; at
least 40 % of every coin is in the image, and of that at least 70 % is seen. The same seed gives the
same scene, but for a pixel here and there that another machine may round otherwise.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from mrcnn_edu.data import shapes
from mrcnn_edu.data.coin_cutouts import TRAINING_COINS, Cutout, Plane, cut_out, table_grain
from mrcnn_edu.data.coin_grounds import coordinates, shapes_ground, table, texture_ground
from mrcnn_edu.data.coin_pasting import COIN, Canvas, paste, random_light, random_map
from mrcnn_edu.data.coins import coin_polygons, coins_image
from mrcnn_edu.data.shapes import target_of
from mrcnn_edu.data.textures import to_pixels
from mrcnn_edu.ops.targets import Target

CLASSES = (*shapes.CLASSES, "coin")
SIZES = (192, 256, 304)  # of scenes, in pixels; the photograph's shorter side has 303
RESIZED = 256  # the shorter side that the small detector gives to every image
ZOOM = (0.6, 1.3)  # pixels there for a pixel of the photograph, whose own value is 256 / 303


class Materials(NamedTuple):
    """What is taken from the photograph: the twelve coins, and grain of its table."""

    coins: tuple[Cutout, ...]
    grain: Plane


def take_materials(photo: NDArray[np.uint8]) -> Materials:
    """The twelve left-hand coins and the table's grain, from the photograph (303, 384)."""
    polygons = coin_polygons()
    coins = tuple(cut_out(photo, polygons[coin]) for coin in TRAINING_COINS)
    return Materials(coins, table_grain(photo, max(SIZES)))


@cache
def materials() -> Materials:
    """Taken from the photograph at the first call, which costs a second."""
    return take_materials(coins_image())


def coin_scene(seed: int) -> tuple[Tensor, Target]:
    """One scene and what is on it.

    Args:
        seed: 0 or more.

    Returns:
        The image (3, S, S), float32 from 0 to 1 in steps of 1/255, with S among ``SIZES``, and the
        target of G objects, in the form of ``shape_scene``, with the labels of ``CLASSES``.

    Raises:
        ValueError: if the seed is negative.

    Example:
        >>> image, target = coin_scene(seed=3)
        >>> image.shape, len(target["labels"]), CLASSES[target["labels"][0]]
        (torch.Size([3, 304, 304]), 9, 'coin')
    """
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    rng = np.random.Generator(np.random.PCG64(seed))
    canvas = draw(rng)
    while COIN not in canvas.labels:  # where no place was found for any
        canvas = draw(rng)
    pixels = to_pixels(finish(rng, canvas.values))  # (S, S, 1 or 3)
    pixels = np.broadcast_to(pixels, (*pixels.shape[:2], 3))
    image = torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255  # (3, S, S)
    return image, target_of(canvas.owner, canvas.labels)


def draw(rng: np.random.Generator) -> Canvas:
    """A ground of one of the three kinds, with coins on it."""
    kind, size = rng.random(), SIZES[int(rng.random() * len(SIZES))]
    if kind < 0.15:
        canvas = shapes_ground(rng)
        scatter(rng, canvas, 1 + int(rng.random() * 4), (60, 210))
    elif kind < 0.3:
        canvas = texture_ground(rng, size)
        scatter(rng, canvas, 1 + int(rng.random() * 10), (60, 210))
    elif kind < 0.5:
        canvas = table(rng, size, materials().grain)
        scatter(rng, canvas, 1 + int(rng.random() * 14), (110, 205))
    else:
        canvas = table(rng, size, materials().grain)
        lay_in_rows(rng, canvas)
    return canvas


def scatter(
    rng: np.random.Generator, canvas: Canvas, number: int, grey: tuple[float, float]
) -> None:
    """Try to paste so many coins anywhere."""
    size = canvas.owner.shape[0]
    zoom = ZOOM[0] + rng.random() * (ZOOM[1] - ZOOM[0])
    for _ in range(number):
        x, y = (rng.random(2) * size).tolist()
        paste_one(rng, canvas, (x, y), zoom * size / RESIZED, grey)


def lay_in_rows(rng: np.random.Generator, canvas: Canvas) -> None:
    """Paste coins in rows and columns, not quite straight, with gaps here and there."""
    size = canvas.owner.shape[0]
    scale = (ZOOM[0] + rng.random() * (ZOOM[1] - ZOOM[0])) * size / RESIZED
    pitch = (np.array([56, 62]) + rng.random(2) * 20) * scale  # the photograph: 59 and 69
    start = -rng.random(2) * pitch / 2
    filled = 0.5 + rng.random() * 0.5
    level = 125 + rng.random() * 60  # coins of one photograph are about as bright
    for y in np.arange(start[1], size + pitch[1] / 2, pitch[1]):
        for x in np.arange(start[0], size + pitch[0] / 2, pitch[0]):
            dx, dy = (rng.random(2) - 0.5) * 14 * scale
            if rng.random() < filled:
                paste_one(rng, canvas, (x + dx, y + dy), scale, (level - 25, level + 25))


def paste_one(
    rng: np.random.Generator,
    canvas: Canvas,
    centre: tuple[float, float],
    scale: float,
    grey: tuple[float, float],
) -> None:
    """Paste a random coin, somewhat larger or smaller than the scale says."""
    coins = materials().coins
    coin = coins[int(rng.random() * len(coins))]
    inverse = random_map(rng, scale * (0.85 + rng.random() * 0.4))
    paste(canvas, coin, centre, inverse, random_light(rng, grey))


def finish(rng: np.random.Generator, values: Plane) -> Plane:
    """The light on a whole scene: brightness, contrast, a slope, the edge of a shadow, noise."""
    x, y = coordinates(values.shape[0])
    slope = (rng.random(2) * 0.4 - 0.2).tolist()  # Python's numbers keep float32 arrays so
    gain = (0.85 + rng.random() * 0.3) * (1 + slope[0] * x + slope[1] * y)  # (S, S)
    if rng.random() < 0.15:
        edge = (rng.random() * 2 - 1) * x + (rng.random() * 2 - 1) * y + rng.random() - 0.5
        gain = gain * (1 - rng.random() * 0.4 * np.clip(edge * (2 + rng.random() * 20) + 0.5, 0, 1))
    noise = rng.random(values.shape[:2], dtype=np.float32) * float(rng.random() * 8)  # (S, S)
    result: Plane = values * gain[..., None] + (noise + float(rng.random() * 20 - 14))[..., None]
    return result


class CoinScenes(Dataset[tuple[Tensor, Target]]):
    """The scenes of consecutive seeds, each drawn when it is asked for.

    Args:
        first: the first seed.
        number: how many scenes.

    Raises:
        ValueError: if either is negative.

    Example:
        >>> image, target = CoinScenes(10, 5)[4]
        >>> torch.equal(image, coin_scene(14)[0])
        True
    """

    def __init__(self, first: int, number: int) -> None:
        if first < 0 or number < 0:
            raise ValueError(f"first and number must be 0 or more, got {first} and {number}")
        self.seeds = range(first, first + number)

    def __len__(self) -> int:
        return len(self.seeds)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        return coin_scene(self.seeds[index])
