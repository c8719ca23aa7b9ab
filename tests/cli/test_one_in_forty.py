"""One of forty images is bad: it is named, and the other thirty-nine teach the detector."""

import json
from pathlib import Path

import pytest

from mrcnn_edu.cli.main import main
from mrcnn_edu.coco import folder as coco_folder
from tests.cli.drawn_scenes import write_scenes

FORTY = 40
BAD = 12  # the number of the file that is cut off
LAST = 39  # the number of the image one of whose annotations is no area


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 0.jpg to 39.jpg, one of them cut off, and annotations.json."""
    folder = tmp_path_factory.mktemp("forty")
    content = write_scenes(folder, FORTY, ".jpg")
    bad = folder / f"{BAD}.jpg"
    bad.write_bytes(bad.read_bytes()[: bad.stat().st_size // 2])
    last = content["annotations"][-1]
    line = {**last, "id": 9000, "segmentation": [[5, 5, 90, 90]]}  # two points
    content["annotations"].append(line)
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


@pytest.mark.filterwarnings("always")  # as for somebody who types it, it is no error
def test_the_other_thirty_nine_still_train(folder, tmp_path, monkeypatch, capsys):
    read: list[int] = []
    read_image = coco_folder.read_image

    def noted(path: Path, *, upright: bool) -> object:
        read.append(int(path.stem))
        return read_image(path, upright=upright)

    monkeypatch.setattr(coco_folder, "read_image", noted)
    small = ["--detector", "mask_rcnn_tiny", "--min-size", "64", "--workers", "0"]
    once = ["--steps", "3", "--batch-size", "13"]  # each of the 39 once
    data = ["--images", str(folder), "--annotations", str(folder / "annotations.json")]
    assert main(["train", *data, *small, *once, "--output", str(tmp_path)]) == 0
    assert sorted(read) == [number for number in range(FORTY) if number != BAD]
    printed = capsys.readouterr()
    assert "39 images to learn from" in printed.out
    assert printed.err.count(f"{BAD}.jpg: image") == 1
    assert printed.err.count("warning:") == 1
    assert "2 problems in" in printed.err
    assert "); `python -m mrcnn_edu doctor` lists all\n" in printed.err
    assert (tmp_path / "weights.safetensors").is_file()


def test_doctor_lists_both(folder, capsys):
    data = ["--images", str(folder), "--annotations", str(folder / "annotations.json")]
    assert main(["doctor", *data]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if "TO MEND" in line]
    assert len(lines) == 2
    told = zip(lines, (BAD, LAST), ("is truncated", "annotation 9000"), strict=True)
    for line, file, what in told:
        assert line.startswith(f"TO MEND  {file}.jpg: ")
        assert what in line
        assert "left out" in line
