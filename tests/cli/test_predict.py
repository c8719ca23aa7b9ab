"""predict: nothing that one photograph, one name or one stop does costs any results."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from mrcnn_edu.cli import predict
from mrcnn_edu.cli.main import main
from mrcnn_edu.training.one_at_a_time import alone_in


class Finds(torch.nn.Module):
    """One object in the middle, of class 1, on what is 8 pixels high or more.

    Args:
        stop: raised by the call of that number, from 1 up.
    """

    class_names = ("background", "$100_$ ł", "dog")
    paste = None
    rpn = None
    transform = SimpleNamespace(max_size=20)

    def __init__(self, stop: int = 0) -> None:
        super().__init__()
        self.one = torch.nn.Parameter(torch.ones(1))
        self.roi_heads = SimpleNamespace(
            detections_per_image=100, score_threshold=0.05, num_classes=3
        )
        self.calls, self.stop = 0, stop

    def forward(self, images: list[torch.Tensor]) -> list[dict[str, torch.Tensor]]:
        self.calls += 1
        if self.calls == self.stop:
            raise KeyboardInterrupt
        height, width = images[0].shape[1:]
        if height < 8:
            raise ValueError("images[0] is too low")
        box = torch.tensor([[width / 4, height / 4, width / 2, height / 2]])
        found = {"boxes": box, "labels": torch.tensor([1]), "scores": torch.tensor([0.9])}
        return [found | {"masks": torch.ones(1, 1, 14, 14)}]


@pytest.fixture
def use(monkeypatch):
    """Have predict take a detector."""

    def choose(detector: Finds) -> Finds:
        monkeypatch.setattr(predict, "read_detector", lambda chosen: ("any", detector))
        return detector

    choose(Finds())
    return choose


@pytest.fixture
def three(tmp_path, use) -> Path:
    """Folders with two pictures of one name, one that is too low, and a hidden file."""
    for name, size in (("a/x.png", (40, 30)), ("a/strip.png", (500, 4)), ("b/x.png", (40, 30))):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", size).save(tmp_path / name)
    (tmp_path / "a/._x.png").write_bytes(b"\0\5\26\7")
    (tmp_path / "a/Thumbs.db").write_bytes(b"\0")
    return tmp_path


def results_in(folder: Path) -> list[dict]:
    return json.loads((folder / "results.json").read_text())


def test_one_bad_photograph_and_a_stop_lose_nothing_and_the_same_command_goes_on(
    three, use, tmp_path, capsys
):
    output = tmp_path / "out"
    command = ["predict", str(three / "a"), str(three / "b"), "--output", str(output)]
    use(Finds(stop=3))
    assert main(command) == 1
    printed = capsys.readouterr()
    assert "strip.png: images[0] is too low" in printed.err
    assert "stopped; the same command goes on" in printed.err
    assert "._x" not in printed.err
    (entry,) = results_in(output)
    assert entry["file_name"] == "a/x.png"
    assert entry["category"] == "$100_$ ł"
    assert [path.name for path in output.glob("*.png")] == ["0002_x.png"]

    detector = use(Finds())
    assert main(command) == 1  # the strip is still no picture for it
    assert detector.calls == 2
    told = capsys.readouterr().err
    assert "1 of 3 photographs are done already" in told
    assert "1 of 3 photographs are left out, as told above" in told
    assert [(e["image_id"], e["file_name"]) for e in results_in(output)] == [
        (2, "a/x.png"),
        (3, "b/x.png"),
    ]


def test_another_command_is_refused_the_same_folder(three, tmp_path, capsys):
    output = ["--output", str(tmp_path / "out")]
    one = ["predict", str(three / "a/x.png"), *output]
    assert main(one) == 0
    before = results_in(tmp_path / "out")
    assert main(["predict", str(three / "b/x.png"), *output]) == 1
    told = capsys.readouterr().err
    assert "holds results of another command, folder was" in told
    assert "give another --output, or remove the folder" in told
    assert main([*one, "--score", "0.3"]) == 1
    assert "--score was 0.5 and is now 0.3" in capsys.readouterr().err
    assert main(one) == 0
    assert results_in(tmp_path / "out") == before
    (tmp_path / "out/photographs.json").unlink()
    assert main(one) == 1
    assert "holds results of something else" in capsys.readouterr().err


def test_two_commands_at_once_are_refused_one_folder(three, tmp_path, capsys):
    with alone_in(tmp_path / "out"):
        assert main(["predict", str(three / "a/x.png"), "--output", str(tmp_path / "out")]) == 1
    assert "another run is at work in" in capsys.readouterr().err


def test_equal_names_in_two_folders_are_told_apart(three, tmp_path):
    output = tmp_path / "out"
    photos = [str(three / "a/x.png"), str(three / "b/x.png")]
    assert main(["predict", *photos, "--output", str(output)]) == 0
    entries = results_in(output)
    assert [(e["image_id"], e["file_name"]) for e in entries] == [(1, "a/x.png"), (2, "b/x.png")]


def test_a_terminal_that_cannot_print_a_name(three, tmp_path, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["predict", str(three / "a/x.png"), "--output", str(tmp_path / "out")]) == 0
    terminal.seek(0)
    assert r"1 $100_$ \u0142" in terminal.read()


def test_what_else_can_be_written(three, tmp_path, capsys):
    output = tmp_path / "out"
    more = ["--no-pictures", "--crops", "--mask-pngs"]
    assert main(["predict", str(three / "a/x.png"), "--output", str(output), *more]) == 0
    assert f"-> {output / 'results.json'}" in capsys.readouterr().out
    assert list(output.glob("*.png")) == []
    (entry,) = results_in(output)
    assert entry["bbox"] == [10, 7.5, 10, 7.5]
    with Image.open(output / "masks/0001_x_01.png") as picture:
        mask = np.asarray(picture)
    assert mask.shape == (30, 40)
    assert set(mask.flat) == {0, 255}
    assert mask[8:14, 11:19].all()
    assert not mask[:6].any()
    with Image.open(output / "crops/0001_x_01.png") as crop:
        assert (crop.mode, crop.size) == ("RGBA", (10, 8))


@pytest.mark.parametrize(
    ("most", "told"), [([], False), (["--max-detections", "1"], True)], ids=["100", "1"]
)
def test_that_there_may_be_more_is_told(three, tmp_path, capsys, most, told):
    photo = str(three / "a/x.png")
    assert main(["predict", photo, "--output", str(tmp_path / "out"), *most]) == 0
    said = "all that --max-detections 1 lets through: there may be more"
    assert (said in capsys.readouterr().out) == told


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (["--score", "50"], "argument --score: must be a number from 0 to 1, got 50"),
        (["--score", "nan"], "argument --score: must be a number from 0 to 1, got nan"),
        (["--max-detections", "0"], "argument --max-detections: must be a whole number from 1 up"),
        (["--min-size", "0"], "argument --min-size: must be a whole number from 1 up, got 0"),
        (["--output", __file__], "argument --output: must be a folder, and "),
        (["--max-size", "big"], "argument --max-size: must be a whole number from 1 up, got big"),
    ],
    ids=str,
)
def test_a_number_that_cannot_be_is_refused_where_it_is_typed(option, told, capsys):
    with pytest.raises(SystemExit):
        main(["predict", "x.png", *option])
    assert told in capsys.readouterr().err


def test_a_strip_is_looked_at_and_told(tmp_path, use, capsys):
    Image.new("RGB", (300, 9)).save(tmp_path / "strip.png")  # at most 20 wide, less than 1 high
    output = tmp_path / "out"
    assert main(["predict", str(tmp_path / "strip.png"), "--output", str(output)]) == 0
    assert "strip.png: of 300 x 9 pixels a line is looked at" in capsys.readouterr().err
    assert len(results_in(output)) == 1
