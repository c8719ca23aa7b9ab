"""Every refusal of the operators on anchors, masks and keypoints: what, the value, the fix."""

import math
import re

import pytest
import torch

from mrcnn_edu.ops import anchors, box_coding, exact_masks, keypoints, losses, masks, matching
from tests.ops import golden
from tests.ops.cases import Case

MODULES = (box_coding, anchors, matching, losses, masks, exact_masks, keypoints)
BOXES = torch.tensor([[0.0, 0, 10, 10], [5, 5, 20, 20]])
META = BOXES.to("meta")
IOU = torch.tensor([[0.8, 0.1, 0.0]])
LABELS = torch.tensor([1, 0])
MASKS = {
    "mask_logits": torch.zeros(2, 3, 4, 4),
    "labels": LABELS,
    "targets": torch.zeros(2, 4, 4),
}
PASTED = {"masks": torch.ones(2, 1, 4, 4), "boxes": BOXES, "image_size": (20, 30)}
CROPPED = {
    "masks": torch.ones(3, 20, 30),
    "boxes": BOXES,
    "matched_idxs": torch.tensor([2, 0]),
    "mask_size": 4,
}

# Arguments that each operator takes; a row below replaces one of them.
GOOD: dict[str, dict[str, object]] = {
    "encode_boxes": {"boxes": BOXES, "anchors": BOXES},
    "decode_boxes": {"deltas": BOXES, "anchors": BOXES},
    "centre_and_size": {"boxes": BOXES},
    "cell_anchors": {"scales": (8, 16), "ratios": (0.5, 1)},
    "grid_anchors": {"cell_anchors": BOXES, "grid_size": (2, 3), "stride": (8, 8)},
    "multilevel_anchors": {
        "cell_anchors": [BOXES, BOXES],
        "grid_sizes": [(4, 4), (2, 2)],
        "image_size": (32, 32),
    },
    "inside_image": {"anchors": BOXES, "size": (12, 12)},
    "match_boxes": {"iou": IOU, "high": 0.7, "low": 0.3, "allow_low_quality": True},
    "label_matches": {"matches": torch.tensor([0, -1]), "labels": torch.tensor([1])},
    "sample_balanced": {"labels": torch.tensor([0, 1]), "number": 2, "positive_fraction": 0.5},
    "smooth_l1": {"input": torch.zeros(2, 3), "target": torch.ones(2, 3)},
    "rpn_loss": {
        "objectness": torch.zeros(2),
        "deltas": BOXES,
        "labels": LABELS,
        "targets": BOXES,
    },
    "fast_rcnn_loss": {
        "class_logits": torch.zeros(2, 3),
        "deltas": torch.zeros(2, 3, 4),
        "labels": LABELS,
        "targets": BOXES,
    },
    "mask_loss": MASKS,
    "softmax_mask_loss": MASKS,
    "keypoint_loss": {
        "keypoint_logits": torch.zeros(2, 3, 4, 4),
        "cells": torch.zeros(2, 3, dtype=torch.int64),
        "visible": torch.ones(2, 3, dtype=torch.bool),
    },
    "masks_to_boxes": {"masks": torch.ones(2, 3, 4)},
    "crop_mask_targets": CROPPED,
    "crop_mask_targets_aligned": CROPPED,
    "paste_masks": PASTED,
    "paste_masks_exact": PASTED,
    "keypoints_to_heatmap": {
        "keypoints": torch.ones(2, 3, 3),
        "boxes": BOXES,
        "heatmap_size": 8,
    },
    "heatmaps_to_keypoints": {"maps": torch.ones(2, 3, 8, 8), "boxes": BOXES},
}
CODING = ("encode_boxes", "decode_boxes")
CELL, GRID, LEVELS = ("cell_anchors",), ("grid_anchors",), ("multilevel_anchors",)
MATCH, LABEL, SAMPLE = ("match_boxes",), ("label_matches",), ("sample_balanced",)
SMOOTH, RPN, FAST, MASK = ("smooth_l1",), ("rpn_loss",), ("fast_rcnn_loss",), ("mask_loss",)
BOTH_MASKS, KEYPOINT = ("mask_loss", "softmax_mask_loss"), ("keypoint_loss",)
TWO_STAGES = ("rpn_loss", "fast_rcnn_loss")
TO_CELLS, TO_POINTS = ("keypoints_to_heatmap",), ("heatmaps_to_keypoints",)
TO_BOXES = ("masks_to_boxes",)
CROP = ("crop_mask_targets", "crop_mask_targets_aligned")
PASTE = ("paste_masks", "paste_masks_exact")

