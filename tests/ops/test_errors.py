"""Every refusal: which argument, the value that was wrong, and how to mend it."""

import math
import re

import numpy as np
import pytest
import torch

from mrcnn_edu.ops import boxes as box_operators
from mrcnn_edu.ops import nms as nms_operators

BOXES = torch.tensor([[0.0, 0, 10, 10], [5, 5, 20, 20]])
SCORES = torch.tensor([0.9, 0.8])
SCORED = {"boxes": BOXES, "scores": SCORES}
PAIRED = {"boxes1": BOXES, "boxes2": BOXES}

# Arguments that each operator takes; a row below replaces one of them.
GOOD = {
    "box_area": {"boxes": BOXES},
    "box_convert": {"boxes": BOXES, "in_fmt": "xyxy", "out_fmt": "xywh"},
    "box_iou": PAIRED,
    "generalized_box_iou": PAIRED,
    "clip_boxes_to_image": {"boxes": BOXES, "size": (30, 40)},
    "remove_small_boxes": {"boxes": BOXES, "min_size": 1.0},
    "nms": {**SCORED, "iou_threshold": 0.5},
    "batched_nms": {**SCORED, "idxs": torch.tensor([0, 1]), "iou_threshold": 0.5},
    "soft_nms": SCORED,
}
EVERY = tuple(GOOD)
SUPPRESSING = ("nms", "batched_nms", "soft_nms")
PAIRING = ("box_iou", "generalized_box_iou")
ONE_BY_ONE = ("box_area", "box_convert", "clip_boxes_to_image")
FLAT = ("remove_small_boxes", *SUPPRESSING)
ANY_REAL = (*PAIRING, *ONE_BY_ONE, "remove_small_boxes")

# Who refuses, which argument ("boxes" stands for boxes1 and boxes2 too), what value, which
# error, and the parts that the message must have after the argument's name.
REFUSALS = [
    # What is not a tensor, or not of real numbers.
    (EVERY, "boxes", [[0, 0, 1, 1]], TypeError, ["a torch.Tensor", "list", "torch.as_tensor("]),
    (EVERY, "boxes", np.zeros((2, 4)), TypeError, ["a torch.Tensor", "ndarray"]),
    (EVERY, "boxes", None, TypeError, ["a torch.Tensor", "NoneType"]),
    (ANY_REAL, "boxes", BOXES > 1, TypeError, ["real numbers", "torch.bool", ".float()"]),
    (ANY_REAL, "boxes", BOXES + 0j, TypeError, ["real numbers", "torch.complex64"]),
    (SUPPRESSING, "boxes", BOXES > 1, TypeError, ["floating point", "torch.bool", "boxes.float()"]),
    (SUPPRESSING, "boxes", BOXES + 0j, TypeError, ["floating point", "torch.complex64"]),
    (SUPPRESSING, "boxes", BOXES.long(), TypeError, ["floating point", "int64", "boxes.float()"]),
    (SUPPRESSING, "scores", SCORES.long(), TypeError, ["floating point", "scores.float()"]),
    (SUPPRESSING, "scores", [0.9, 0.8], TypeError, ["a torch.Tensor", "list"]),
    (("batched_nms",), "idxs", [0, 1], TypeError, ["a torch.Tensor", "torch.as_tensor(idxs)"]),
    # Shapes.
    (EVERY, "boxes", torch.zeros(2, 5), ValueError, ["4)", "(2, 5)"]),
    (EVERY, "boxes", torch.zeros(4, 2), ValueError, ["4)", "(4, 2)"]),
    (EVERY, "boxes", torch.tensor(1.0), ValueError, ["4)", "got ()"]),
    (EVERY, "boxes", torch.zeros(0), ValueError, ["(0,)", "torch.zeros(0, 4)"]),
    (ONE_BY_ONE, "boxes", torch.zeros(3), ValueError, ["(..., 4)", "(3,)"]),
    (PAIRING, "boxes", torch.zeros(4), ValueError, ["(..., ", "4), got (4,)", "for one box use"]),
    (FLAT, "boxes", torch.zeros(4), ValueError, ["(N, 4)", "(4,)", "boxes[None]"]),
    (FLAT, "boxes", torch.zeros(1, 2, 4), ValueError, ["(N, 4)", "got (1, 2, 4)"]),
    # Lengths.
    (SUPPRESSING, "scores", torch.ones(3), ValueError, ["(N,)", "N = 2 as in boxes", "got (3,)"]),
    (SUPPRESSING, "scores", torch.ones(0), ValueError, ["N = 2 as in boxes", "got (0,)"]),
    (SUPPRESSING, "scores", torch.ones(2, 1), ValueError, ["N = 2 as in boxes", "got (2, 1)"]),
    (SUPPRESSING, "scores", torch.tensor(0.9), ValueError, ["N = 2 as in boxes", "got ()"]),
    (("batched_nms",), "idxs", torch.zeros(1), ValueError, ["N = 2 as in boxes", "got (1,)"]),
    (("batched_nms",), "idxs", torch.zeros(2, 2), ValueError, ["N = 2 as in boxes", "got (2, 2)"]),
    # Thresholds and other numbers.
    (SUPPRESSING, "iou_threshold", 1.5, ValueError, ["[0, 1]", "1.5", "0.5 is a usual choice"]),
    (SUPPRESSING, "iou_threshold", -0.1, ValueError, ["[0, 1]", "-0.1"]),
    (SUPPRESSING, "iou_threshold", 50, ValueError, ["[0, 1]", "got 50"]),
    (SUPPRESSING, "iou_threshold", math.nan, ValueError, ["[0, 1]", "nan"]),
    (SUPPRESSING, "iou_threshold", "0.5", TypeError, ["a plain number", "'0.5'", "float("]),
    (SUPPRESSING, "iou_threshold", torch.tensor(0.5), TypeError, ["a plain number", "tensor(0.5"]),
    (SUPPRESSING, "iou_threshold", True, TypeError, ["a plain number", "True"]),
    (SUPPRESSING, "iou_threshold", None, TypeError, ["a plain number", "None"]),
    (("soft_nms",), "score_threshold", 2, ValueError, ["[0, 1]", "got 2"]),
    (("soft_nms",), "score_threshold", "low", TypeError, ["a plain number", "'low'"]),
    (("soft_nms",), "sigma", 0, ValueError, ["above 0", "got 0"]),
    (("soft_nms",), "sigma", -0.5, ValueError, ["above 0", "got -0.5"]),
    (("soft_nms",), "sigma", math.nan, ValueError, ["above 0", "nan"]),
    (("soft_nms",), "sigma", "wide", TypeError, ["a plain number", "'wide'"]),
    (("soft_nms",), "method", "hard", ValueError, ["'linear'", "'gaussian'", "got 'hard'"]),
    (("remove_small_boxes",), "min_size", "3", TypeError, ["a plain number", "'3'"]),
    (("remove_small_boxes",), "min_size", None, TypeError, ["a plain number", "None"]),
    # Words and sizes.
    (("box_convert",), "in_fmt", "yxyx", ValueError, ["'xyxy', 'xywh', 'cxcywh'", "got 'yxyx'"]),
    (("box_convert",), "out_fmt", "cxcywhr", ValueError, ["'cxcywh'", "got 'cxcywhr'"]),
    (("box_convert",), "out_fmt", None, ValueError, ["'cxcywh'", "got None"]),
    (("clip_boxes_to_image",), "size", (3, 30, 40), ValueError, ["(height, width)", "(3, 30, 40)"]),
    (("clip_boxes_to_image",), "size", (30, -1), ValueError, ["(height, width)", "(30, -1)"]),
    (("clip_boxes_to_image",), "size", (math.nan, 4), ValueError, ["(height, width)", "(nan, 4)"]),
    (("clip_boxes_to_image",), "size", 30, TypeError, ["(height, width)", "30", "image.shape"]),
    (("clip_boxes_to_image",), "size", ("30", 40), TypeError, ["a plain number", "'30'"]),
    # Two devices.
    (("nms", "soft_nms"), "scores", SCORES.to("meta"), ValueError, ["on meta", "boxes.device"]),
    (("batched_nms",), "scores", SCORES.to("meta"), ValueError, ["on meta", "boxes.device"]),
    (("batched_nms",), "idxs", SCORES.to("meta"), ValueError, ["on meta", "idxs.to("]),
]


