"""Scenes in which a pixel says what it belongs to, so that image and target can be held together.

An object of label k is painted in the grey k / 16, and the ground is black. Nothing else has these
greys: what is outside of an image is 8 / 16, and no label is 8.
"""

import numpy as np
import torch
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.targets import Target


def painted(masks: np.ndarray, labels: list[int]) -> tuple[Tensor, Target]:
    """An image and its target of masks (G, H, W) that do not overlap, and a label for each."""
    values = np.array(labels, float).reshape(-1, 1, 1) / 16
    image = torch.tensor((masks * values).sum(axis=0), dtype=torch.float32)  # (H, W)
    target = {
        "boxes": extents(torch.tensor(masks)),
        "labels": torch.tensor(labels, dtype=torch.int64),
        "masks": torch.tensor(masks.astype(np.uint8)),
    }
    return image.expand(3, *image.shape).clone(), target


def extents(masks: Tensor) -> Tensor:
    """The box round each mask, by looking for its pixels one mask at a time."""
    boxes = []
    for mask in masks:
        rows, columns = torch.nonzero(mask, as_tuple=True)
        ends = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        boxes.append([float(end) for end in ends])
    return torch.tensor(boxes).reshape(-1, 4)


@st.composite
def scenes(
    draw: st.DrawFn,
    labels: tuple[int, ...] = (1, 2, 3, 4),
    size: tuple[int, int] | None = None,
    keypoints: int = 0,
) -> tuple[Tensor, Target]:
    """A scene of up to four blobs, each with a label of its own, some of them hiding others."""
    height, width = size or (draw(st.integers(1, 12)), draw(st.integers(1, 12)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    owner = np.zeros((height, width), int)
    for label in labels[: draw(st.integers(0, len(labels)))]:
        y, x = rng.integers(0, height), rng.integers(0, width)
        block = rng.random((rng.integers(1, 7), rng.integers(1, 7))) < rng.choice([0.6, 1])
        part = owner[y : y + block.shape[0], x : x + block.shape[1]]
        part[block[: part.shape[0], : part.shape[1]]] = label
    there = [label for label in rng.permutation(labels).tolist() if (owner == label).any()]
    masks = np.array([owner == label for label in there]).reshape(-1, height, width)
    image, target = painted(masks, there)
    if keypoints:
        xy = rng.integers(0, 4 * max(height, width), (len(there), keypoints, 2)) / 4
        flags = rng.integers(0, 3, (len(there), keypoints, 1))
        points = np.concatenate([np.minimum(xy, [width, height]), flags], axis=-1)
        target["keypoints"] = torch.tensor(points, dtype=torch.float32)
    return image, target


def assert_painted(image: Tensor, target: Target) -> None:
    """Hold a target to its image: every mask is all the pixels of its label's grey, no others."""
    assert target["masks"].shape[1:] == image.shape[1:]
    assert len(target["masks"]) == len(target["labels"])
    for mask, label in zip(target["masks"], target["labels"], strict=True):
        assert (mask != 0).any()
        assert torch.equal(mask != 0, image[0] == float(label) / 16)
        assert torch.equal(mask != 0, image[2] == float(label) / 16)
    assert_boxes(image, target)


def assert_boxes(image: Tensor, target: Target) -> None:
    """Hold every box to the extent of its mask, and all of them to the image."""
    assert torch.equal(target["boxes"], extents(target["masks"]))
    height, width = image.shape[1:]
    assert (target["boxes"] >= 0).all()
    assert (target["boxes"] <= torch.tensor([width, height, width, height])).all()


def same(first: Target, second: Target) -> bool:
    """Whether two targets hold the same, bit for bit."""
    return first.keys() == second.keys() and all(torch.equal(first[k], second[k]) for k in first)
