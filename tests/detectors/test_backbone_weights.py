"""Weights to begin a training with, from a classifier or from a detector of other classes."""

import gzip

import pytest
import torch

from mrcnn_edu.detectors.backbone_weights import load_all_but_predictors, load_backbone
from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
from mrcnn_edu.detectors.mask_rcnn_c4 import mask_rcnn_resnet50_c4
from mrcnn_edu.detectors.mask_rcnn_c5 import mask_rcnn_resnet50_c5
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from tests.named_weights import fill_by_name


@pytest.fixture
def classifier():
    """The state dict of the body with a classifier, as ImageNet's files have it."""
    body = mask_rcnn_resnet50_fpn(2).backbone.body
    state = {key: torch.full_like(value, 0.25) for key, value in body.state_dict().items()}
    return state | {"fc.weight": torch.zeros(1000, 2048), "fc.bias": torch.zeros(1000)}


@pytest.mark.parametrize("packed", [False, True], ids=["pth", "pth.gz"])
def test_a_backbone_is_loaded_and_nothing_else(packed, classifier, tmp_path):
    path = tmp_path / ("body.pth.gz" if packed else "body.pth")
    torch.save(classifier, tmp_path / "body.pth")
    if packed:
        path.write_bytes(gzip.compress((tmp_path / "body.pth").read_bytes(), 1))
    detector = mask_rcnn_resnet50_fpn(2)
    before = detector.backbone.fpn.inner_blocks[0][0].weight.clone()
    load_backbone(detector, path)
    body = detector.backbone.body.state_dict()
    assert all((value == 0.25).all() for key, value in body.items() if "num_batches" not in key)
    assert torch.equal(detector.backbone.fpn.inner_blocks[0][0].weight, before)


def test_on_a_c4_map_the_last_stage_is_loaded_into_the_heads(classifier, tmp_path):
    for key, value in classifier.items():
        value.fill_(0.5 if key.startswith("layer4.") else 0.25)
    torch.save(classifier, tmp_path / "body.pth")
    detector = mask_rcnn_resnet50_c4(2)
    load_backbone(detector, tmp_path / "body.pth")
    res5 = detector.roi_heads.box_head[0]
    for part, expected in ((detector.backbone, 0.25), (res5, 0.5)):
        assert all((value == expected).all() for value in part.state_dict().values())
    del classifier["layer4.1.bn2.bias"]
    torch.save(classifier, tmp_path / "body.pth")
    with pytest.raises(ValueError, match=r"1 are missing or have .*layer4\.1\.bn2\.bias"):
        load_backbone(detector, tmp_path / "body.pth")


def test_on_a_c5_map_the_whole_resnet_is_loaded(classifier, tmp_path):
    torch.save(classifier, tmp_path / "body.pth")
    detector = mask_rcnn_resnet50_c5(2)
    load_backbone(detector, tmp_path / "body.pth")
    assert all((value == 0.25).all() for value in detector.backbone.body.state_dict().values())


def test_another_backbone_is_refused_before_anything_changes(classifier, tmp_path):
    classifier["layer4.2.conv3.weight"] = torch.zeros(1)
    del classifier["layer1.0.conv1.weight"]
    torch.save(classifier, tmp_path / "body.pth")
    detector = mask_rcnn_resnet50_fpn(2)
    before = detector.backbone.body.conv1.weight.clone()
    with pytest.raises(ValueError, match=r"2 are missing or have .*layer1\.0\.conv1\.weight"):
        load_backbone(detector, tmp_path / "body.pth")
    assert torch.equal(detector.backbone.body.conv1.weight, before)


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"no weights", mtime=0)])
def test_a_damaged_file_is_named(content, tmp_path):
    (tmp_path / "body.pth.gz").write_bytes(content)
    with pytest.raises(ValueError, match=r"body\.pth\.gz cannot be read as weights"):
        load_backbone(mask_rcnn_resnet50_fpn(2), tmp_path / "body.pth.gz")
    with pytest.raises(FileNotFoundError, match="download resnet50` fetches"):
        load_backbone(mask_rcnn_resnet50_fpn(2), tmp_path / "none.pth.gz")


def test_all_but_the_predictors_come_from_a_detector_of_other_classes(tmp_path):
    other, detector = mask_rcnn_tiny(7), mask_rcnn_tiny(3)
    fill_by_name(other)
    torch.save(other.state_dict(), tmp_path / "other.pth")
    before = {key: value.clone() for key, value in detector.state_dict().items()}
    left = load_all_but_predictors(detector, tmp_path / "other.pth")
    assert len(left) == 6  # weight and bias of class, box and mask
    for key, value in detector.state_dict().items():
        assert torch.equal(value, before[key] if key in left else other.state_dict()[key])


def test_a_detector_of_another_kind_is_refused(tmp_path):
    torch.save(mask_rcnn_tiny(3).state_dict(), tmp_path / "tiny.pth")
    with pytest.raises(ValueError, match="is it the file of another detector"):
        load_all_but_predictors(mask_rcnn_resnet50_fpn(3), tmp_path / "tiny.pth")
    with pytest.raises(ValueError, match="'COCO_V1' are not published"):
        load_all_but_predictors(mask_rcnn_tiny(3), "COCO_V1")
