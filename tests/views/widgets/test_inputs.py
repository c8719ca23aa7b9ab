"""What a widget takes in, and what it answers to anything else."""

import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image

from mrcnn_edu.views.widgets.inputs import image_to_data_uri
from mrcnn_edu.views.widgets.iou import IouWidget
from mrcnn_edu.views.widgets.nms import NmsWidget

PHOTO = np.zeros((30, 40), dtype=np.uint8)
BOX = [1, 2, 10, 12]
NAN = float("nan")


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (1, 1)], ids=str)
def test_a_picture_travels_without_loss(shape):
    image = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    kind, data = image_to_data_uri(image).split(",")
    assert kind == "data:image/png;base64"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), image)


@pytest.mark.parametrize(
    ("image", "error", "message"),
    [
        (np.zeros((5, 7)), TypeError, r"image must be a uint8 array, got float64"),
        ([[0, 1]], TypeError, r"image must be a uint8 array, got list"),
        (
            torch.zeros(5, 7, dtype=torch.uint8),
            TypeError,
            r"must be a uint8 array, got torch.uint8",
        ),
        (np.zeros((3, 5, 7), np.uint8), ValueError, r"shape \(H, W\) or .* got \(3, 5, 7\)"),
        (np.zeros((5, 7, 4), np.uint8), ValueError, r"got \(5, 7, 4\)"),
        (np.zeros((0, 7), np.uint8), ValueError, r"got \(0, 7\)"),
    ],
    ids=["float", "list", "tensor", "channels first", "four channels", "no pixel"],
)
def test_a_picture_that_is_none(image, error, message):
    with pytest.raises(error, match=message):
        IouWidget(image=image, box1=BOX, box2=BOX)
    with pytest.raises(error, match=message):
        NmsWidget(image=image, boxes=[BOX], scores=[1])


BAD_BOXES = [
    ([1, 2, 3], ValueError, r"got shape \(3,\)"),
    ([[1, 2, 3, 4]], ValueError, r"got shape \(1, 4\)"),
    ([1, 2, NAN, 4], ValueError, r"must be finite, got \[1.0, 2.0, nan, 4.0\]"),
    ([1, 2, float("inf"), 4], ValueError, r"must be finite"),
    ([5, 2, 4, 9], ValueError, r"x1 <= x2 and y1 <= y2, got \[5.0, 2.0, 4.0, 9.0\]; is it xywh"),
    ([1, 9, 4, 2], ValueError, r"x1 <= x2 and y1 <= y2"),
    ("1234", TypeError, r"must be numbers, got '1234'"),
    ([1, 2, 3, "x"], TypeError, r"must be numbers"),
    (None, ValueError, r"must be four numbers"),
]


@pytest.mark.parametrize("name", ["box1", "box2"])
@pytest.mark.parametrize(("box", "error", "message"), BAD_BOXES, ids=lambda value: str(value)[:20])
def test_a_box_that_is_none(name, box, error, message):
    boxes = {"box1": BOX, "box2": BOX, name: box}
    with pytest.raises(error, match=f"^{name} .*{message}"):
        IouWidget(image=PHOTO, **boxes)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"boxes": BOX}, ValueError, r"boxes must have shape \(N, 4\), got \(4,\); .* \[boxes\]"),
        ({"boxes": [[1, 2, 3]]}, ValueError, r"boxes must have shape \(N, 4\), got \(1, 3\)"),
        ({"boxes": [[1, 2, 3], [1]]}, TypeError, r"boxes must be numbers in rows of equal length"),
        ({"boxes": [[1, NAN, 3, 4]]}, ValueError, r"boxes must be finite"),
        ({"boxes": [[9, 2, 3, 4]]}, ValueError, r"boxes must have x1 <= x2"),
        ({"scores": [1, 2]}, ValueError, r"scores must hold one .* the 1 boxes, got shape \(2,\)"),
        ({"scores": [[1]]}, ValueError, r"got shape \(1, 1\)"),
        ({"scores": [NAN]}, ValueError, r"scores must be finite, got \[nan\]"),
        ({"iou_threshold": 1.5}, ValueError, r"iou_threshold must be in \[0, 1\], got 1.5"),
        ({"iou_threshold": NAN}, ValueError, r"iou_threshold must be in \[0, 1\], got nan"),
        ({"iou_threshold": "0.5"}, TypeError, r"iou_threshold must be a plain number, got '0.5'"),
        ({"iou_threshold": True}, TypeError, r"iou_threshold must be a plain number, got True"),
        ({"step": -1}, ValueError, r"step must be 0 or more, got -1"),
        ({"language": "xx"}, ValueError, r"language must be one of 'en', got 'xx'"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_a_queue_that_is_none(arguments, error, message):
    with pytest.raises(error, match=message):
        NmsWidget(image=PHOTO, **{"boxes": [BOX], "scores": [0.5], **arguments})


def test_later_changes_are_checked_too():
    pair = IouWidget(image=PHOTO, box1=BOX, box2=BOX)
    with pytest.raises(ValueError, match="box1 must have x1 <= x2"):
        pair.box1 = [10, 2, 1, 12]
    queue = NmsWidget(image=PHOTO, boxes=[BOX], scores=[0.5])
    with pytest.raises(ValueError, match="iou_threshold must be in"):
        queue.iou_threshold = -0.1
    with pytest.raises(ValueError, match=r"selected must be None or .* the 1 boxes, got 1"):
        queue.selected = 1


@pytest.mark.parametrize(
    "kind",
    [list, tuple, np.float32, torch.tensor, lambda box: torch.tensor(box).requires_grad_()],
    ids=["list", "tuple", "array", "tensor", "wants a gradient"],
)
def test_boxes_come_as_anything_that_holds_numbers(kind):
    box = kind([1.5, 2.0, 10.0, 12.0])
    widget = IouWidget(image=PHOTO, box1=box, box2=BOX)
    assert widget.box1 == [1.5, 2, 10, 12]
    assert widget.iou == pytest.approx(85 / 90)


def test_python_alone():
    pair = IouWidget(image=PHOTO, box1=[0, 0, 20, 20], box2=[10, 0, 30, 20])
    pair.box2 = [20, 20, 30, 30]
    assert (pair.iou, pair.giou) == (0, pytest.approx(-(900 - 500) / 900))
    assert pair.kernel_result["box2"] == [20, 20, 30, 30]
    assert pair.kernel_result["giou"] == pair.giou
    queue = NmsWidget(image=PHOTO, boxes=[BOX, [1, 2, 10, 11], [20, 20, 30, 30]], scores=[1, 3, 2])
    assert queue.kept == [1, 2]
    queue.iou_threshold = 0.95
    assert queue.kept == queue.kernel_result["kept"] == [1, 2, 0]


def test_two_points_have_no_overlap_to_speak_of():
    widget = IouWidget(image=PHOTO, box1=[1, 1, 1, 1], box2=[1, 1, 1, 1])
    assert np.isnan(widget.iou)
    assert widget.kernel_result["iou"] is None


def test_an_empty_queue():
    widget = NmsWidget(image=PHOTO, boxes=[], scores=[], iou_threshold=0)
    assert widget.kept == widget.kernel_result["kept"] == []
