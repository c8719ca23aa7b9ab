"""An archive is unpacked whole and in its place, or not at all."""

import errno
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mrcnn_edu.files.unpack import unpack

FILES = {"balloon/train/a.txt": b"hello", "balloon/b.bin": b"\0" * 3000, "__MACOSX/._b": b"x"}
LINK, DEVICE = 0o120777, 0o060666  # kinds and rights, as Unix writes them


def zipped(
    files: dict[str, bytes],
    modes: dict[str, int] | None = None,
    *,
    system: int = 3,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A zip as Unix makes them; names ending in a slash are folders."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.create_system = system
            info.external_attr = (modes or {}).get(name, stat.S_IFREG | 0o644) << 16
            file.writestr(info, data)
    return buffer.getvalue()


def found(folder: Path) -> dict[str, bytes]:
    """The files below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (None, FILES),
        ("balloon", {"train/a.txt": b"hello", "b.bin": b"\0" * 3000}),
        ("__MACOSX", {"._b": b"x"}),
    ],
)
def test_what_comes_out(archive, part, expected):
    archive.write_bytes(zipped(FILES))
    folder = archive.parent / "deep" / "new"
    assert unpack(archive, folder, part=part) == folder
    assert found(folder) == expected
    assert {path.name for path in folder.parent.iterdir()} == {"new", "new.lock"}


def test_folders_and_names_of_all_forms(archive):
    files = {"./": b"", "a/": b"", "a/b/": b"", "./a/c": b"1", "a//d": b"2", "Ballon é ☃": b"3"}
    archive.write_bytes(zipped(files))
    folder = unpack(archive, archive.parent / "new")
    assert found(folder) == {"a/c": b"1", "a/d": b"2", "Ballon é ☃": b"3"}
    assert (folder / "a" / "b").is_dir()


def test_an_empty_archive(archive):
    archive.write_bytes(zipped({}))
    assert found(unpack(archive, archive.parent / "new")) == {}


REFUSED = {
    "up": ({"../evil": b"x"}, "'../evil': it would lie outside"),
    "up and down": ({"a/../../evil": b"x"}, "outside"),
    "up inside": ({"a/../b": b"x"}, "outside"),
    "absolute": ({"/evil": b"x"}, "'/evil': it would lie outside"),
    "up on Windows": ({"a\\..\\..\\evil": b"x"}, "outside"),
    "a drive": ({"C:evil": b"x"}, "'C:evil': it would lie outside"),
    "twice": ({"a": b"x", "./a": b"y"}, "'./a': another member has its place"),
    "a file, then a folder": ({"a": b"x", "a/": b""}, "'a/?': another member has its place"),
    "a file, then one in it": ({"a": b"x", "a/b": b"y"}, "'a/b': another member has its place"),
    "a folder, then a file": ({"a/b": b"x", "a": b"y"}, "'a': another member has its place"),
    "a file for the folder itself": ({".": b"x"}, "another member has its place"),
}


@pytest.mark.parametrize(("files", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(archive, files, message):
    archive.write_bytes(zipped({"good": b"x", **files}))
    assert_refused(archive, message)


def assert_refused(archive: Path, message: str, **how: object) -> None:
    """The archive is refused by name, and nothing is left of it."""
    with pytest.raises(ValueError, match=message) as caught:
        unpack(archive, archive.parent / "new", **how)
    assert str(archive) in str(caught.value)
    assert {path.name for path in archive.parent.iterdir()} == {archive.name, "new.lock"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped({"good": b"", "bad": b"../.."}, {"bad": LINK}), "link"),
        (zipped({"good": b"", "bad": b""}, {"bad": DEVICE}), "device"),
    ],
    ids=["link", "device"],
)
def test_links_and_devices_are_refused(archive, data, kind):
    archive.write_bytes(data)
    assert_refused(archive, f"'bad': it is a {kind}; only files")


@pytest.mark.parametrize(
    ("mode", "system"), [(0o644, 3), (0, 3), (LINK, 0)], ids=["rights alone", "nothing", "not Unix"]
)
def test_where_a_zip_does_not_say_what_a_member_is(archive, mode, system):
    archive.write_bytes(zipped({"a": b"x"}, {"a": mode}, system=system))
    assert found(unpack(archive, archive.parent / "new")) == {"a": b"x"}


def test_a_folder_of_all_beside_the_part(archive):
    archive.write_bytes(zipped({"./": b"", "./balloon/a": b"x"}))
    assert found(unpack(archive, archive.parent / "new", part="balloon")) == {"a": b"x"}


def test_a_member_outside_the_part_is_looked_at_too(archive):
    archive.write_bytes(zipped({"balloon/a": b"x", "../evil": b"x"}))
    assert_refused(archive, "outside", part="balloon")


@pytest.mark.parametrize("files", [{}, {"other/a": b"x"}, {"balloons/a": b"x"}])
def test_nothing_in_the_part(archive, files):
    archive.write_bytes(zipped(files))
    assert_refused(archive, "nothing in a folder 'balloon'", part="balloon")


@pytest.mark.parametrize(
    ("files", "limit", "fits"),
    [
        ({"a": bytes(10_000)}, 10_512, True),
        ({"a": bytes(10_000)}, 10_511, False),
        ({"a": bytes(5000), "b": bytes(5000)}, 11_024, True),
        ({"a": bytes(5000), "b": bytes(5000)}, 11_023, False),
        ({str(i): b"" for i in range(100)}, 51_200, True),
        ({str(i): b"" for i in range(100)}, 51_199, False),
        ({f"{i}/": b"" for i in range(100)}, 51_199, False),
    ],
    ids=["one", "one too big", "two", "two too big", "many empty", "too many", "too many folders"],
)
def test_a_bomb(archive, files, limit, fits):
    archive.write_bytes(zipped(files))
    if fits:
        assert found(unpack(archive, archive.parent / "new", max_bytes=limit)) == files
    else:
        assert_refused(archive, "more than max_bytes leaves", max_bytes=limit)


def lying_zip(claim: int) -> bytes:
    """A zip with a member of 100,000 bytes that claims to have another length."""
    data = zipped({"a": bytes(100_000)})
    true = (100_000).to_bytes(4, "little")
    assert data.count(true) == 2  # beside the bytes themselves, and in the list at the end
    return data.replace(true, claim.to_bytes(4, "little"))


@pytest.mark.parametrize("claim", [0, 10, 99_999, 100_001, 2_000_000])
def test_a_zip_that_lies_about_a_size(archive, claim):
    archive.write_bytes(lying_zip(claim))
    assert_refused(archive, "'a': (Bad CRC|it does not have the|File size|compressed)")


class Endless(io.BytesIO):
    """A member that does not end."""

    def read(self, size=-1):
        assert self.tell() < 10
        self.seek(1, io.SEEK_CUR)
        return bytes(size)


def test_more_than_the_member_says_is_not_written(archive, monkeypatch):
    archive.write_bytes(zipped({"a": bytes(10)}))
    closed, close = [], zipfile.ZipFile.close
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: Endless())
    monkeypatch.setattr(zipfile.ZipFile, "close", lambda self: (closed.append(True), close(self)))
    with pytest.raises(ValueError, match="does not have the 10 bytes") as caught:
        unpack(archive, archive.parent / "new")
    # The archive is closed although the error, which still knows of it, is being looked at.
    assert closed
    assert caught.value.__cause__ is not None


def overwritten(method: int) -> bytes:
    """A zip whose compressed bytes are others."""
    data = bytearray(zipped({"a": bytes(range(256)) * 9}, method=method))
    data[45:65] = b"\xff" * 20  # the bytes begin at 31
    return bytes(data)


def tarred() -> bytes:
    """An archive of another kind."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as file:
        file.addfile(tarfile.TarInfo("a"))
    return buffer.getvalue()


DAMAGED = {
    "a zip of other compressed bytes": overwritten(zipfile.ZIP_DEFLATED),
    "a zip of other bytes of lzma": overwritten(zipfile.ZIP_LZMA),
    "a zip of other bytes of bzip2": overwritten(zipfile.ZIP_BZIP2),
    "empty": b"",
    "a tar": tarred(),
    "something else": b"<html>not found</html>" * 100,
    "half a zip": zipped(FILES)[:200],
    "a zip of other bytes": zipped({"a": bytes(range(256)) * 9}).replace(b"a", b"b", 1),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_archive(archive, data):
    archive.write_bytes(data)
    assert_refused(archive, "cannot be unpacked: ")


def test_a_zip_with_a_password(archive):
    data = bytearray(zipped({"a": b"x"}))
    data[6] |= 1  # "encrypted", beside the bytes
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the list
    archive.write_bytes(data)
    assert_refused(archive, "'a'.*password")


def test_no_archive(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no archive .*nowhere\.zip"):
        unpack(tmp_path / "nowhere.zip", tmp_path / "new")


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda p: p.symlink_to("nowhere")])
def test_something_is_there_already(archive, make):
    archive.write_bytes(zipped(FILES))
    make(archive.parent / "new")
    with pytest.raises(FileExistsError, match="new is there already"):
        unpack(archive, archive.parent / "new")


def test_what_a_killed_process_left_is_removed(archive):
    archive.write_bytes(zipped(FILES))
    (archive.parent / ".new.unfinished").mkdir()
    (archive.parent / ".new.unfinished" / "old").touch()
    assert found(unpack(archive, archive.parent / "new")) == FILES
    assert not (archive.parent / ".new.unfinished").exists()


def test_a_full_disk(archive, monkeypatch):
    archive.write_bytes(zipped(FILES))
    open_ = Path.open

    def opened(self, mode="r", **how):
        if self.name == "b.bin":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return open_(self, mode, **how)

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(OSError, match=r"archive, 'balloon/b.bin': No space left") as caught:
        unpack(archive, archive.parent / "new")
    assert caught.value.errno == errno.ENOSPC
    assert {path.name for path in archive.parent.iterdir()} == {"archive", "new.lock"}


NAMES = st.text(st.sampled_from("ab./\\:éC"), min_size=1, max_size=8)


@settings(max_examples=60)
@given(
    files=st.dictionaries(NAMES, st.binary(max_size=40), max_size=5),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), max_size=3),
)
def test_whatever_is_in_it_stays_inside(tmp_path_factory, files, flips):
    around = tmp_path_factory.mktemp("around")
    data = bytearray(zipped(files))
    for place, by in flips:
        data[place % len(data)] ^= by
    (around / "archive").write_bytes(data)
    try:
        unpack(around / "archive", around / "in" / "new", max_bytes=100_000)
    except (ValueError, OSError):
        assert not (around / "in" / "new").exists()
    else:
        inside = found(around / "in" / "new")
        assert flips or sorted(inside.values()) == sorted(
            data for name, data in files.items() if not name.endswith("/")
        )
    assert {path.name for path in around.iterdir()} == {"archive", "in"}
    assert {path.name for path in (around / "in").iterdir()} <= {"new", "new.lock"}
