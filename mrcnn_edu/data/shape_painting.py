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


@dataclass
class Painting:
    """A scene while it is painted; the lists have an entry for each object.

    Attributes:
        image: (128, 128, 3).
        owner: (128, 128), for each pixel the number of the object seen there, from 1 on, or 0.
        labels: 1 circle, 2 square, 3 triangle.
        windows: rows and columns of the box around each, with what another object hides.
        areas: in pixels, with those that another object hides.
        visible: the pixels that can be seen.
        colours: without the pattern and the outline.
        near: whether the colour is near the background's.
    """

    image: Pixels
    owner: NDArray[np.uint8]
    labels: list[int] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    visible: list[int] = field(default_factory=list)
    colours: list[Colour] = field(default_factory=list)
    near: list[bool] = field(default_factory=list)


def add_object(rng: np.random.Generator, painting: Painting) -> bool:
    """Paint one more object, if a place for it is found.

    Args:
        rng: drawn from.
        painting: the object is added to it.

    Returns:
        Whether there was a place.
    """
    label, angle = 1 + int(rng.random() * 3), direction(rng)
    low, high = SMALL if rng.random() < SHARE_SMALL else LARGE
    mask = shape_mask(label, low + rng.random() * (high - low), angle)
    within_reach = int(mask.sum()) / HIDDEN[0]  # a small object cannot hide enough of a large one
    whole = [
        k for k, a in enumerate(painting.areas) if a == painting.visible[k] and a < within_reach
    ]
    place, victim = None, None
    if whole and rng.random() < SHARE_HIDING:
        victim = whole[int(rng.random() * len(whole))]
        place = place_on(rng, painting, mask, victim)
    if place is None:
        victim, place = None, place_free(rng, painting, mask)
    if place is not None:
        paint(rng, painting, mask, label, place, victim)
    return place is not None


def hidden_pixels(painting: Painting, mask: Mask, place: tuple[int, int]) -> NDArray[np.int64]:
    """How many pixels of each object a mask would hide: (objects + 1,), the background first."""
    (y, x), (height, width) = place, mask.shape
    hit = painting.owner[y : y + height, x : x + width][mask]
    return np.bincount(hit, minlength=len(painting.areas) + 1)


def place_free(rng: np.random.Generator, painting: Painting, mask: Mask) -> tuple[int, int] | None:
    """The top and left of a place where a mask hides nothing, of twenty drawn; None without one."""
    limits = np.subtract(painting.owner.shape, mask.shape) + 1
    for _ in range(20):
        y, x = (int(rng.random() * limit) for limit in limits)
        if not hidden_pixels(painting, mask, (y, x))[1:].any():
            return y, x
    return None


def place_on(
    rng: np.random.Generator, painting: Painting, mask: Mask, victim: int
) -> tuple[int, int] | None:
    """The top and left of a place where a mask hides enough of one object and nothing of others."""
    rows, columns = painting.windows[victim]
    (height, width), limits = mask.shape, np.subtract(painting.owner.shape, mask.shape)
    for _ in range(20):
        y = rows.start - height + int(rng.random() * (rows.stop - rows.start + height))
        x = columns.start - width + int(rng.random() * (columns.stop - columns.start + width))
        if not (0 <= y <= limits[0] and 0 <= x <= limits[1]):
            continue
        hidden = hidden_pixels(painting, mask, (y, x))[1:]
        area, share = painting.areas[victim], hidden[victim] / painting.areas[victim]
        if (
            hidden.sum() == hidden[victim]
            and HIDDEN[0] <= share <= HIDDEN[1]
            and area - hidden[victim] >= VISIBLE_PIXELS
        ):
            return y, x
    return None


def paint(
    rng: np.random.Generator,
    painting: Painting,
    mask: Mask,
    label: int,
    place: tuple[int, int],
    victim: int | None,
) -> None:
    """Colour the pixels of a mask and write the object down."""
    (y, x), (height, width) = place, mask.shape
    window = (slice(y, y + height), slice(x, x + width))
    owner, image = painting.owner[window], painting.image[window]
    ground = local_ground(painting, window)
    near = victim is None and rng.random() < SHARE_NEAR
    if near:
        red, green, blue = (c + rng.random() * 12 - 6 for c in ground)
        colour, contrast = (red, green, blue), rng.random() * 10
    else:
        below = [painting.colours[victim]] if victim is not None else []
        colour, contrast = colour_apart(rng, [ground, *below], 90), 8 + rng.random() * 20
    filled = textured(rng, (height, width), colour, contrast)
    np.copyto(image, filled, where=mask[..., None])
    if near or rng.random() < SHARE_OUTLINED:
        step = 60 if sum(colour) < 3 * 128 else -60
        image[outline(mask)] = to_pixels(np.array(colour) + step)
    if victim is not None:
        painting.visible[victim] -= int((owner[mask] == victim + 1).sum())
    owner[mask] = len(painting.areas) + 1
    painting.labels.append(label)
    painting.windows.append(window)
    painting.areas.append(int(mask.sum()))
    painting.visible.append(int(mask.sum()))
    painting.colours.append(colour)
    painting.near.append(near)


def local_ground(painting: Painting, window: Window) -> Colour:
    """The mean colour of the background in a window; of the whole background where it has none."""
    bare = painting.owner[window] == 0
    pixels = painting.image[window][bare] if bare.any() else painting.image[painting.owner == 0]
    # Whole numbers are added up, so that no order of adding changes the last digit.
    red, green, blue = (pixels.sum(axis=0, dtype=np.int64) / len(pixels)).tolist()
    return red, green, blue