# Who refuses, which argument, what value, which error, and the parts that the message must have.
REFUSALS = [
    # Boxes and anchors.
    (CODING, "anchors", [[0, 0, 1, 1]], TypeError, ["a torch.Tensor", "list"]),
    (CODING, "anchors", BOXES.long(), TypeError, ["floating point", "anchors.float()"]),
    (CODING, "anchors", BOXES[:, :3], ValueError, ["(..., 4)", "got (2, 3)"]),
    (CODING, "anchors", BOXES[:0], ValueError, ["one by one", "(2, 4)", "(0, 4)"]),
    (CODING, "anchors", torch.zeros(3, 4), ValueError, ["(2, 4) and (3, 4)", "anchors[:, None]"]),
    (CODING, "anchors", META, ValueError, ["on meta", "anchors.to("]),
    (("encode_boxes",), "boxes", BOXES.long(), TypeError, ["floating point", "boxes.float()"]),
    (("decode_boxes",), "deltas", BOXES.long(), TypeError, ["floating point", "deltas.float()"]),
    (("decode_boxes",), "deltas", torch.zeros(2, 8), ValueError, ["(..., 4)", "got (2, 8)"]),
    (("decode_boxes",), "deltas", torch.zeros(3, 2, 4, 4), ValueError, ["(3, 2, 4, 4)"]),
    (("centre_and_size",), "boxes", BOXES.long(), TypeError, ["floating point", "int64"]),
    (("centre_and_size",), "boxes", torch.zeros(5), ValueError, ["(..., 4)", "got (5,)"]),
    (CODING, "weights", (1, 1, 1), ValueError, ["4 numbers", "(1, 1, 1)", "(1, 1, 1, 1) is usual"]),
    (CODING, "weights", (10, 10, 5, 0), ValueError, ["above 0", "(10, 10, 5, 0)"]),
    (CODING, "weights", (10, 10, 5, math.nan), ValueError, ["above 0", "nan"]),
    (CODING, "weights", 10, TypeError, ["a tuple", "got 10"]),
    (CODING, "weights", torch.ones(4), TypeError, ["a tuple", "tensor("]),
    (CODING, "weights", (1, 1, 1, "1"), TypeError, ["a plain number", "'1'"]),
    # Anchors.
    (CELL, "scales", (), ValueError, ["numbers above 0", "got ()", "(128, 256, 512) is usual"]),
    (CELL, "scales", (8, 0), ValueError, ["above 0", "(8, 0)"]),
    (CELL, "scales", 8, TypeError, ["a tuple", "got 8"]),
    (CELL, "ratios", (1, -1), ValueError, ["above 0", "(1, -1)", "(0.5, 1, 2) is usual"]),
    (CELL, "ratios", ("1:2",), TypeError, ["a plain number", "'1:2'"]),
    (GRID, "cell_anchors", BOXES[0], ValueError, ["(N, 4)", "cell_anchors[None]"]),
    (GRID, "cell_anchors", BOXES.long(), TypeError, ["floating point", "int64"]),
    (GRID, "grid_size", 7, TypeError, ["(height, width)", "got 7", "features.shape"]),
    (GRID, "grid_size", (7, 7.0), TypeError, ["a whole number", "7.0"]),
    (GRID, "grid_size", (7, 0), ValueError, ["from 1 up", "(7, 0)"]),
    (GRID, "grid_size", (3, 7, 7), ValueError, ["two whole numbers", "(3, 7, 7)"]),
    (GRID, "stride", 16, TypeError, ["(height, width)", "got 16"]),
    (GRID, "stride", (16, 0), ValueError, ["from 1 up", "(16, 0)"]),
    (LEVELS, "grid_sizes", [(4, 4)], ValueError, ["entry each", "2 and 1"]),
    (LEVELS, "grid_sizes", {(4, 4)}, TypeError, ["an entry for each level", "set"]),
    (LEVELS, "grid_sizes", [(4, 4), (64, 2)], ValueError, ["more cells", "(64, 2)", "(32, 32)"]),
    (LEVELS, "grid_sizes", [(4, 4), (2, 33)], ValueError, ["more cells", "(2, 33)"]),
    (LEVELS, "cell_anchors", BOXES, TypeError, ["Tensor", "use [cell_anchors]"]),
    (LEVELS, "cell_anchors", [BOXES, None], TypeError, ["a torch.Tensor", "NoneType"]),
    (LEVELS, "image_size", (32,), ValueError, ["(height, width)", "(32,)"]),
    (LEVELS, "image_size", (32.0, 32), TypeError, ["a whole number", "32.0"]),
    (("inside_image",), "anchors", torch.zeros(2, 5), ValueError, ["(..., 4)", "got (2, 5)"]),
    (("inside_image",), "anchors", [1, 2], TypeError, ["a torch.Tensor", "list"]),
    (("inside_image",), "size", (3, 30, 40), ValueError, ["(height, width)", "(3, 30, 40)"]),
    # Matching and sampling.
    (MATCH, "iou", IOU[0], ValueError, ["(G, A)", "got (3,)"]),
    (MATCH, "iou", IOU.long(), TypeError, ["floating point", "iou.float()"]),
    (MATCH, "iou", [[0.5]], TypeError, ["a torch.Tensor", "list"]),
    (MATCH, "high", 70, ValueError, ["[0, 1]", "got 70"]),
    (MATCH, "low", math.nan, ValueError, ["[0, 1]", "nan"]),
    (MATCH, "low", 0.8, ValueError, ["above high", "0.8 and 0.7", "exchange them"]),
    (MATCH, "high", "0.7", TypeError, ["a plain number", "'0.7'"]),
    (LABEL, "matches", torch.tensor([[0]]), ValueError, ["(A,)", "got (1, 1)"]),
    (LABEL, "matches", torch.tensor([0.0]), TypeError, ["whole numbers", "matches.long()"]),
    (LABEL, "matches", torch.tensor([0]).byte(), TypeError, ["int64", "mask", "matches.long()"]),
    (LABEL, "matches", torch.tensor([True]), TypeError, ["whole numbers", "torch.bool"]),
    (LABEL, "labels", torch.tensor(1), ValueError, ["(G,)", "got ()"]),
    (LABEL, "labels", torch.ones(1).to("meta"), ValueError, ["on meta", "labels.to("]),
    (SAMPLE, "labels", torch.zeros(2, 2), ValueError, ["(A,)", "got (2, 2)"]),
    (SAMPLE, "labels", [0, 1], TypeError, ["a torch.Tensor", "list"]),
    (SAMPLE, "number", -1, ValueError, ["from 0 up", "got -1"]),
    (SAMPLE, "number", 25.6, TypeError, ["a whole number", "25.6"]),
    (SAMPLE, "positive_fraction", 25, ValueError, ["[0, 1]", "got 25"]),
    (SAMPLE, "positive_fraction", None, TypeError, ["a plain number", "None"]),
    (SAMPLE, "generator", 7, TypeError, ["torch.Generator or None", "got 7", "manual_seed(seed)"]),
    # Losses.
    (SMOOTH, "input", torch.zeros(2, 3).long(), TypeError, ["floating point", "input.float()"]),
    (SMOOTH, "target", torch.zeros(3), ValueError, ["d0 = 2 and d1 = 3", "got (3,)"]),
    (SMOOTH, "target", torch.zeros(2, 1), ValueError, ["d1 = 3", "got (2, 1)"]),
    (SMOOTH, "target", 0.0, TypeError, ["a torch.Tensor", "float"]),
    (SMOOTH, "beta", 0, ValueError, ["above 0", "got 0", "1 / 9 is a usual choice"]),
    (TWO_STAGES, "beta", -1, ValueError, ["above 0", "got -1"]),
    (TWO_STAGES, "deltas", torch.zeros(2, 3), ValueError, ["4)", "got (2, 3)"]),
    (TWO_STAGES, "targets", BOXES[:1], ValueError, ["= 2", "got (1, 4)"]),
    (TWO_STAGES, "targets", BOXES.long(), TypeError, ["floating point", "targets.float()"]),
    (TWO_STAGES, "labels", LABELS[None], ValueError, ["= 2", "got (1, 2)"]),
    (TWO_STAGES, "labels", LABELS.to("meta"), ValueError, ["on meta", "labels.to("]),
    (TWO_STAGES, "labels", [1, 0], TypeError, ["a torch.Tensor", "list"]),
    (RPN, "objectness", torch.zeros(2, 1), ValueError, ["(A,)", "got (2, 1)"]),
    (RPN, "objectness_divisor", 0, ValueError, ["above 0", "got 0", "256 is a usual choice"]),
    (RPN, "box_divisor", 0, ValueError, ["above 0", "got 0", "256 is a usual choice"]),
    (RPN, "box_divisor", "256", TypeError, ["a plain number", "'256'"]),
    (FAST, "class_logits", torch.zeros(2), ValueError, ["(R, K)", "got (2,)"]),
    (FAST, "class_logits", torch.zeros(2, 3).int(), TypeError, ["floating point", "int32"]),
    (FAST, "deltas", torch.zeros(2, 12), ValueError, ["(R, K, 4)", "R = 2 and K = 3", "(2, 12)"]),
    (FAST, "deltas", torch.zeros(2, 4, 4), ValueError, ["K = 3", "got (2, 4, 4)"]),
    (FAST, "labels", LABELS.float(), TypeError, ["whole numbers", "labels.long()"]),
    (FAST, "labels", LABELS.byte(), TypeError, ["int64", "torch.uint8", "labels.long()"]),
    (BOTH_MASKS, "mask_logits", torch.zeros(2, 3, 4, 5), ValueError, ["M, M)", "(2, 3, 4, 5)"]),
    (BOTH_MASKS, "mask_logits", torch.zeros(2, 4, 4), ValueError, ["(R, K, M, M)", "(2, 4, 4)"]),
    (BOTH_MASKS, "targets", torch.zeros(2, 5, 5), ValueError, ["R = 2 and M = 4", "(2, 5, 5)"]),
    (BOTH_MASKS, "targets", torch.zeros(2, 4, 4) > 0, TypeError, ["floating point", "bool"]),
    (BOTH_MASKS, "labels", LABELS.byte(), TypeError, ["int64", "torch.uint8", "labels.long()"]),
    (BOTH_MASKS, "labels", LABELS.float(), TypeError, ["whole numbers", "float32"]),
    (BOTH_MASKS, "labels", LABELS[:1], ValueError, ["R = 2", "got (1,)"]),
    (KEYPOINT, "keypoint_logits", torch.zeros(2, 3, 16), ValueError, ["(R, P, M, M)", "16"]),
    (KEYPOINT, "cells", torch.zeros(2, 3), TypeError, ["whole numbers", "cells.long()"]),
    (KEYPOINT, "cells", torch.zeros(2, 4).long(), ValueError, ["P = 3", "got (2, 4)"]),
    (KEYPOINT, "visible", torch.ones(2, 3), TypeError, ["must be bool", "visible > 0"]),
    # Masks.
    (TO_BOXES, "masks", torch.ones(3, 4), ValueError, ["(N, H, W)", "got (3, 4)"]),
    (TO_BOXES, "masks", [[1]], TypeError, ["a torch.Tensor", "list"]),
    (CROP, "masks", torch.ones(3, 1, 20, 30), ValueError, ["(G, H, W)", "(3, 1, 20, 30)"]),
    (CROP, "boxes", torch.zeros(2, 5), ValueError, ["(R, 4)", "got (2, 5)"]),
    (CROP, "boxes", BOXES.long(), TypeError, ["floating point", "boxes.float()"]),
    (CROP, "boxes", META, ValueError, ["on meta", "boxes.to("]),
    (CROP, "matched_idxs", torch.tensor([0]), ValueError, ["R = 2", "got (1,)"]),
    (CROP, "matched_idxs", torch.zeros(2), TypeError, ["whole numbers", "matched_idxs.long()"]),
    (CROP, "mask_size", 0, ValueError, ["from 1 up", "got 0"]),
    (CROP, "mask_size", (28, 28), TypeError, ["a whole number", "(28, 28)"]),
    (PASTE, "masks", torch.ones(4, 4), ValueError, ["(R, ..., M, M)", "masks[None]"]),
    (PASTE, "masks", torch.ones(2, 4, 5), ValueError, ["(R, ..., M, M)", "got (2, 4, 5)"]),
    (PASTE, "masks", torch.ones(2, 0, 0), ValueError, ["M must be from 1 up", "got (2, 0, 0)"]),
    (PASTE, "masks", torch.ones(2, 4, 4) > 0, TypeError, ["floating point", "masks.float()"]),
    (PASTE, "boxes", BOXES[:1], ValueError, ["(R, 4)", "R = 2 as in masks", "got (1, 4)"]),
    (PASTE, "boxes", BOXES[0], ValueError, ["(R, 4)", "R = 2 as in masks", "got (4,)"]),
    (PASTE, "boxes", BOXES.long(), TypeError, ["floating point", "boxes.float()"]),
    (PASTE, "boxes", META, ValueError, ["on meta", "boxes.to("]),
    (PASTE, "image_size", (20, 0), ValueError, ["(height, width)", "(20, 0)"]),
    (PASTE, "image_size", (20.0, 30), TypeError, ["a whole number", "20.0"]),
    (PASTE, "image_size", 20, TypeError, ["(height, width)", "got 20"]),
    # Keypoints.
    (TO_CELLS, "keypoints", torch.ones(2, 3, 2), ValueError, ["(R, P, 3)", "got (2, 3, 2)"]),
    (TO_CELLS, "keypoints", torch.ones(2, 3, 3).int(), TypeError, ["floating point", "int32"]),
    (TO_CELLS, "boxes", BOXES[:1], ValueError, ["R = 2", "got (1, 4)"]),
    (TO_CELLS, "boxes", BOXES.long(), TypeError, ["floating point", "boxes.float()"]),
    (TO_CELLS, "heatmap_size", 0, ValueError, ["from 1 up", "got 0"]),
    (TO_CELLS, "heatmap_size", 56.0, TypeError, ["a whole number", "56.0"]),
    (TO_POINTS, "maps", torch.ones(2, 8, 8), ValueError, ["(R, P, M, M)", "got (2, 8, 8)"]),
    (TO_POINTS, "maps", torch.ones(2, 3, 8, 9), ValueError, ["M, M)", "(2, 3, 8, 9)"]),
    (TO_POINTS, "maps", torch.ones(2, 3, 8, 8).int(), TypeError, ["floating point", "int32"]),
    (TO_POINTS, "boxes", BOXES[0], ValueError, ["(R, 4)", "got (4,)"]),
    (TO_POINTS, "boxes", META, ValueError, ["on meta", "boxes.to("]),
]


