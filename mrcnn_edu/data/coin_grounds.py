"""What coins are pasted onto: a table like the photograph's, photo textures, scenes of shapes."""

from functools import cache

import numpy as np
import torch
from torch.nn.functional import interpolate

from mrcnn_edu.data.coin_cutouts import Plane, blurred
from mrcnn_edu.data.coin_pasting import Canvas
from mrcnn_edu.data.shapes import paint_shapes
from mrcnn_edu.data.textures import direction

TEXTURES = ("brick", "grass", "gravel", "moon", "camera")  # bundled with scikit-image, 512 x 512


@cache
def photo_texture(name: str) -> Plane:
    """A grey photograph of scikit-image's: (512, 512)."""
    import skimage.data

    values: Plane = getattr(skimage.data, name)().astype(np.float32)
    return values


def empty_canvas(values: Plane) -> Canvas:
    """A canvas (S, S, C) without objects."""
    return Canvas(values, np.zeros(values.shape[:2], dtype=np.uint8), [], [], [])


def coordinates(size: int) -> tuple[Plane, Plane]:
    """x as a row (size,) and y as a column (size, 1), from -1 to 1."""
    x = ((np.arange(size) * 2 + 1) / size - 1).astype(np.float32)
    return x, x[:, None]


def table(rng: np.random.Generator, size: int, grain: Plane) -> Canvas:
    """Bare table: slow light as in the photograph, grain, stains, scratches, a dark border.

    Args:
        rng: drawn from.
        size: S, in pixels.
        grain: (S or more, S or more), as ``table_grain`` makes it.
    """
    x, y = coordinates(size)
    slope = rng.random(2) * 80 - 40
    bend = rng.random(3) * 40 - 15
    light = 30 + rng.random() * 70 + slope[0] * x + slope[1] * y
    light = light + bend[0] * x * x + bend[1] * y * y + (bend[2] - 5) * x * y
    light = np.maximum(light, 22 + light * 0.1)
    shift = (rng.random(2) * grain.shape[0]).astype(int)
    turned = np.rot90(np.roll(grain, tuple(shift.tolist()), (0, 1)), int(rng.random() * 4))
    values = light + turned[:size, :size] * (0.6 + rng.random() * 0.9)
    for _ in range(int(rng.random() * 4)):
        add_stain(rng, values)
    for _ in range(int(rng.random() * 4)):
        add_scratch(rng, values)
    if rng.random() < 0.4:
        values = add_border(rng, values)
    return empty_canvas(values[..., None].astype(np.float32))


def add_stain(rng: np.random.Generator, values: Plane) -> None:
    """A soft spot without an edge, darker or lighter by up to a fifth; changes ``values``."""
    x, y = coordinates(values.shape[0])
    (cx, cy), (a, b) = rng.random(2) * 2 - 1, 0.1 + rng.random(2) * 0.7
    fall = np.maximum(1 - ((x - cx) / a) ** 2 - ((y - cy) / b) ** 2, 0) ** 2
    values *= 1 + fall * (rng.random() * 0.4 - 0.2)


def add_scratch(rng: np.random.Generator, values: Plane) -> None:
    """A thin line, up to 30 steps lighter or darker; changes ``values``."""
    x, y = coordinates(values.shape[0])
    cosine, sine = direction(rng)
    along, across = cosine * x + sine * y, cosine * y - sine * x
    middle, half, start = rng.random(3) * (1.6, 0.4, 1.6) - (0.8, 0, 0.8)
    width = (0.5 + rng.random()) / values.shape[0]
    line = (abs(across - middle) < width) & (abs(along - start) < half)
    values[line] += rng.random() * 60 - 30


def add_border(rng: np.random.Generator, values: Plane) -> Plane:
    """The black beyond the rounded corner of the photographed plate, at one or two sides."""
    x, y = coordinates(values.shape[0])
    radius = 0.1 + rng.random() * 0.5
    right, bottom = 0.9 + rng.random(2) * 0.3
    over_x, over_y = np.maximum(x - right + radius, 0), np.maximum(y - bottom + radius, 0)
    outside = np.sqrt(over_x**2 + over_y**2) - radius  # (S, S), in half sides of the image
    dark = np.clip(outside * values.shape[0] / 3 + 0.5, 0, 1)
    result = values * (1 - dark) + dark * (rng.random() * 12)
    turned: Plane = np.rot90(result, int(rng.random() * 4))
    return turned.copy()


def texture_ground(rng: np.random.Generator, size: int) -> Canvas:
    """A crop of a photo texture, with its contrast and light changed."""
    photo = photo_texture(TEXTURES[int(rng.random() * len(TEXTURES))])
    y, x = (rng.random(2) * (photo.shape[0] - size + 1)).astype(int)
    crop = np.rot90(photo[y : y + size, x : x + size], int(rng.random() * 4))
    if rng.random() < 0.3:
        crop = blurred(crop, 1, 1)
    values = (crop - crop.mean()) * (0.3 + rng.random() * 0.8) + 40 + rng.random() * 120
    return empty_canvas(values[..., None].astype(np.float32))


def shapes_ground(rng: np.random.Generator) -> Canvas:
    """A scene of shapes at twice its size, which is how the small detector sees it: 256 pixels."""
    painting = paint_shapes(2_000_000 + int(rng.random() * 1_000_000))  # seeds of no other use
    small = torch.from_numpy(painting.image).permute(2, 0, 1)[None].float()  # (1, 3, 128, 128)
    large = interpolate(small, scale_factor=2.0, mode="bilinear", align_corners=False)
    values = large[0].permute(1, 2, 0).numpy().copy()  # (256, 256, 3)
    if rng.random() < 0.5:
        values = values.mean(axis=2, keepdims=True)
    owner = painting.owner.repeat(2, axis=0).repeat(2, axis=1)
    labels = [each.label for each in painting.objects]
    areas = [4 * each.area for each in painting.objects]
    return Canvas(values, owner, labels, areas, [4 * each.visible for each in painting.objects])