def _rows() -> list[object]:
    """One parameter for each operator that refuses, and for each of its two sets of boxes."""
    rows = []
    for operators, argument, value, error, parts in REFUSALS:
        for operator in operators:
            both = argument == "boxes" and operator in PAIRING
            for name in ("boxes1", "boxes2") if both else (argument,):
                said = re.sub(r"\s+", " ", str(value))
                id_ = f"{operator}({name}={said:.40})-{parts[-1]}"
                rows.append(pytest.param(operator, name, value, error, parts, id=id_))
    return rows


def call(operator: str, **changed: object) -> object:
    """Call an operator with its good arguments, some of them replaced."""
    module = nms_operators if hasattr(nms_operators, operator) else box_operators
    if operator == "box_iou":  # nms.py imports it; ask the module that defines it
        module = box_operators
    return getattr(module, operator)(**(GOOD[operator] | changed))


@pytest.mark.parametrize("operator", EVERY)
def test_good_arguments_are_taken(operator: str) -> None:
    assert call(operator) is not None


@pytest.mark.parametrize(("operator", "argument", "value", "error", "parts"), _rows())
def test_refused(operator: str, argument: str, value: object, error, parts: list[str]) -> None:
    with pytest.raises(error, match=rf"\b{argument}\b") as caught:
        call(operator, **{argument: value})
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize("operator", SUPPRESSING)
@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"iou_threshold": 2}, "iou_threshold"),
        ({"scores": torch.ones(1)}, "scores"),
        ({"scores": torch.ones(0, dtype=torch.int64)}, "scores"),
    ],
    ids=["threshold", "length", "dtype"],
)
def test_no_boxes_are_no_excuse(operator: str, changed: dict[str, object], error: str) -> None:
    empty = {"boxes": torch.zeros(0, 4), "scores": torch.zeros(0)}
    if operator == "batched_nms":
        empty["idxs"] = torch.zeros(0)
    with pytest.raises((ValueError, TypeError), match=error):
        call(operator, **(empty | changed))


@pytest.mark.parametrize("operator", PAIRING)
def test_two_devices(operator: str) -> None:
    advice = r"boxes1 is on cpu but boxes2 is on meta; use boxes2\.to\(boxes1\.device\)"
    with pytest.raises(ValueError, match=advice):
        call(operator, boxes2=BOXES.to("meta"))


@pytest.mark.parametrize("operator", PAIRING)
def test_batch_axes_that_do_not_broadcast(operator: str) -> None:
    with pytest.raises(ValueError, match=r"boxes1 and boxes2 .* got \(2, 3, 4\) and \(3, 5, 4\)"):
        call(operator, boxes1=torch.zeros(2, 3, 4), boxes2=torch.zeros(3, 5, 4))


@pytest.mark.parametrize("operator", ["box_area", "box_convert", *PAIRING, "clip_boxes_to_image"])
def test_values_are_never_read(operator: str) -> None:
    # A meta tensor has no values; on a GPU, reading one would make the program wait.
    changed = {name: BOXES.to("meta") for name in GOOD[operator] if name.startswith("boxes")}
    assert call(operator, **changed).device.type == "meta"
