"""Files of weights of both generations, and files that are none."""

import io
import re
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from mrcnn_edu.detectors import published as published_weights
from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
from mrcnn_edu.detectors.published import COCO_CATEGORIES, MASK_RCNN, Published, fetch
from mrcnn_edu.detectors.weight_files import read_state_dict
from mrcnn_edu.detectors.weights import load_weights, modern_key
from mrcnn_edu.files import download
from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d
from mrcnn_edu.layers.mask_head import MaskHead
from mrcnn_edu.layers.rpn import RPNHead
from tests.files.server import Answer, Site, site_with
from tests.named_weights import fill_by_name


class Small(nn.Module):
    """A detector of a few kilobytes, with a parameter of each kind that was renamed."""

    def __init__(self, classes: int = 3) -> None:
        super().__init__()
        self.backbone = nn.Module()
        self.backbone.norm = FrozenBatchNorm2d(2)
        self.backbone.fpn = nn.Module()
        for blocks in ("inner_blocks", "layer_blocks"):
            made = nn.ModuleList(nn.Sequential(nn.Conv2d(2, 2, 1)) for _ in range(4))
            setattr(self.backbone.fpn, blocks, made)
        self.rpn = nn.Module()
        self.rpn.head = RPNHead(2, 3)
        self.roi_heads = nn.Module()
        self.roi_heads.mask_head = MaskHead(2, 2)
        self.roi_heads.box_predictor = nn.Module()
        self.roi_heads.box_predictor.cls_score = nn.Linear(2, classes)


def old_key(key: str) -> str:
    """The name of 2019."""
    key = re.sub(r"((?:inner|layer)_blocks\.\d)\.0\.", r"\1.", key)
    key = re.sub(r"(head\.conv)\.0\.0\.", r"\1.", key)
    return re.sub(r"mask_head\.(\d)\.0\.", lambda m: f"mask_head.mask_fcn{int(m[1]) + 1}.", key)


def state_dict(*, old: bool, metadata: bool) -> OrderedDict[str, Tensor]:
    """The weights of a ``Small`` in one generation, as torch saves them or as a plain dict."""
    state = fill_by_name(Small()).state_dict()
    renamed = OrderedDict((old_key(k) if old else k, v) for k, v in state.items())
    if metadata:
        renamed._metadata = state._metadata
    return renamed


GENERATIONS = [(old, metadata) for old in (False, True) for metadata in (False, True)]
NAMES = ["today, plain", "today, with metadata", "2019, plain", "2019, with metadata"]


@pytest.mark.parametrize(("old", "metadata"), GENERATIONS, ids=NAMES)
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_both_generations_load(tmp_path: Path, suffix: str, old: bool, metadata: bool) -> None:
    path, state = tmp_path / f"weights{suffix}", state_dict(old=old, metadata=metadata)
    torch.save(state, path) if suffix == ".pth" else save_file(state, path)
    detector = Small()
    assert load_weights(detector, path, MASK_RCNN) is None
    for name, tensor in fill_by_name(Small()).state_dict().items():
        assert torch.equal(detector.state_dict()[name], tensor)
    assert detector.backbone.norm.eps == (0.0 if old else 1e-5)


@pytest.mark.parametrize(("old", "metadata"), GENERATIONS, ids=NAMES)
def test_load_state_dict_takes_both_generations(old: bool, metadata: bool) -> None:
    detector = mask_rcnn_resnet50_fpn()
    new = {k: v + 1 if v.is_floating_point() else v for k, v in detector.state_dict().items()}
    given = OrderedDict((old_key(k) if old else k, v) for k, v in new.items())
    assert sum(old_key(k) != k for k in new) == 26
    if metadata:
        given._metadata = detector.state_dict()._metadata
    detector.load_state_dict(given, strict=True)
    for name, tensor in detector.state_dict().items():
        assert torch.equal(tensor, new[name])


def test_keys_of_today_stay_and_old_ones_are_named_as_today() -> None:
    keys = list(mask_rcnn_resnet50_fpn().state_dict())
    assert [modern_key(key) for key in keys] == keys
    assert [modern_key(old_key(key)) for key in keys] == keys


