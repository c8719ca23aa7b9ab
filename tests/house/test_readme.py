"""What README.md shows runs: its Python, and the options of its commands.

Blocks that name torchvision or onnxruntime run where those are installed. Two things are made
small: images of detectors, and the published weights, whose place a file of random ones takes.
"""

import ast
import re
import shlex
from pathlib import Path

import pytest
import torch

from mrcnn_edu.cli import main
from mrcnn_edu.detectors import mask_rcnn
from mrcnn_edu.layers.image_transform import ImageTransform

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, flags=re.M | re.S)
COMMANDS = re.findall(r"^\$ python -m mrcnn_edu ((?:.*\\\n)*.*)", README, flags=re.M)


def block_with(text: str) -> str:
    (block,) = [block for block in BLOCKS if text in block]
    return block


def assert_runs(block: str, **names: object) -> dict[str, object]:
    """Run a block; of a line that is a value, hold that value to the comment behind it."""
    lines = block.splitlines()
    for node in ast.parse(block).body:
        source = ast.get_source_segment(block, node)
        comment = lines[node.end_lineno - 1][node.end_col_offset :].partition("# ")[2]
        if isinstance(node, ast.Expr) and comment:
            assert repr(eval(source, names)) == comment
        else:
            exec(source, names)
    return names


def test_every_block_is_run_below():
    known = ("from mrcnn_edu.ops.nms import nms\n", "weights=", "load_backbone", "poolers", "onnxr")
    assert {block_with(text) for text in known} == set(BLOCKS)


def test_nms():
    assert_runs(block_with("from mrcnn_edu.ops.nms import nms\n"))


def test_official_weights(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    block = block_with("weights=")
    (name,) = re.findall(r'weights="(.*?)"', block)
    torch.save(mask_rcnn.mask_rcnn_resnet50_fpn().state_dict(), name)
    monkeypatch.setattr(mask_rcnn, "ImageTransform", lambda *_: ImageTransform(64, 128))
    found = assert_runs(block, image=torch.rand(3, 48, 64))["found"]
    assert found.keys() == {"boxes", "labels", "scores", "masks"}


def test_a_backbone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    block = block_with("load_backbone")
    (name,) = re.findall(r'load_backbone\(detector, "(.*?)"', block)
    body = mask_rcnn.resnet50_fpn().body.state_dict()
    torch.save({f"module.{key}": tensor for key, tensor in body.items()}, name)
    detector = assert_runs(block, mask_rcnn_resnet50_fpn=mask_rcnn.mask_rcnn_resnet50_fpn)[
        "detector"
    ]
    assert torch.equal(detector.backbone.body.conv1.weight, body["conv1.weight"])


def test_operators_in_torchvisions_place(monkeypatch):
    pytest.importorskip("torchvision", reason="needs torchvision")
    block = block_with("poolers")
    places = dict(re.findall(r"^(torchvision\.\S+) = (\w+)$", block, flags=re.M))
    assert len(places) == 3
    for place in places:
        monkeypatch.setattr(place, None)  # and back again afterwards
    names = assert_runs(block)
    for place, ours in places.items():
        assert eval(place, names) is names[ours]


def test_onnx(monkeypatch):
    pytest.importorskip("torchvision", reason="needs torchvision")
    onnxruntime = pytest.importorskip("onnxruntime", reason="needs onnxruntime")

    class Session:
        def __init__(self, path: str) -> None:
            assert path == "coins.onnx"

        def run(self, names, given):
            assert list(given) == ["image"]
            boxes = torch.tensor([[10.0, 10, 60, 50]])
            given = boxes, torch.tensor([4]), torch.tensor([0.9]), torch.rand(1, 1, 28, 28)
            return [tensor.numpy() for tensor in given]

    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    names = assert_runs(block_with("onnxr"), image=torch.rand(3, 303, 384))
    assert names["masks"].shape == (1, 1, 303, 384)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_understood(command, monkeypatch):
    chosen = []
    arguments = shlex.split(command.replace("\\\n", " "))
    monkeypatch.setattr(main.command_module(arguments[0]), "run", lambda c: chosen.append(c) or 0)
    assert main.main(arguments) == 0
    assert chosen[0].command == arguments[0]


def test_there_are_commands():
    assert len(COMMANDS) >= 6
