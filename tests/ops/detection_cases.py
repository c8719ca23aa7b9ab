"""Calls of the operators on anchors, proposals and their losses, in the manner of ``cases.py``.

``random_detection_case(operator, seed)`` is the same call whenever it is asked for: golden files
hold some seeds, live comparisons with torchvision try many others.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from tests.ops.cases import KINDS, Case

WEIGHTS = ((1, 1, 1, 1), (10, 10, 5, 5), (2.0, 0.5, 1.0, 3.0))
FINITE = 7  # so many of the kinds of boxes can be counted off in pixels


def _draw(options, g: torch.Generator):
    return options[int(torch.randint(0, len(options), (), generator=g))]


def _some(low: int, high: int, g: torch.Generator) -> int:
    return int(torch.randint(low, high + 1, (), generator=g))


def _encode_boxes(seed: int, g: torch.Generator) -> dict[str, object]:
    kind, n = KINDS[seed % len(KINDS)], _some(0, 8, g)
    return {"boxes": kind(n, g), "anchors": kind(n, g), "weights": _draw(WEIGHTS, g)}


def _decode_boxes(seed: int, g: torch.Generator) -> dict[str, object]:
    """Some deltas so large that they are cut off; every other call with four for each class."""
    kind, n, k = KINDS[seed % len(KINDS)], _some(1, 4, g), _some(1, 3, g)
    deltas = torch.randn(n, k, 4, generator=g) * _draw((0.3, 2.0, 20.0), g)
    anchors = kind(n, g)
    if seed % 2:
        return {"deltas": deltas, "anchors": anchors[:, None], "weights": _draw(WEIGHTS, g)}
    return {"deltas": deltas[:, 0], "anchors": anchors, "weights": _draw(WEIGHTS, g)}


def _cell_anchors(seed: int, g: torch.Generator) -> dict[str, object]:
    scales, ratios = (torch.rand(_some(1, 4, g), generator=g) for _ in range(2))
    return {
        "scales": tuple(_draw((4, 32, 512), g) * (1 + scale) for scale in scales.tolist()),
        "ratios": tuple(4 ** (2 * ratio - 1) for ratio in ratios.tolist()),
    }


def _multilevel_anchors(seed: int, g: torch.Generator) -> dict[str, object]:
    """Grids that divide the image, and grids that do not."""
    levels, height, width = _some(1, 3, g), _some(16, 40, g), _some(16, 40, g)
    steps = [_draw((8, 16), g) * 2**level for level in range(levels)]
    return {
        "cell_anchors": tuple(
            torch.randint(-50, 50, (_some(1, 2, g), 4), generator=g).float() for _ in steps
        ),
        "grid_sizes": tuple((-(-height // step), max(width // step, 1)) for step in steps),
        "image_size": (height, width),
    }


def _match_boxes(seed: int, g: torch.Generator) -> dict[str, object]:
    """Eighths, so that many overlaps are equal or at a threshold; each box is touched once."""
    boxes, anchors = _some(1, 4, g), _some(1, 20, g)
    iou = torch.randint(0, 9, (boxes, anchors), generator=g) / 8
    iou[:, 0] = iou[:, 0].clamp(min=1 / 8)
    high, low = _draw(((0.7, 0.3), (0.5, 0.5), (0.75, 0.25), (1.0, 0.0)), g)
    return {"iou": iou, "high": high, "low": low, "allow_low_quality": bool(seed % 2)}


def _rpn_loss(seed: int, g: torch.Generator) -> dict[str, object]:
    n = _some(1, 12, g)
    return {
        "objectness": torch.randn(n, generator=g) * 3,
        "deltas": torch.randn(n, 4, generator=g) / _draw((1, 10), g),
        "labels": torch.randint(0, 2, (n,), generator=g),
        "targets": torch.randn(n, 4, generator=g) / _draw((1, 10), g),
    }


def _fast_rcnn_loss(seed: int, g: torch.Generator) -> dict[str, object]:
    """Every other proposal or so is background, whose target is infinite or no number."""
    n, k = _some(1, 9, g), _some(2, 4, g)
    labels = torch.randint(0, k, (n,), generator=g) * torch.randint(0, 2, (n,), generator=g)
    targets = torch.randn(n, 4, generator=g)
    targets[labels == 0] = torch.tensor([1.0, float("nan"), -float("inf"), 0.0])
    return {
        "class_logits": torch.randn(n, k, generator=g) * 3,
        "deltas": torch.randn(n, k, 4, generator=g),
        "labels": labels,
        "targets": targets,
    }


def _mask_loss(seed: int, g: torch.Generator) -> dict[str, object]:
    n, k, side = _some(0, 3, g), _some(1, 3, g), _some(1, 3, g)
    return {
        "mask_logits": torch.randn(n, k, side, side, generator=g) * 3,
        "labels": torch.randint(0, k, (n,), generator=g),
        "targets": torch.rand(n, side, side, generator=g),
    }


def _keypoint_loss(seed: int, g: torch.Generator) -> dict[str, object]:
    """Now and then none is visible."""
    n, kinds, side = _some(0, 3, g), _some(1, 3, g), _some(1, 3, g)
    return {
        "keypoint_logits": torch.randn(n, kinds, side, side, generator=g) * 3,
        "cells": torch.randint(0, side**2, (n, kinds), generator=g),
        "visible": torch.rand(n, kinds, generator=g) < _draw((0.0, 0.5, 1.0), g),
    }


def _masks_to_boxes(seed: int, g: torch.Generator) -> dict[str, object]:
    """Few pixels, so that some masks have none."""
    n, height, width = _some(1, 4, g), _some(1, 6, g), _some(1, 6, g)
    masks = torch.rand(n, height, width, generator=g) < _draw((0.05, 0.2, 0.9), g)
    return {"masks": _draw((masks, masks.to(torch.uint8), masks * 0.5), g)}


def _crop_mask_targets(seed: int, g: torch.Generator) -> dict[str, object]:
    """Noise for masks: on a shape, a wrong place can give the right value."""
    masks, n = _some(1, 3, g), _some(1, 4, g)
    height, width = _some(1, 9, g), _some(1, 9, g)
    boxes = KINDS[seed % FINITE](n, g)  # some of them far outside
    return {
        "masks": (torch.rand(masks, height, width, generator=g) < 0.5).to(torch.uint8),
        "boxes": boxes if seed % 3 else torch.rand(n, 4, generator=g).sort(dim=1).values * 9,
        "matched_idxs": torch.randint(0, masks, (n,), generator=g),
        "mask_size": _some(1, 4, g),
    }


def _paste_masks(seed: int, g: torch.Generator) -> dict[str, object]:
    """Boxes that reach into the image, by a little or by far."""
    n, side = _some(1, 2, g), _some(1, 5, g)
    corner = torch.rand(n, 2, generator=g) * 9 - 4
    length = 5 + torch.rand(n, 2, generator=g) * _draw((0, 2, 9), g)
    if seed % 4 == 2:
        corner, length = corner.abs(), length - 5  # small, down to points
    return {
        "masks": torch.rand(n, 1, side, side, generator=g),
        "boxes": torch.cat((corner, corner + length), dim=1),
        "image_size": (_some(5, 9, g), _some(5, 9, g)),
    }


def _keypoints_to_heatmap(seed: int, g: torch.Generator) -> dict[str, object]:
    """Halves and small wholes: many keypoints lie on borders of boxes or outside."""
    n, kinds = _some(0, 4, g), _some(1, 4, g)
    corner = torch.randint(0, 6, (n, 2), generator=g).float()
    places = torch.randint(-2, 30, (n, kinds, 2), generator=g) / 2
    visibility = torch.randint(0, 3, (n, kinds, 1), generator=g).float()
    return {
        "keypoints": torch.cat((places, visibility), dim=2),
        "boxes": torch.cat((corner, corner + torch.randint(1, 9, (n, 2), generator=g)), dim=1),
        "heatmap_size": _draw((1, 3, 8, 56), g),
    }


def _heatmaps_to_keypoints(seed: int, g: torch.Generator) -> dict[str, object]:
    """Boxes smaller and larger than the maps, some without area."""
    n, side = _some(0, 3, g), _some(1, 5, g)
    corner = torch.randn(n, 2, generator=g) * 20
    length = torch.rand(n, 2, generator=g) * _draw((0, 3, 30), g)
    return {
        "maps": torch.randn(n, _some(1, 2, g), side, side, generator=g),
        "boxes": torch.cat((corner, corner + length), dim=1),
    }


MAKERS: dict[str, Callable[[int, torch.Generator], dict[str, object]]] = {
    "encode_boxes": _encode_boxes,
    "decode_boxes": _decode_boxes,
    "cell_anchors": _cell_anchors,
    "multilevel_anchors": _multilevel_anchors,
    "match_boxes": _match_boxes,
    "rpn_loss": _rpn_loss,
    "fast_rcnn_loss": _fast_rcnn_loss,
    "mask_loss": _mask_loss,
    "keypoint_loss": _keypoint_loss,
    "masks_to_boxes": _masks_to_boxes,
    "crop_mask_targets": _crop_mask_targets,
    "paste_masks": _paste_masks,
    "keypoints_to_heatmap": _keypoints_to_heatmap,
    "heatmaps_to_keypoints": _heatmaps_to_keypoints,
}


def random_detection_case(operator: str, seed: int) -> Case:
    """A call of ``operator``, the same for the same seed; every fourth in float64.

    Where a keypoint is found, torchvision says in float32 alone.
    """
    arguments = MAKERS[operator](seed, torch.Generator().manual_seed(seed))
    wide = seed % 4 == 3 and operator != "heatmaps_to_keypoints"
    dtype = torch.float64 if wide else torch.float32
    cast = {name: _cast(value, dtype) for name, value in arguments.items()}
    return Case(operator, f"{operator}-{seed}-{str(dtype)[6:]}", cast)


def _cast(value: object, dtype: torch.dtype) -> object:
    """The same argument with its floating-point tensors in one dtype."""
    if isinstance(value, tuple):
        return tuple(_cast(item, dtype) for item in value)
    floating = isinstance(value, Tensor) and value.is_floating_point()
    return value.to(dtype) if floating else value


def assert_near(got: object, expected: object, units: float) -> None:
    """Hold results together to so many roundings of the largest finite number among them, or of 1.

    Integers and bools must be equal; NaN equals NaN. Several results are compared one by one.
    """
    if isinstance(expected, tuple):
        assert isinstance(got, tuple | list)
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            assert_near(one, other, units)
        return
    assert isinstance(expected, Tensor)
    atol = 0.0
    if expected.is_floating_point():
        finite = expected.detach()[expected.isfinite()].abs()
        largest = max(float(finite.max()), 1.0) if finite.numel() else 1.0
        atol = units * torch.finfo(expected.dtype).eps * largest
    torch.testing.assert_close(got, expected, rtol=0, atol=atol, equal_nan=True)
