"""What tools write in several ways is read as one thing, and told where it was not equal."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.coco.format import category_ids
from mrcnn_edu.coco.instances import read_groups
from mrcnn_edu.coco.spellings import read_flag, read_id, read_side, respell, unwrap

RING = [1, 2, 4, 2, 4, 5, 1, 5]
PAIRS = [[1, 2], [4, 2], [4, 5], [1, 5]]
RLE = {"size": [8, 10], "counts": [10, 3, 67]}


def a_file(number: int = 2, **annotation: Any) -> dict[str, Any]:
    """So many images of 8 x 10 pixels with a cat each."""
    entry = {"category_id": 7, "bbox": [1, 2, 3, 3], "segmentation": [RING], "iscrowd": 0}
    numbers = range(1, number + 1)
    return {
        "images": [{"id": i, "file_name": f"{i}.png", "height": 8, "width": 10} for i in numbers],
        "annotations": [{"id": i, "image_id": i, **entry, **annotation} for i in numbers],
        "categories": [{"id": 7, "name": "cat"}],
    }


def opened(tmp_path: Path, coco: dict[str, Any], *, as_file: bool = True) -> CocoFolder:
    for image in coco["images"]:
        Image.new("RGB", (10, 8)).save(tmp_path / image["file_name"])
    (tmp_path / "a.json").write_text(json.dumps(coco) if as_file else "")
    return CocoFolder(tmp_path, tmp_path / "a.json" if as_file else coco)


@pytest.mark.parametrize(
    ("written", "read"),
    [(1, 1), (1.0, 1), (np.int64(1), 1), (np.float32(2), 2), (-3.0, -3), ("1", "1"), (1.5, 1.5)],
    ids=str,
)
def test_ids_by_their_value(written: Any, read: Any) -> None:
    assert read_id(written) == read
    assert type(read_id(written)) is type(read)


@pytest.mark.parametrize("written", [True, None, float("nan"), float("inf"), [1]], ids=str)
def test_what_is_no_id_stays(written: Any) -> None:
    assert read_id(written) is written


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *((value, 0) for value in (0, 0.0, False, None, "0", "false", " False ")),
        *((value, 1) for value in (1, 1.0, True, "1", "TRUE", np.int64(1))),
        *((value, value) for value in ("maybe", 2, -1, "", [])),
    ],
    ids=str,
)
def test_flags(written: Any, read: Any) -> None:
    assert read_flag(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [(480, 480), (480.0, 480), ("480", 480), (0, None), ("0", None), ("", None), (None, None)],
    ids=str,
)
def test_sides(written: Any, read: Any) -> None:
    assert read_side(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param([RING], [RING], id="COCO's"),
        pytest.param(RING, [RING], id="flat"),
        pytest.param([[RING]], [RING], id="one bracket too many"),
        pytest.param([[RING], [RING, RING]], [RING] * 3, id="one too many, of several"),
        pytest.param([PAIRS], [RING], id="corners as pairs"),
        pytest.param(PAIRS, [RING], id="pairs without a bracket"),
        pytest.param([PAIRS, PAIRS], [RING, RING], id="two of pairs"),
        pytest.param([RLE], RLE, id="RLE in a list"),
        pytest.param(RLE, RLE, id="RLE"),
        pytest.param([], [], id="nothing"),
        pytest.param([[]], [[]], id="an empty polygon"),
        pytest.param(None, None, id="none"),
        pytest.param("cat", "cat", id="a word"),
        pytest.param([[1, "x", 4, 2, 4, 5]], [[1, "x", 4, 2, 4, 5]], id="a word in it"),
        pytest.param([[[[RING]]]], [[RING]], id="many brackets too many"),
    ],
)
def test_brackets(written: Any, read: Any) -> None:
    assert unwrap(written) == read


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"image_id": lambda i: float(i)}, 0, id="image_id 1.0"),
        pytest.param({"id": lambda i: np.int64(i)}, 0, id="numpy's"),
        pytest.param({"image_id": str}, 1, id="image_id as text"),
        pytest.param({"category_id": lambda i: "7"}, 1, id="category_id as text"),
        pytest.param({"iscrowd": lambda i: "0"}, 1, id="iscrowd as text"),
        pytest.param({"iscrowd": lambda i: False}, 0, id="iscrowd False"),
        pytest.param({"segmentation": lambda i: list(RING)}, 1, id="flat"),
    ],
)
def test_annotations_written_otherwise_are_read(
    tmp_path: Path, change: dict[str, Any], told: int, recwarn: pytest.WarningsRecorder
) -> None:
    coco = a_file()
    for entry in coco["annotations"]:
        for field, write in change.items():
            entry[field] = write(entry["id"])
    dataset = opened(tmp_path, coco, as_file=False)
    for _, target in dataset:
        assert target["boxes"].tolist() == [[1, 2, 4, 5]]
        assert target["iscrowd"].tolist() == [False]
    assert len(dataset.problems) == told  # one for both annotations
    assert all(next(iter(change)) in problem.what for problem in dataset.problems)


def test_a_number_for_text(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    coco = a_file()
    for image in coco["images"]:
        image["id"] = str(image["id"])
    assert len(opened(tmp_path, coco).coco["annotations"]) == 2


@pytest.mark.parametrize("side", [0, None, "10", 10.0], ids=str)
def test_sizes(tmp_path: Path, side: Any, recwarn: pytest.WarningsRecorder) -> None:
    coco = a_file()
    for image in coco["images"]:
        image["width"] = side
    dataset = opened(tmp_path, coco)
    assert [image["width"] for image in dataset.coco["images"]] == [10, 10]


def test_a_flag_that_is_none(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    coco = a_file()
    coco["annotations"][0]["iscrowd"] = "maybe"
    dataset = opened(tmp_path, coco)
    (problem,) = dataset.problems
    assert "'iscrowd' must be 0 or 1, got 'maybe'" in problem.what
    assert len(dataset.coco["annotations"]) == 1
    for entry in coco["annotations"]:
        entry["area"] = 9
    with pytest.raises(ValueError, match=r"annotations'\]\[0\]: 'iscrowd' must be 0 or 1"):
        read_groups(coco, [], "bbox")


@pytest.mark.parametrize("other", ["x", None, True, float("nan")], ids=str)
def test_category_ids_of_mixed_types(other: Any) -> None:
    with pytest.raises(ValueError, match="must have numbers as ids, or all of them text"):
        category_ids([{"id": 1}, {"id": other}])


def test_two_categories_of_one_name(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    coco = a_file()
    coco["categories"].append({"id": 9, "name": "cat"})
    (problem,) = opened(tmp_path, coco).problems
    assert problem.what == "category 9 is called 'cat', as category 7 is"


def test_what_was_given_stays_as_it_is() -> None:
    coco = a_file(image_id="1", iscrowd="0")
    before = json.dumps(coco)
    respelled, _ = respell(coco, "a.json")
    assert json.dumps(coco) == before
    assert respelled["images"][0] is coco["images"][0]  # nothing is copied that need not be
