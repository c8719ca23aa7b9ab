"""Files of weights that others wrote, that went through a wrapper, or that came to harm."""

import argparse
import enum
import math
import warnings
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from mrcnn_edu.detectors.backbone_weights import load_all_but_predictors
from mrcnn_edu.detectors.published import FASTER_RCNN, MASK_RCNN, find_weights
from mrcnn_edu.detectors.weight_files import read_state_dict, write_weights
from mrcnn_edu.detectors.weights import load_weights
from tests.detectors.test_weights import Small, state_dict
from tests.named_weights import fill_by_name


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ('["background", "cup"]', "tells 2 names of classes, and its weights tell 3"),
        ('["background", "a", "b", "c"]', "tells 4 names of classes, and its weights tell 3"),
        ("background", "tells 1 names of classes"),
        ("[" * 100_000, "that cannot be read"),
        ("[1, null, {}]", "that cannot be read"),
        ('["background", "cup"', "that cannot be read"),
    ],
    ids=["too few", "too many", "one", "deep", "no texts", "cut off"],
)
def test_class_names_that_do_not_fit_are_told_and_left_out(
    tmp_path: Path, told: str, message: str
) -> None:
    path = tmp_path / "w.safetensors"
    save_file(state_dict(old=False, metadata=False), path, {"class_names": told})
    with pytest.warns(RuntimeWarning, match=message):
        assert load_weights(Small(), path) is None


WRAPPED = {  # how a state dict is kept by others
    "DataParallel": lambda s: {f"module.{k}": v for k, v in s.items()},
    "torch.compile": lambda s: {f"_orig_mod.{k}": v for k, v in s.items()},
    "both": lambda s: {f"module._orig_mod.{k}": v for k, v in s.items()},
    "a compiled backbone": lambda s: {
        k.replace("backbone.", "backbone._orig_mod."): s[k] for k in s
    },
    "Lightning": lambda s: {
        "state_dict": {f"model.{k}": v for k, v in s.items()} | {"loss.weight": torch.ones(1)},
        "epoch": 3,
    },
    "a name of their own": lambda s: {f"net.detector.{k}": v for k, v in s.items()},
    "an average": lambda s: (
        {f"module.{k}": v for k, v in s.items()} | {"n_averaged": torch.ones(1)}
    ),
    "torchvision's training": lambda s: {
        "model": s,
        "model_ema": {f"module.{k}": v for k, v in s.items()},
        "optimizer": torch.optim.SGD([torch.ones(1)], 0.1).state_dict(),
        "args": argparse.Namespace(lr=0.02),
        "epoch": 25,
    },
    "in two boxes": lambda s: {
        "state": {"model_state_dict": s},
        "step": 3,
        "model": {"weights": s},
    },
    "under a name nobody knows": lambda s: {"mine": s, "step": 3},
}


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("how", WRAPPED)
def test_weights_as_others_keep_them(tmp_path: Path, how: str, old: bool) -> None:
    state = state_dict(old=old, metadata=False)
    torch.save(WRAPPED[how](state), tmp_path / "w.pth")
    detector = Small()
    load_weights(detector, tmp_path / "w.pth")
    expected = fill_by_name(Small()).state_dict()
    assert all(torch.equal(value, expected[key]) for key, value in detector.state_dict().items())
    assert detector.backbone.norm.eps == (0.0 if old else 1e-5)
    other = Small(classes=5)
    left = load_all_but_predictors(other, tmp_path / "w.pth")
    assert left
    assert all("predictor" in key for key in left)
    body = "backbone.norm.weight"
    assert torch.equal(other.state_dict()[body], expected[body])


def test_what_could_be_a_program_is_refused_with_a_way_out(tmp_path: Path) -> None:
    for content in (Small(), {"model": Small().state_dict(), "where": Path("a")}):
        torch.save(content, tmp_path / "w.pth")
        with pytest.raises(ValueError, match=r"holds .*, which could be a program.*state_dict\(\)"):
            read_state_dict(tmp_path / "w.pth")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is deprecated, and people have such files
        torch.jit.save(torch.jit.script(torch.nn.ReLU()), str(tmp_path / "w.pt"))
    with pytest.raises(ValueError, match=r"TorchScript.*torch\.jit\.load\("):
        read_state_dict(tmp_path / "w.pt")


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_weights_that_are_no_numbers_any_more(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"w{suffix}"
    for value in (math.nan, math.inf):
        state = state_dict(old=False, metadata=False)
        state["backbone.norm.weight"][1] = value
        torch.save(state, path) if suffix == ".pth" else save_file(state, path)
        with pytest.raises(ValueError, match=r"not finite, in 1 of 36 .*backbone\.norm\.weight"):
            read_state_dict(path)


def write_small(path: Path) -> None:
    state = state_dict(old=False, metadata=False) | {"large": torch.arange(8192.0)}
    names = ("background", "a", "b")
    write_weights(path, state, detector="tiny", class_names=names, min_size=(64,), max_size=96)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize("place", [0.02, 0.5, 0.75])
def test_a_file_with_other_bytes_in_it_is_damaged(
    tmp_path: Path, suffix: str, place: float
) -> None:
    path = tmp_path / f"w{suffix}"
    if suffix == ".pth":
        torch.save(state_dict(old=False, metadata=False) | {"large": torch.arange(8192.0)}, path)
    else:
        write_small(path)
    read_state_dict(path)
    content = bytearray(path.read_bytes())
    start = int(len(content) * place)
    content[start : start + 4000] = bytes((b + 1) % 256 for b in content[start : start + 4000])
    path.write_bytes(content)
    with pytest.raises(ValueError, match="it may be cut off, damaged or"):
        read_state_dict(path)


def test_a_file_whose_sums_torch_was_told_not_to_write_is_read(tmp_path: Path) -> None:
    torch.serialization.set_crc32_options(False)
    try:
        torch.save({"a": torch.ones(2)}, tmp_path / "w.pth")
    finally:
        torch.serialization.set_crc32_options(True)
    assert read_state_dict(tmp_path / "w.pth")["a"].tolist() == [1, 1]


def test_equal_weights_make_equal_files(tmp_path: Path) -> None:
    contents = []
    for _ in range(6):
        write_small(tmp_path / "w.safetensors")
        contents.append((tmp_path / "w.safetensors").read_bytes())
    assert len(set(contents)) == 1
    assert load_file(tmp_path / "w.safetensors")["large"][8191] == 8191
    assert int.from_bytes(contents[0][:8], "little") % 8 == 0, "the numbers are aligned"


class Weights(enum.Enum):
    """As torchvision's enums of weights are."""

    COCO_V1 = f"https://host/models/{MASK_RCNN.file}"

    @property
    def url(self) -> str:
        return self.value


def test_which_file_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mrcnn_edu.detectors.published.fetch", lambda known: Path(known.file))
    published = Path(MASK_RCNN.file)
    for weights in ("COCO_V1", "DEFAULT", Weights.COCO_V1):
        assert find_weights(weights, MASK_RCNN) == published
        with pytest.raises(ValueError, match="pass a path"):
            find_weights(weights, None)
    with pytest.raises(ValueError, match=f"{MASK_RCNN.file}, not those .* are {FASTER_RCNN.file}"):
        find_weights(Weights.COCO_V1, FASTER_RCNN)
    assert find_weights(Path("COCO_V1.pth"), MASK_RCNN) == Path("COCO_V1.pth")
    with pytest.raises(TypeError, match="got dict; load a state dict by"):
        find_weights({}, MASK_RCNN)
