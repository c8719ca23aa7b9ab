"""Drawn scenes of stick figures, version 1: what the small keypoint detector learns from.

A scene is an image of 128 x 128 pixels with one to four people, made from nothing but its seed, the
same on every machine. Anything that changes a pixel makes it version 2.

- **A person** is 36 to 92 pixels tall, stands whole within the image, and faces us: its left hand
  is on our right. A disc is the head, ten strokes are the rest, all in one colour with a pattern.
  Arms go anywhere; trunk and legs lean.
- **Joints** are 13 of COCO's 17: the nose, which is the centre of the head, and left and right of
  shoulders, elbows, wrists, hips, knees and ankles. Eyes and ears are not labelled (0).
- **Occlusion.** People are drawn one after another, and each may hide some of those before. A joint
  that somebody hides is labelled but not seen (1); the others are seen (2). Of every person at
  least half of the pixels are seen, and the box encloses these.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from mrcnn_edu.data.shapes import SIZE, background, target_of
from mrcnn_edu.data.textures import Array, Colour, Pixels, colour_apart, textured
from mrcnn_edu.ops.targets import Target

CLASSES = ("background", "person")
HELD_OUT = range(1_000_000, 1_000_500)  # seeds for testing; training takes those below
JOINTS = {
    "nose": 0,
    "left shoulder": 5,
    "right shoulder": 6,
    "left elbow": 7,
    "right elbow": 8,
    "left wrist": 9,
    "right wrist": 10,
    "left hip": 11,
    "right hip": 12,
    "left knee": 13,
    "right knee": 14,
    "left ankle": 15,
    "right ankle": 16,
}
LIMBS = (
    ("right shoulder", "left shoulder"),
    ("right hip", "left hip"),
    *((f"{side} {a}", f"{side} {b}") for side in ("left", "right") for a, b in pairwise(
        ("wrist", "elbow", "shoulder", "hip", "knee", "ankle"))),
)  # fmt: skip
TALL = (36.0, 92.0)  # pixels, from the top of the head to the feet of one who stands straight
APART = 90.0  # of a person's colour from the background's mean, in RGB
SEEN = 0.5  # of every person's pixels, at least
Point = Array  # (2,): x, y


class Person(NamedTuple):
    """Somebody who was drawn.

    Attributes:
        joints: (13, 2), x and y in pixels, in the order of ``JOINTS``.
        pixels: how many were drawn, before anybody hid some.
    """

    joints: Array
    pixels: int


def stick_scene(seed: int) -> tuple[Tensor, Target]:
    """One scene and who is on it.

    Args:
        seed: 0 or more; ``HELD_OUT`` is for testing.

    Returns:
        The image (3, 128, 128), float32 from 0 to 1, and the target: "boxes" (G, 4), xyxy in
        pixels, around what is seen, "labels" (G,), all 1, and "keypoints" (G, 17, 3), x, y in
        pixels and 0 not labelled, 1 hidden or 2 seen, in COCO's order.

    Raises:
        ValueError: if the seed is negative.

    Example:
        >>> image, target = stick_scene(seed=3)
        >>> tuple(image.shape), tuple(target["keypoints"].shape[1:])
        ((3, 128, 128), (17, 3))
    """
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    rng = np.random.Generator(np.random.PCG64(seed))
    image, owner = background(rng), np.zeros((SIZE, SIZE), dtype=np.uint8)
    ground = image.reshape(-1, 3).mean(axis=0, dtype=np.float64).round().tolist()
    people: list[Person] = []
    wanted = 1 + int(rng.random() * 4)
    for _ in range(8):
        if len(people) < wanted:
            add_person(rng, image, owner, people, (ground[0], ground[1], ground[2]))
    target = target_of(owner, [1] * len(people))
    del target["masks"]
    target["keypoints"] = torch.from_numpy(labelled(people, owner))
    return torch.from_numpy(image).permute(2, 0, 1).float() / 255, target


def add_person(
    rng: np.random.Generator, image: Pixels, owner: Pixels, people: list[Person], ground: Colour
) -> None:
    """Draw one more, unless too little would be seen of somebody else.

    Args:
        rng: drawn from.
        image: (S, S, 3), drawn into.
        owner: (S, S), for each pixel the number of the person seen there, from 1 on, or 0.
        people: those who are there, to whom this one is added.
        ground: the mean colour of the background.
    """
    tall = TALL[0] + rng.random() * (TALL[1] - TALL[0])
    joints = placed(rng, pose(rng) * tall, tall)
    drawn = figure(joints, tall)
    before = np.bincount(owner.ravel(), minlength=len(people) + 1)[1:]
    hidden = np.bincount(owner[drawn], minlength=len(people) + 1)[1:]
    left = before - hidden
    if any(left[i] < SEEN * each.pixels for i, each in enumerate(people)):
        return
    colour = colour_apart(rng, [ground], APART)
    pattern = textured(rng, (SIZE, SIZE), colour, 8 + rng.random() * 16)
    np.copyto(image, pattern, where=drawn[..., None])
    people.append(Person(joints, int(drawn.sum())))
    owner[drawn] = len(people)


def pose(rng: np.random.Generator) -> Array:
    """Joints (13, 2) in the order of ``JOINTS``, of one who is 1 tall, round the neck at (0, 0)."""
    trunk = towards(rng, 0.25)
    across = np.array([trunk[1], -trunk[0]])  # to our right, the side of the left hand
    joints: dict[str, Point] = {"nose": -0.16 * trunk}
    for side, sign in (("left", 1.0), ("right", -1.0)):
        joints[f"{side} shoulder"] = 0.12 * sign * across
        joints[f"{side} elbow"] = joints[f"{side} shoulder"] + 0.17 * anywhere(rng)
        joints[f"{side} wrist"] = joints[f"{side} elbow"] + 0.16 * anywhere(rng)
        joints[f"{side} hip"] = 0.30 * trunk + 0.08 * sign * across
        joints[f"{side} knee"] = joints[f"{side} hip"] + 0.24 * towards(rng, 0.5)
        joints[f"{side} ankle"] = joints[f"{side} knee"] + 0.21 * towards(rng, 0.5)
    return np.stack([joints[name] for name in JOINTS])


def towards(rng: np.random.Generator, lean: float) -> Point:
    """A step of length 1 downwards, leaning to either side."""
    x = (rng.random() * 2 - 1) * lean
    step: Point = np.array([x, 1.0]) / np.sqrt(x * x + 1.0)  # a root is exact to the last digit
    return step


def anywhere(rng: np.random.Generator) -> Point:
    """A step of length 1 in any direction."""
    x, y = rng.random(2) * 2 - 1
    length = np.sqrt(x * x + y * y)
    return np.array([x, y]) / length if length > 0.01 else np.array([0.0, 1.0])


def placed(rng: np.random.Generator, joints: Array, tall: float) -> Array:
    """The joints moved to a place where the whole figure is within the image."""
    margin = 0.09 * tall + 2  # the head is the widest part round a joint
    low, high = joints.min(axis=0) - margin, joints.max(axis=0) + margin
    room = np.maximum(SIZE - (high - low), 0.0)
    moved: Array = joints - low + rng.random(2) * room
    return moved


def figure(joints: Array, tall: float) -> NDArray[np.bool_]:
    """The pixels of a person: (S, S)."""
    half = max(1.0, 0.02 * tall)
    at = dict(zip(JOINTS, joints, strict=True))
    neck = (at["left shoulder"] + at["right shoulder"]) / 2
    drawn = near(at["nose"], at["nose"], 0.09 * tall) | near(at["nose"], neck, half)
    for a, b in LIMBS:
        drawn |= near(at[a], at[b], half)
    return drawn


def near(a: Point, b: Point, radius: float) -> NDArray[np.bool_]:
    """The pixels whose centres are not farther from a stroke from a to b: (S, S)."""
    centres = np.arange(SIZE) + 0.5
    x, y = centres[None] - a[0], centres[:, None] - a[1]  # (1, S), (S, 1)
    dx, dy = b - a
    length = dx * dx + dy * dy
    along = np.clip((x * dx + y * dy) / length, 0, 1) if length > 0 else np.zeros((SIZE, SIZE))
    x, y = x - along * dx, y - along * dy
    within: NDArray[np.bool_] = x * x + y * y <= radius * radius
    return within


def labelled(people: list[Person], owner: Pixels) -> NDArray[np.float32]:
    """COCO's keypoints (G, 17, 3) of people, of whom ``owner`` (S, S) says who is seen."""
    keypoints = np.zeros((len(people), 17, 3), dtype=np.float32)
    for number, person in enumerate(people, start=1):
        for joint, (x, y) in zip(JOINTS.values(), person.joints, strict=True):
            seen = owner[int(y), int(x)] == number
            keypoints[number - 1, joint] = x, y, 2 if seen else 1
    return keypoints


class StickScenes(Dataset[tuple[Tensor, Target]]):
    """The scenes of consecutive seeds, each drawn when it is asked for.

    Args:
        first: the first seed.
        number: how many scenes.

    Raises:
        ValueError: if either is negative.

    Example:
        >>> image, target = StickScenes(HELD_OUT.start, 60)[0]
        >>> torch.equal(image, stick_scene(1_000_000)[0])
        True
    """

    def __init__(self, first: int, number: int) -> None:
        if first < 0 or number < 0:
            raise ValueError(f"first and number must be 0 or more, got {first} and {number}")
        self.seeds = range(first, first + number)

    def __len__(self) -> int:
        return len(self.seeds)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        return stick_scene(self.seeds[index])


def strokes(keypoints: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """The two ends (2,) of each stroke of a person's keypoints (17, 3), to draw it as a figure."""
    for a, b in LIMBS:
        yield keypoints[JOINTS[a], :2], keypoints[JOINTS[b], :2]
