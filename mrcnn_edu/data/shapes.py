"""Drawn scenes of circles, squares and triangles, version 1: what the small detector learns from.

A scene is an image of 128 x 128 pixels with 3 to 12 objects, made from nothing but its seed, the
same on every machine. A model card names this version. Anything that changes a pixel makes it
version 2, which gets a module of its own.

- **Background.** One colour, each channel from 40 to 215, with a pattern (grains, a gradient,
  stripes or checks) of at most 12 steps of 255 to either side; a gradient may have 20.
- **Objects.** Circles, squares and equilateral triangles, equally likely, turned by any angle,
  whole within the image, with hard edges: a pixel belongs to a shape if its centre does. Some are
  small, their longer side 12 to 14.9 pixels; the others have 18 to 48.
- **Colour.** An object has one colour and a pattern of 8 to 28 steps to either side. The colour is
  90 away, as a straight line in RGB, from the background's mean around it and from the object that
  it lies on. But some of those that lie on no other are near the background: each channel within 6
  of that mean, with a pattern of at most 10 steps, and always an outline one pixel wide, 60 steps
  darker or lighter, so that a person can see them. A quarter of the others has an outline too.
- **Occlusion.** Objects are painted one after another. Most try to hide 27 % to 45 % of one object
  that is whole so far; the others, and those that find no such place, lie on the background alone.
  None hides pixels of two objects.
- **Targets.** Everything drawn is a target: of every object at least 55 % and 40 pixels are seen.
  The mask holds the pixels that are seen, and the box encloses them.

Three shares, which a test measures, keep it from being easy: more than 30 % of the objects are
under 16 pixels (the longer side of the box); of more than 30 % another object hides more than a
quarter; more than 20 % are near the background's colour (the mean inside, without the outline,
less than 20 away from the mean of the background around it).
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from mrcnn_edu.data.shape_painting import Painting, add_object
from mrcnn_edu.data.textures import Pixels, gradient, texture, to_pixels
from mrcnn_edu.ops.targets import Target

CLASSES = ("background", "circle", "square", "triangle")
SIZE = 128
HELD_OUT = range(1_000_000, 1_000_500)  # seeds for testing; training takes those below


def paint_shapes(seed: int) -> Painting:
    """The painting of a scene, with what ``shape_scene`` does not tell: areas, colours.

    Args:
        seed: 0 or more.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    painting = Painting(background(rng), np.zeros((SIZE, SIZE), dtype=np.uint8))
    wanted = 3 + int(rng.random() * 10)
    for _ in range(60):
        if len(painting.objects) == wanted:
            break
        add_object(rng, painting)
    return painting


def background(rng: np.random.Generator) -> Pixels:
    """One colour with a weak pattern: (128, 128, 3)."""
    colour = 40 + rng.random(3) * 175
    if rng.random() < 0.5:
        pattern = gradient(rng, SIZE, SIZE) * (rng.random() * 20)
    else:
        pattern = texture(rng, SIZE, SIZE) * (rng.random() * 12)
    return to_pixels(pattern[..., None] + colour)


def shape_scene(seed: int) -> tuple[Tensor, Target]:
    """One scene and what is on it.

    Args:
        seed: 0 or more; ``HELD_OUT`` is for testing.

    Returns:
        The image (3, 128, 128), float32 from 0 to 1 in steps of 1/255, and the target: "boxes"
        (G, 4), xyxy, float32, from the first visible pixel's left and top to the last one's right
        and bottom, "labels" (G,), and "masks" (G, 128, 128), uint8, 1 where the object is seen.

    Raises:
        ValueError: if the seed is negative.

    Example:
        >>> image, target = shape_scene(seed=7)
        >>> CLASSES[target["labels"][0]], target["boxes"][0].tolist()
        ('square', [95.0, 53.0, 128.0, 86.0])
    """
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    painting = paint_shapes(seed)
    image = torch.from_numpy(painting.image).permute(2, 0, 1).float() / 255  # (3, 128, 128)
    return image, target_of(painting.owner, [each.label for each in painting.objects])


def target_of(owner: Pixels, labels: Sequence[int]) -> Target:
    """Boxes, labels and masks of a scene, as detectors take them.

    Args:
        owner: (H, W), for each pixel the number of the object seen there, from 1 on, or 0.
        labels: of the G objects, each of which is seen.
    """
    masks = owner == np.arange(1, len(labels) + 1, dtype=np.uint8)[:, None, None]  # (G, H, W)
    rows, columns = np.any(masks, axis=2), np.any(masks, axis=1)  # (G, H), (G, W)
    x1, y1 = columns.argmax(axis=1), rows.argmax(axis=1)  # (G,) each: the first of equals
    x2 = masks.shape[2] - columns[:, ::-1].argmax(axis=1)
    y2 = masks.shape[1] - rows[:, ::-1].argmax(axis=1)
    boxes = np.stack([x1, y1, x2, y2], axis=1).astype(np.float32)  # (G, 4)
    return {
        "boxes": torch.from_numpy(boxes),
        "labels": torch.tensor(labels),
        "masks": torch.from_numpy(masks.view(np.uint8)),
    }


class ShapeScenes(Dataset[tuple[Tensor, Target]]):
    """The scenes of consecutive seeds, each drawn when it is asked for.

    Args:
        first: the first seed.
        number: how many scenes.

    Raises:
        ValueError: if either is negative.

    Example:
        >>> held_out = ShapeScenes(HELD_OUT.start, len(HELD_OUT))
        >>> image, target = held_out[499]
        >>> len(held_out), torch.equal(image, shape_scene(1_000_499)[0])
        (500, True)
    """

    def __init__(self, first: int, number: int) -> None:
        if first < 0 or number < 0:
            raise ValueError(f"first and number must be 0 or more, got {first} and {number}")
        self.seeds = range(first, first + number)

    def __len__(self) -> int:
        return len(self.seeds)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        return shape_scene(self.seeds[index])
