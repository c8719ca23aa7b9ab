"""A file is written whole, or what was there stays."""

import os
from pathlib import Path

import pytest

from mrcnn_edu.files import whole
from mrcnn_edu.files.whole import write_whole


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", b""),
        (b"a\r\nb", b"a\r\nb"),
        (memoryview(b"bytes"), b"bytes"),
        ("Z\u00fcrich\n", b"Z\xc3\xbcrich\n"),
    ],
    ids=["nothing", "bytes", "a view", "a text"],
)
@pytest.mark.parametrize("before", [None, b"something longer than that"], ids=["new", "over one"])
def test_what_is_in_the_file(content, expected, before, tmp_path):
    path = tmp_path / "a.txt"
    if before is not None:
        path.write_bytes(before)
    write_whole(path, content)
    assert path.read_bytes() == expected
    assert os.listdir(tmp_path) == ["a.txt"]


def test_it_may_be_read_by_whoever_reads_other_files_of_ours(tmp_path):
    (tmp_path / "other").touch()
    write_whole(str(tmp_path / "a"), b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_the_old_one(function, tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as inside:
        inside.setattr(os, function, fail)
        with pytest.raises(OSError, match=f"No space left on device: '{path}'"):
            write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


class Half:
    """A file that is stopped in the middle of a write, as by a power cut."""

    def __init__(self, *arguments: str) -> None:
        self.file = open(*arguments)  # noqa: SIM115

    def __enter__(self) -> "Half":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data[: len(data) // 2])
        raise KeyboardInterrupt


def test_a_write_that_is_stopped_leaves_the_old_one_and_the_next_succeeds(tmp_path, monkeypatch):
    path = Path(tmp_path, "a.txt")
    path.write_text("old")
    monkeypatch.setattr(whole, "open", Half, raising=False)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "brand new")
    assert path.read_text() == "old"
    monkeypatch.undo()
    write_whole(path, "brand new")
    assert path.read_text() == "brand new"
    assert os.listdir(tmp_path) == ["a.txt"]
