"""R-CNN and SPP-Net through all their stages, with a few steps on three scenes."""

import json

import pytest
import torch

from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.layers.five_convolutions import FiveConvolutions
from mrcnn_edu.training import crop_batches
from tools.the_line import rcnn, sppnet
from tools.the_line.costs import Costs


@pytest.fixture(scope="module")
def scenes():
    """Three scenes, whose proposals are their objects, moved a little and a lot."""
    found = []
    for seed in range(3):
        image, target = shape_scene(seed)
        boxes = target["boxes"]
        near = (boxes + torch.tensor([1.0, -1, 2, 1])).clamp(0, 128)
        far = (boxes + torch.tensor([30.0, 0, 30, 0])) % 64 + torch.tensor([0.0, 0, 64, 64])
        known = {"boxes": boxes, "labels": target["labels"]}
        found.append((image, {**known, "proposals": torch.cat((near, far))}))
    return found


@pytest.mark.parametrize(
    ("system", "parts"),
    [
        (rcnn, ["1 fine-tuning", "2 features", "2 SVMs", "3 regressors"]),
        (sppnet, ["1 maps and pyramids", "2 fine-tuning", "3 SVMs", "4 regressors"]),
    ],
    ids=["rcnn", "sppnet"],
)
def test_all_stages(system, parts, scenes, tmp_path, monkeypatch):
    monkeypatch.setattr(system, "propose", lambda kind, image: None)
    torch.manual_seed(0)
    m0 = FiveConvolutions().state_dict()
    detector, costs = system.train(0, m0, scenes, "cpu", tmp_path, 0.001)
    assert list(costs.wall) == parts
    assert costs.disk["features"] > 10_000
    assert not (tmp_path / "features").exists()
    assert detector.class_names == ("background", "circle", "square", "triangle")
    named = list(system.variants(detector.eval()))
    assert len(named) == 3
    image, target = scenes[0]
    (found,) = named[-1][1]([image], proposals=[target["proposals"]])
    assert len(found["boxes"]) > 0
    clock = Costs()
    with torch.inference_mode():
        system.times(detector, image, target["proposals"], clock)
    assert next(iter(clock.processor)) == "selective search"
    # What was fine-tuned is not fine-tuned again, and the rest comes out as before.
    monkeypatch.setattr(system, "fine_tune", None)
    again, _ = system.train(0, m0, scenes, "cpu", tmp_path, 0.001)
    for key, value in detector.state_dict().items():
        assert torch.allclose(value, again.state_dict()[key], atol=1e-5), key
    kept = json.loads((tmp_path / "costs.json").read_text())
    assert list(kept["wall"]) == parts


def test_the_body_of_sppnet_stays_as_it_was(scenes, tmp_path):
    torch.manual_seed(0)
    m0 = FiveConvolutions().state_dict()
    detector, _ = sppnet.train(0, m0, scenes, "cpu", tmp_path, 0.001)
    assert all(torch.equal(m0[key], value) for key, value in detector.body.state_dict().items())


def test_names_of_classes_are_those_of_coins_where_there_are_coins(scenes):
    assert rcnn.classes_of(scenes)[-1] == "triangle"
    coin = {"labels": torch.tensor([4])}
    assert rcnn.classes_of([*scenes, (scenes[0][0], coin)])[-1] == "coin"
    assert crop_batches.POSITIVES * 3 == crop_batches.NEGATIVES
