"""Objects painted one after another, and what each hides of those before it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mrcnn_edu.data.shape_masks import Mask, outline, shape_mask
from mrcnn_edu.data.textures import Colour, Pixels, colour_apart, direction, textured, to_pixels

Window = tuple[slice, slice]
SMALL, LARGE = (12.0, 14.9), (18.0, 48.0)  # an object's longer side, from and to, in pixels
SHARE_SMALL, SHARE_HIDING, SHARE_NEAR, SHARE_OUTLINED = 0.35, 0.8, 0.36, 0.25
HIDDEN = (0.27, 0.45)  # how much of an object another hides, from and to
VISIBLE_PIXELS = 40  # of every object, at least


@dataclass(eq=False)  # an object equals only itself
class PaintedObject:
    """One object of a painting.

    Attributes:
        label: 1 circle, 2 square, 3 triangle.
        window: rows and columns of the box around it, before another object hid any of it.
        area: its pixels, with those that another object hides.
        visible: its pixels that can be seen.
        colour: without the pattern and the outline.
        near: whether the colour is near the background's.
    """

    label: int
    window: Window
    area: int
    visible: int
    colour: Colour
    near: bool


@dataclass
class Painting:
    """A scene while it is painted.

    Attributes:
        image: (S, S, 3).
        owner: (S, S), for each pixel the number of the object seen there, from 1 on, or 0.
        objects: object 1 first.
    """

    image: Pixels
    owner: NDArray[np.uint8]
    objects: list[PaintedObject] = field(default_factory=list)


def add_object(rng: np.random.Generator, painting: Painting) -> None:
    """Paint one more object, if a place for it is found.

    Args:
        rng: drawn from.
        painting: the object is added to it.
    """
    label, angle = 1 + int(rng.random() * 3), direction(rng)
    low, high = SMALL if rng.random() < SHARE_SMALL else LARGE
    mask = shape_mask(label, low + rng.random() * (high - low), angle)
    within_reach = int(mask.sum()) / HIDDEN[0]  # a small object cannot hide enough of a large one
    whole = [o for o in painting.objects if o.area == o.visible and o.area < within_reach]
    place, victim = None, None
    if whole and rng.random() < SHARE_HIDING:
        victim = whole[int(rng.random() * len(whole))]
        place = place_on(rng, painting, mask, victim)
    if place is None:
        victim, place = None, place_free(rng, painting, mask)
    if place is not None:
        paint(rng, painting, mask, label, place, victim)


def hidden_pixels(painting: Painting, mask: Mask, place: tuple[int, int]) -> NDArray[np.int64]:
    """How many pixels of each object a mask would hide: (objects + 1,), the background first."""
    (y, x), (height, width) = place, mask.shape
    hit = painting.owner[y : y + height, x : x + width][mask]
    return np.bincount(hit, minlength=len(painting.objects) + 1)


def place_free(rng: np.random.Generator, painting: Painting, mask: Mask) -> tuple[int, int] | None:
    """The top and left of a place where a mask hides nothing, of twenty drawn; None without one."""
    limits = np.subtract(painting.owner.shape, mask.shape) + 1
    for _ in range(20):
        y, x = (int(rng.random() * limit) for limit in limits)
        if not hidden_pixels(painting, mask, (y, x))[1:].any():
            return y, x
    return None


def place_on(
    rng: np.random.Generator, painting: Painting, mask: Mask, victim: PaintedObject
) -> tuple[int, int] | None:
    """The top and left of a place, of twenty drawn, where a mask hides enough of one object.

    Enough is what ``HIDDEN`` says, without hiding anything of others. None without such a place.
    """
    rows, columns = victim.window
    number = painting.objects.index(victim)
    (height, width), limits = mask.shape, np.subtract(painting.owner.shape, mask.shape)
    for _ in range(20):
        y = rows.start - height + int(rng.random() * (rows.stop - rows.start + height))
        x = columns.start - width + int(rng.random() * (columns.stop - columns.start + width))
        if not (0 <= y <= limits[0] and 0 <= x <= limits[1]):
            continue
        hidden = hidden_pixels(painting, mask, (y, x))[1:]
        share, left = hidden[number] / victim.area, victim.area - hidden[number]
        if (
            hidden.sum() == hidden[number]
            and HIDDEN[0] <= share <= HIDDEN[1]
            and left >= VISIBLE_PIXELS
        ):
            return y, x
    return None


def paint(
    rng: np.random.Generator,
    painting: Painting,
    mask: Mask,
    label: int,
    place: tuple[int, int],
    victim: PaintedObject | None,
) -> None:
    """Colour the pixels of a mask, and write down the object and what it hides of another."""
    (y, x), (height, width) = place, mask.shape
    window = (slice(y, y + height), slice(x, x + width))
    ground = local_ground(painting, window)
    near = victim is None and rng.random() < SHARE_NEAR
    if near:
        red, green, blue = (c + rng.random() * 12 - 6 for c in ground)
        colour, contrast = (red, green, blue), rng.random() * 10
    else:
        below = [] if victim is None else [victim.colour]
        colour, contrast = colour_apart(rng, [ground, *below], 90), 8 + rng.random() * 20
    fill(rng, painting.image[window], mask, colour, contrast)
    if near or rng.random() < SHARE_OUTLINED:
        step = 60 if sum(colour) < 3 * 128 else -60
        painting.image[window][outline(mask)] = to_pixels(np.array(colour) + step)
    area = int(mask.sum())
    if victim is not None:
        victim.visible -= int(hidden_pixels(painting, mask, place)[1:].sum())
    painting.objects.append(PaintedObject(label, window, area, area, colour, near))
    painting.owner[window][mask] = len(painting.objects)


def fill(
    rng: np.random.Generator, image: Pixels, mask: Mask, colour: Colour, contrast: float
) -> None:
    """Put a textured colour on the pixels of a mask (H, W); changes the image (H, W, 3)."""
    np.copyto(image, textured(rng, mask.shape, colour, contrast), where=mask[..., None])


def local_ground(painting: Painting, window: Window) -> Colour:
    """The mean colour of the background in a window; of the whole background where it has none."""
    bare = painting.owner[window] == 0
    pixels = painting.image[window][bare] if bare.any() else painting.image[painting.owner == 0]
    # Whole numbers are added up, so that no order of adding changes the last digit.
    red, green, blue = (pixels.sum(axis=0, dtype=np.int64) / len(pixels)).tolist()
    return red, green, blue