@pytest.mark.parametrize("eps", [0.0, 1e-3])
def test_eps_can_be_said(tmp_path: Path, eps: float) -> None:
    torch.save(state_dict(old=True, metadata=True), tmp_path / "weights.pth")
    detector = Small()
    load_weights(detector, tmp_path / "weights.pth", MASK_RCNN, norm_eps=eps)
    assert detector.backbone.norm.eps == eps


def test_the_published_file_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / MASK_RCNN.file
    torch.save(state_dict(old=False, metadata=True), path)
    detector = Small()
    names = load_weights(detector, str(path), MASK_RCNN)
    assert names == COCO_CATEGORIES
    assert (len(names), names[0], names[17], names[90]) == (91, "background", "cat", "toothbrush")
    assert detector.backbone.norm.eps == 0.0


def changed(name: str, path: Path) -> None:
    """Write a file that is wrong in the way of that name."""
    state = state_dict(old=False, metadata=False)
    if name == "truncated":
        buffer = io.BytesIO()
        torch.save(state, buffer)
        path.write_bytes(buffer.getvalue()[:-400])
    elif name == "no weights":
        path.write_bytes(b"<html>404</html>")
    elif name == "empty":
        path.write_bytes(b"")
    else:
        made = {
            "a checkpoint of two": {"student": state, "teacher": state},
            "two with their names": {f"{n}.{k}": v for n in "ab" for k, v in state.items()},
            "a list": [1, 2],
            "no model": {"epoch": 3},
            "a key missing": {k: v for k, v in state.items() if "cls_logits.bias" not in k},
            "a key too many": state | {"roi_heads.keypoint_head.0.weight": torch.ones(1)},
            "other classes": Small(classes=5).state_dict(),
            "another detector": {"features.0.weight": torch.ones(2)},
        }
        torch.save(made[name], path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("truncated", "cannot be read as weights"),
        ("no weights", "cannot be read as weights"),
        ("empty", "cannot be read as weights"),
        ("a checkpoint of two", r"got student, teacher; .*torch.save\(checkpoint\['...'\]"),
        ("two with their names", "several such models, .* begin with 'a.' and 'b.'"),
        ("a list", "must hold a state dict"),
        ("no model", "must hold a state dict, .* got epoch"),
        ("a key missing", r"1 missing \(rpn.head.cls_logits.bias\), none not known"),
        ("a key too many", r"none missing, 1 not known \(roi_heads.keypoint_head.0.weight\)"),
        ("other classes", r"cls_score.weight has \(5, 2\), not \(3, 2\).*num_classes=5"),
        ("another detector", "36 missing .*another detector"),
    ],
)
def test_a_wrong_file_changes_nothing(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / "weights.pth"
    changed(name, path)
    detector = fill_by_name(Small())
    with pytest.raises(ValueError, match=message) as caught:
        load_weights(detector, path, MASK_RCNN)
    assert str(path) in str(caught.value)
    for key, tensor in fill_by_name(Small()).state_dict().items():
        assert torch.equal(detector.state_dict()[key], tensor)
    assert detector.backbone.norm.eps == 1e-5


@pytest.mark.parametrize(
    ("metadata", "names"),
    [
        ({"class_names": "background, circle, coin"}, ("background", "circle", "coin")),
        ({"class_names": '["background", "cup, full", "a"]'}, ("background", "cup, full", "a")),
        ({"class_names": '["cup", "plate"]'}, ("background", "cup", "plate")),
        ({"made_by": "a test"}, None),
        (None, None),
    ],
    ids=["with commas", "as a list", "but for the background", "something else", "nothing"],
)
def test_class_names_beside_the_weights(tmp_path: Path, metadata: object, names: object) -> None:
    save_file(state_dict(old=False, metadata=False), tmp_path / "w.safetensors", metadata)
    assert load_weights(Small(), tmp_path / "w.safetensors") == names


def test_weights_in_half_precision_are_computed_with_in_single(tmp_path: Path) -> None:
    halves = {name: t.half() for name, t in state_dict(old=False, metadata=False).items()}
    save_file(halves, tmp_path / "w.safetensors")
    detector = Small()
    load_weights(detector, tmp_path / "w.safetensors")
    for name, tensor in detector.state_dict().items():
        assert tensor.dtype == torch.float32
        assert torch.equal(tensor.half(), halves[name])


@pytest.mark.parametrize("keep", [4, 60, -8])
def test_a_truncated_safetensors_file(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "weights.safetensors"
    save_file(state_dict(old=False, metadata=False), path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match="cannot be read as weights"):
        read_state_dict(path)


def test_nothing_is_run_when_a_file_is_read(tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "was run",))

    torch.save({"weight": Harmful()}, tmp_path / "weights.pth")
    with pytest.raises(ValueError, match="could be a program, so it is not read"):
        read_state_dict(tmp_path / "weights.pth")
    assert not (tmp_path / "was run").exists()


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.pth"):
        load_weights(Small(), tmp_path / "nowhere.pth", MASK_RCNN)


def test_a_norm_that_counts_its_batches_fits(tmp_path: Path) -> None:
    state = fill_by_name(Small()).state_dict()
    counted = state | {"backbone.norm.num_batches_tracked": torch.tensor(3)}
    torch.save(counted, tmp_path / "weights.pth")
    detector = Small()
    load_weights(detector, tmp_path / "weights.pth", MASK_RCNN)
    assert torch.equal(detector.backbone.norm.weight, state["backbone.norm.weight"])


CONTENT = b"the weights"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of torch, and nobody who waits or asks a proxy."""
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "hub"))
    monkeypatch.setattr(download, "PAUSES", ())
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "hub" / "checkpoints"


@contextmanager
def published_as(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site that has this under every name."""
    with site_with(Answer(content)) as site:
        monkeypatch.setattr(published_weights, "SITE", site.url.removesuffix("file.bin"))
        yield site


def published(content: bytes) -> Published:
    import hashlib

    digits = hashlib.sha256(content).hexdigest()[:8]
    return Published(f"small-{digits}.pth", ("background",))


def test_a_published_file_is_downloaded_once(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = published(CONTENT)
    with published_as(CONTENT, monkeypatch) as site:
        assert fetch(wanted).read_bytes() == CONTENT
        assert fetch(wanted) == cache / wanted.file
    assert len(site.asked) == 1
    assert wanted.file in capsys.readouterr().err  # a bar


def test_a_download_that_is_another_file_is_not_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = published(CONTENT)
    with (
        published_as(b"something else", monkeypatch),
        pytest.raises(OSError, match=f"put a copy of it at .*{wanted.file}"),
    ):
        fetch(wanted)
    assert not (cache / wanted.file).exists()


def test_without_a_network_the_error_says_what_to_put_where(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = published(CONTENT)
    with published_as(CONTENT, monkeypatch):
        pass  # now nobody is there any more
    expected = (
        f"could not download http.*put a copy of it at {cache / wanted.file}, or pass.*weights="
    )
    with pytest.raises(OSError, match=expected):
        fetch(wanted)


def test_what_reads_weights_needs_no_library_for_the_web() -> None:
    code = (
        "import sys, mrcnn_edu.detectors.weights as w; assert not {'requests'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def test_a_damaged_file_in_the_cache(cache: Path) -> None:
    wanted = published(CONTENT)
    cache.mkdir(parents=True)
    (cache / wanted.file).write_bytes(CONTENT[:5])
    with pytest.raises(ValueError, match=f"damaged.*{wanted.digits}.*delete it"):
        fetch(wanted)


@pytest.mark.parametrize(
    ("weights", "digits"),
    [
        (published_weights.FASTER_RCNN, "258fb6c6"),
        (published_weights.MASK_RCNN, "bf2d0c1e"),
        (published_weights.KEYPOINT_RCNN, "fc266e95"),
    ],
)
def test_the_hash_in_the_name(weights: Published, digits: str) -> None:
    assert weights.digits == digits
