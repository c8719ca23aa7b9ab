"""Which photographs are meant by what was typed."""

import pytest

from mrcnn_edu.cli.photos import find_photos


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Pictures at three levels, with what is no photograph between them."""
    names = ["a.jpg", "b.PNG", "notes.txt", "Thumbs.db", "._a.jpg", "[1].png"]
    names += ["in/c.jpg", "in/deep/d.webp", "in/.cache/e.jpg", "in/.DS_Store", "found/0001_a.png"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


ALL = ["[1].png", "a.jpg", "b.PNG", "found/0001_a.png", "in/c.jpg", "in/deep/d.webp"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["."], ALL),
        (["in"], ["in/c.jpg", "in/deep/d.webp"]),
        (["in/"], ["in/c.jpg", "in/deep/d.webp"]),
        (["*.jpg"], ["a.jpg"]),
        (["*"], ["[1].png", "a.jpg", "b.PNG"]),
        (["**/*.jpg"], ["a.jpg", "in/c.jpg"]),
        (["**"], ALL),
        (["in/**/*.webp"], ["in/deep/d.webp"]),
        (["[1].png"], ["[1].png"]),
        (["a.jpg", "./a.jpg", "in/../a.jpg", "*.jpg"], ["a.jpg"]),
        (["notes.txt", "Thumbs.db"], ["notes.txt"]),  # as a shell's * has it
    ],
    ids=str,
)
def test_what_is_meant(folder, typed, meant):
    assert sorted(path.as_posix() for path in find_photos(typed)) == meant


def test_pictures_of_an_earlier_run_are_not_meant_but_by_name(folder):
    kept = find_photos(["."], but=folder / "found")
    assert [path.as_posix() for path in kept if "found" in path.parts] == []
    assert len(kept) == len(ALL) - 1
    assert len(find_photos(["found"], but=folder / "found")) == 1
    assert len(find_photos(["found/0001_a.png"], but=folder / "found")) == 1


@pytest.mark.parametrize("typed", ["no*.jpg", "none", "", "Thumbs.db", "in/.cache/no.jpg"])
def test_nothing_is_meant(folder, typed):
    with pytest.raises(FileNotFoundError, match="no picture"):
        find_photos([typed])
