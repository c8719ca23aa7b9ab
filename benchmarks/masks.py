"""Masks as a detector on a photograph has them, and what is timed there."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from benchmarks import inputs

SIDE = 28  # pixels along a side of what a mask head predicts
# Our name, and what torchvision's helpers of Mask R-CNN call it, with the same arguments.
IN_TORCHVISION = {
    "paste_masks": "paste_masks_in_image",
    "paste_masks_exact": "paste_masks_in_image",  # the nearest that it has: boxes are rounded
    "crop_mask_targets": "project_masks_on_boxes",
}


def theirs(roi_heads: ModuleType) -> dict[str, Callable[..., Any]]:
    """torchvision's functions, by our names."""
    return {ours: getattr(roi_heads, name) for ours, name in IN_TORCHVISION.items()}


def detections(n: int, *, large: bool = False) -> tuple[Any, ...]:
    """Arguments for n masks of an image: boxes of all scales alike, or all of 200 to 600 pixels."""
    g = torch.Generator().manual_seed(n)
    masks, boxes = torch.rand(n, 1, SIDE, SIDE, generator=g), inputs.random_boxes(n, g)
    if large:
        corner = torch.rand(n, 2, generator=g) * torch.tensor([467, 200])
        boxes = torch.cat((corner, corner + 200 + 400 * torch.rand(n, 2, generator=g)), dim=1)
    return masks, boxes, inputs.IMAGE


def training_image(objects: int, n: int) -> tuple[Any, ...]:
    """Arguments for n proposals of an image whose objects are discs that fill their boxes."""
    g = torch.Generator().manual_seed(objects)
    boxes = inputs.random_boxes(objects, g)
    y, x = (torch.arange(side)[:, None] + 0.5 for side in inputs.IMAGE)
    in_y, in_x = (
        (pixel - (boxes[:, k] + boxes[:, k + 2]) / 2) / (boxes[:, k + 2] - boxes[:, k]) * 2
        for pixel, k in ((y, 1), (x, 0))
    )  # (height, objects) and (width, objects), from -1 to 1 within the box
    discs = in_y.T[:, :, None] ** 2 + in_x.T[:, None] ** 2 < 1
    matched = torch.randint(0, objects, (n,), generator=g)
    sides = (boxes[:, 2:] - boxes[:, :2])[matched].repeat(1, 2)  # (n, 4)
    proposals = boxes[matched] + 0.06 * sides * torch.randn(n, 4, generator=g)
    return discs.to(torch.uint8), proposals, matched, SIDE


def and_read(operator: Callable[..., Tensor], *arguments: Any) -> Tensor:
    """The largest pixel of each mask, for which all pixels must be read.

    Ours leaves memory between boxes to be cleared when it is first touched; here it is.
    """
    return operator(*arguments).amax(dim=(-2, -1))


def calls(n: Callable[[int], int]) -> Sequence[tuple[str, str, Any, Any, float | None]]:
    """Name, operator, arguments, what is called with them in its place, and aim."""
    usual, large = detections(n(100)), detections(n(100), large=True)
    return [
        ("paste_masks, 100 into 800 x 1067", "paste_masks", usual, None, 0.25),
        ("paste_masks_exact, 100 into 800 x 1067", "paste_masks_exact", usual, None, 0.25),
        ("paste_masks, 100, and all pixels read", "paste_masks", usual, and_read, None),
        ("paste_masks, 100 large", "paste_masks", large, None, None),
        ("paste_masks, 100 large, and all pixels read", "paste_masks", large, and_read, None),
        (
            "crop_mask_targets, 128 of 20 objects",
            "crop_mask_targets",
            training_image(n(20), n(128)),
            None,
            None,
        ),
    ]