def _rows() -> list[object]:
    """One parameter for each operator that refuses."""
    rows = []
    for operators, argument, value, error, parts in REFUSALS:
        for operator in operators:
            said = re.sub(r"\s+", " ", str(value))
            id_ = f"{operator}({argument}={said:.40})-{parts[-1]}"
            rows.append(pytest.param(operator, argument, value, error, parts, id=id_))
    return rows


def call(operator: str, **changed: object) -> object:
    """Call an operator with its good arguments, some of them replaced."""
    return golden.call(MODULES, Case(operator, "", GOOD[operator] | changed))


@pytest.mark.parametrize("operator", GOOD)
def test_good_arguments_are_taken(operator: str) -> None:
    assert call(operator) is not None


@pytest.mark.parametrize(("operator", "argument", "value", "error", "parts"), _rows())
def test_refused(operator: str, argument: str, value: object, error, parts: list[str]) -> None:
    with pytest.raises(error, match=rf"\b{argument}\b") as caught:
        call(operator, **{argument: value})
    for part in parts:
        assert part in str(caught.value)


def on_meta(value: object) -> object:
    """The same argument without its values."""
    if isinstance(value, list | tuple):
        return type(value)(on_meta(item) for item in value)
    return value.to("meta") if isinstance(value, torch.Tensor) else value


TAKES_NO_TENSOR = ("cell_anchors",)
READ_VALUES = (*TAKES_NO_TENSOR, "sample_balanced", *CROP, "heatmaps_to_keypoints")


@pytest.mark.parametrize("operator", [name for name in GOOD if name not in READ_VALUES])
def test_values_are_not_read(operator: str) -> None:
    # A meta tensor has none: an operator that wants to know one fails.
    result = call(operator, **{name: on_meta(value) for name, value in GOOD[operator].items()})
    results = result if isinstance(result, tuple | list) else (result,)
    assert {part.device.type for part in results} == {"meta"}
