"""Names of files as other systems write them, and those that nobody can know."""

import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from mrcnn_edu.coco.file_names import NamedFiles
from mrcnn_edu.coco.folder import CocoFolder

CAFE = "caf\u00e9.png"


@pytest.fixture
def files(tmp_path: Path) -> NamedFiles:
    """A folder, in one with another picture."""
    folder = tmp_path / "images"
    names = ["train/7.png", "my cat.png", "a%20b.png", "a b.png", "A.JPG", "x.png", "X.png"]
    for name in [*names, unicodedata.normalize("NFD", CAFE), "../other.png"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 3)).save(path, format="PNG")
    return NamedFiles(folder)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("train/7.png", "train/7.png"),
        ("train\\7.png", "train/7.png"),
        (".\\train\\7.png", "train/7.png"),
        ("train/../my cat.png", "my cat.png"),
        ("./my cat.png", "my cat.png"),
        ("my%20cat.png", "my cat.png"),
        ("a%20b.png", "a%20b.png"),  # the name as it stands is tried first
        ("a.jpg", "A.JPG"),
        ("x.png", "x.png"),
        ("X.png", "X.png"),
        ("TRAIN\\7.PNG", "train/7.png"),
        (CAFE, unicodedata.normalize("NFD", CAFE)),
        ("caf%C3%A9.png", unicodedata.normalize("NFD", CAFE)),
        (" x.png ", "x.png"),
        ("../images/x.png", "x.png"),
        ("X.PNG", None),  # of two nobody knows which
        ("7.png", None),
        ("dog.png", None),
        ("train", None),
        ("n" * 200, None),
    ],
)
def test_the_file_that_is_meant(files: NamedFiles, name: str, found: str | None):
    path = files.find(name)
    assert (path and path.resolve()) == (found and (files.folder / found).resolve())


def test_a_file_in_another_folder_is_told_and_not_taken(files: NamedFiles):
    assert files.elsewhere("val\\7.png") == files.folder / "train/7.png"
    assert files.elsewhere("val/8.png") is None


def read(folder: Path, *names: str) -> CocoFolder:
    """A data set without objects."""
    images = [{"id": i, "file_name": name} for i, name in enumerate(names, start=1)]
    for image in images:
        image |= {"height": 3, "width": 4}
    return CocoFolder(folder, {"images": images, "annotations": [], "categories": [{"id": 1}]})


@pytest.mark.filterwarnings("ignore::mrcnn_edu.coco.problems.DataProblems")
def test_other_spellings_are_one_problem(files: NamedFiles):
    dataset = read(files.folder, "train\\7.png", "my%20cat.png", "x.png")
    assert len(dataset) == 3
    (problem,) = dataset.problems
    said = (
        "'file_name' is written as 'train\\\\7.png', and 1 more like it (taken for 'train/7.png')"
    )
    assert str(problem).endswith(said)


@pytest.mark.filterwarnings("ignore::mrcnn_edu.coco.problems.DataProblems")
@pytest.mark.parametrize("absolute", [False, True])
def test_a_file_outside_the_folder_is_told(files: NamedFiles, absolute: bool):
    other = files.folder.parent / "other.png"
    dataset = read(files.folder, str(other) if absolute else "../other.png")
    (problem,) = dataset.problems
    assert "image 1 lies outside" in problem.what
    inside = str(files.folder / "x.png") if absolute else "../images/x.png"
    assert read(files.folder, inside).problems == []
