"""A detector as an ONNX file: onnxruntime finds in a photograph what PyTorch finds there."""

from collections.abc import Callable
from functools import cache

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.data.coins import coins_image
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.roi_pooler import RoIPooler
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.exact_masks import paste_masks_exact
from mrcnn_edu.ops.masks import paste_masks
from mrcnn_edu.ops.nms import batched_nms, nms
from mrcnn_edu.ops.roi_pooling import roi_align
from tests.detectors.comparison import assert_same_detections
from tests.detectors.small import small_detector

pytest.importorskip("torchvision", reason="needs torchvision")
onnxruntime = pytest.importorskip("onnxruntime", reason="needs onnxruntime")
pytest.importorskip("onnxscript", reason="needs onnxscript")

from tools import export_onnx  # noqa: E402  it needs torchvision

# What other libraries warn of while they write a file is theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore")
G = torch.Generator().manual_seed(0)


def session_of(path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options)


def found_by(session: onnxruntime.InferenceSession, image: Tensor) -> dict[str, Tensor]:
    """What a file finds, with masks pasted as the shipped detector does it."""
    names = [output.name for output in session.get_outputs()]
    arrays = session.run(names, {"image": image.numpy()})
    found = dict(zip(names, map(torch.from_numpy, arrays), strict=True))
    if "masks" in found:
        size = (image.shape[1], image.shape[2])
        found["masks"] = paste_masks_exact(found["masks"], found["boxes"], size)
    return found


def coins() -> Tensor:
    return (torch.as_tensor(coins_image()).float() / 255).expand(3, -1, -1).contiguous()


PHOTOGRAPHS = {
    "coins": (coins(), 24),
    "coins from the right": (coins().flip(2).contiguous(), 20),
    "coins moved": (coins().roll((40, 60), dims=(1, 2)), 20),
    "nothing": (torch.zeros(3, 303, 384), 0),
}


@cache
def shipped_detector() -> TwoStageDetector:
    return mask_rcnn_tiny(5, weights=shipped("mask_rcnn_tiny/weights.safetensors")).eval()


@pytest.fixture(scope="module")
def coins_file(tmp_path_factory) -> onnxruntime.InferenceSession:
    """What the command writes without weights: the detector that ships."""
    path = tmp_path_factory.mktemp("onnx") / "coins.onnx"
    export_onnx.main([str(path), "--size", "303", "384"])
    return session_of(path)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_the_file_finds_what_the_detector_finds(coins_file, name):
    image, least = PHOTOGRAPHS[name]
    with torch.inference_mode():
        (expected,) = shipped_detector()([image])
    found = found_by(coins_file, image)
    assert found.keys() == expected.keys()
    if name == "nothing":
        assert {len(tensor) for tensor in (*found.values(), *expected.values())} == {0}
    else:
        assert len(expected["labels"]) >= least
        assert_same_detections(found, expected)


@pytest.mark.parametrize("kind", ["boxes", "masks"])
def test_what_is_written_gives_what_the_detector_gives(kind):
    detector = small_detector(kind).eval()
    with torch.no_grad():
        for name in ("cls_score", "bbox_pred"):  # so that boxes differ from one another
            getattr(detector.roi_heads.box_predictor, name).weight *= 9
    module = export_onnx.ForOneImage(detector)
    image = nn.functional.interpolate(torch.rand(1, 3, 6, 9, generator=G), (48, 72))[0]
    with torch.inference_mode():
        (expected,) = detector([image])
        found = dict(zip(module.names, module(image), strict=True))
    if kind == "masks":
        found["masks"] = paste_masks(found["masks"], found["boxes"], (48, 72))
    assert len(expected["labels"]) >= 10
    assert_same_detections(found, expected)


def test_boxes_of_all_levels_are_pooled_each_on_its_own():
    maps = {str(k): torch.rand(2, 3, 256 >> k, 256 >> k, generator=G) for k in range(4)}
    side = torch.tensor([900.0, 20, 130, 300, 40, 500, 230])[:, None]
    boxes = torch.cat((side * 0.1, side * 0.1, side * 1.1, side * 0.9), dim=1)  # (7, 4)
    pooler = RoIPooler(7)
    of_any_number = export_onnx.RoIAlignOfAnyNumber(pooler)
    for of_each in ([boxes[:3], boxes[3:]], [boxes[1:2], boxes[:0]]):
        torch.testing.assert_close(of_any_number(maps, of_each), pooler(maps, of_each))


def test_the_detector_itself_stays_as_it_is():
    detector = small_detector("masks")
    before = detector.rpn.nms, detector.roi_heads.box_pooler, detector.roi_heads.mask_pooler
    export_onnx.ForOneImage(detector)
    assert before == (
        detector.rpn.nms,
        detector.roi_heads.box_pooler,
        detector.roi_heads.mask_pooler,
    )
    assert detector.training


def test_keypoints_are_refused():
    with pytest.raises(ValueError, match="keypoints cannot be written"):
        export_onnx.export(small_detector("keypoints"), (48, 72))


# ---------------------------------------------------------------- one operator at a time


class Alone(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[..., Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *tensors: Tensor) -> Tensor:
        return self.function(*tensors)


CORNER = torch.rand(50, 2, generator=G) * 60
BOXES = torch.cat((CORNER, CORNER + 5 + torch.rand(50, 2, generator=G) * 30), dim=1)
SCORES, GROUPS = torch.rand(50, generator=G), torch.randint(3, (50,), generator=G)
ROIS = torch.cat((torch.zeros(50, 1), BOXES), dim=1)


def write(function: Callable[..., Tensor], *tensors: Tensor) -> torch.onnx.ONNXProgram:
    return torch.onnx.export(Alone(function), tensors, dynamo=True, verbose=False)


def test_box_iou_can_be_written(tmp_path):
    write(box_iou, BOXES, BOXES[:20]).save(tmp_path / "iou.onnx")
    session = session_of(tmp_path / "iou.onnx")
    first, second = (given.name for given in session.get_inputs())
    (found,) = session.run(None, {first: BOXES.numpy(), second: BOXES[:20].numpy()})
    torch.testing.assert_close(torch.from_numpy(found), box_iou(BOXES, BOXES[:20]))


@pytest.mark.parametrize(
    ("function", "tensors", "reason"),
    [
        (lambda b, s: nms(b, s, 0.5), (BOXES, SCORES), "aten.equal"),
        (lambda m, r: roi_align(m, r, 7, 0.25, 2), (torch.rand(1, 4, 24, 24), ROIS), "cummax"),
    ],
    ids=["nms", "roi_align"],
)
def test_why_the_others_are_exchanged(function, tensors, reason):
    with pytest.raises(torch.onnx.errors.OnnxExporterError, match=reason):
        write(function, *tensors)


def test_nms_of_moved_boxes_is_batched_nms():
    moved = export_onnx.nms_of_moved_boxes(BOXES, SCORES, GROUPS, 0.5)
    assert torch.equal(moved, batched_nms(BOXES, SCORES, GROUPS, 0.5))
    assert len(nms(BOXES, SCORES, 0.5)) < len(moved) < len(BOXES)  # groups and overlaps both count
