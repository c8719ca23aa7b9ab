"""The states of the road that ship: as their card says, down to the coins they find."""

import hashlib
import importlib
import re

import pytest
from torch import Tensor

from mrcnn_edu.data import coin_scenes
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.weight_files import class_names_in, read_state_dict
from mrcnn_edu.layers.five_convolutions import FiveConvolutions
from tools.the_line.photograph import coins_found, coins_proposals

SYSTEMS = ("rcnn", "sppnet", "fast_rcnn", "faster_rcnn", "mask_rcnn")
CARD = re.findall(
    r"^\| `(\w+)` \| .* \| (.*) \| `(\w+)` \|$",
    shipped("the_line/README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def proposals() -> Tensor:
    return coins_proposals()


def test_the_card_knows_every_file_and_no_other():
    assert [name for name, _, _ in CARD] == ["m0", *SYSTEMS]
    there = {path.stem for path in shipped("the_line/m0.safetensors").parent.glob("*.safetensors")}
    assert there == {name for name, _, _ in CARD}


@pytest.mark.parametrize(("name", "coins", "digest"), CARD)
def test_a_file_is_the_one_of_the_card_and_names_its_classes(name, coins, digest):
    path = shipped(f"the_line/{name}.safetensors")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    assert class_names_in(path, len(coin_scenes.CLASSES)) == coin_scenes.CLASSES


def test_the_body_fits():
    state = read_state_dict(shipped("the_line/m0.safetensors"))
    assert FiveConvolutions().load_state_dict(state, strict=False) == ([], [])


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_finds_as_many_coins_as_the_card_says(name, proposals):
    detector = importlib.import_module(f"tools.the_line.{name}").new(len(coin_scenes.CLASSES))
    detector.load_state_dict(read_state_dict(shipped(f"the_line/{name}.safetensors")))
    found = coins_found(detector.eval(), proposals)
    (said,) = (coins for of, coins, _ in CARD if of == name)
    numbers = (found["coins found"], found["false alarms"], found["mean IoU of coins"])
    coins, alarms, iou = said.split(" · ")
    assert numbers == (int(coins), int(alarms), pytest.approx(float(iou), abs=0.01))
    assert found["coins found of the unseen"] == 12
