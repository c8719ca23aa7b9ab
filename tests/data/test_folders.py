"""Where data sets are found, and how those that are missing come to the cache."""

import io
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from mrcnn_edu.data import folders
from mrcnn_edu.data.folders import fetch_data, find_data
from mrcnn_edu.data.published import DATA_SETS, Archive, DataSet
from mrcnn_edu.files import download as download_module
from tests.files.server import Answer, site_with

WHOLE = ("train/via_region_data.json", "val/via_region_data.json")


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, f"this is {name}")
    return buffer.getvalue()


BALLOON = zipped(*(f"balloon/{name}" for name in WHOLE), "__MACOSX/._balloon")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and no folder of one's own."""
    monkeypatch.setattr(folders, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.setattr(download_module, "PAUSES", ())
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("MRCNN_EDU_DATA", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Path:
    """A folder of one's own, empty, beside an empty cache."""
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("MRCNN_EDU_DATA", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch):
    """Lets the balloons, or another data set, come from somewhere else."""

    def publish_at(*archives: Archive, name: str = "balloon", files: tuple[str, ...] = WHOLE):
        monkeypatch.setitem(DATA_SETS, name, DataSet(archives, files))

    return publish_at


def put(folder: Path, *files: str) -> Path:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(file)
    return folder


def test_ones_own_comes_before_the_cache(own, cache):
    put(cache / "balloon", *WHOLE)
    assert find_data("balloon") == cache / "balloon"
    put(own / "balloon", *WHOLE)
    assert find_data("balloon") == own / "balloon"
    assert fetch_data("balloon") == own / "balloon"


def test_any_folder_of_ones_own_is_found(own):
    put(own / "my_photos", "a.jpg")
    assert find_data("my_photos") == fetch_data("my_photos") == own / "my_photos"


def test_a_home_folder_and_an_empty_variable(own, cache, monkeypatch):
    put(own / "balloon", *WHOLE)
    monkeypatch.setenv("HOME", str(own.parent))
    monkeypatch.setenv("MRCNN_EDU_DATA", os.path.join("~", "own"))
    assert find_data("balloon") == own / "balloon"
    monkeypatch.setenv("MRCNN_EDU_DATA", "")
    put(cache / "balloon", *WHOLE)
    monkeypatch.chdir(own)  # which an empty path would mean
    assert find_data("balloon") == cache / "balloon"


@pytest.mark.parametrize("call", [find_data, fetch_data])
@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../balloon", "/balloon", "balloon/"])
def test_a_name_is_no_path(cache, call, name):
    with pytest.raises(ValueError, match="name must be that of one folder"):
        call(name)


@pytest.mark.parametrize("call", [find_data, fetch_data])
def test_a_variable_that_names_no_folder(cache, monkeypatch, tmp_path, call):
    put(cache / "balloon", *WHOLE)
    monkeypatch.setenv("MRCNN_EDU_DATA", str(tmp_path / "moved"))
    with pytest.raises(FileNotFoundError, match=r"MRCNN_EDU_DATA is '.*moved'.*no such folder"):
        call("balloon")


def test_what_to_put_where(own, cache):
    with pytest.raises(FileNotFoundError) as caught:
        find_data("balloon")
    said = str(caught.value)
    assert f"'balloon' in {own / 'balloon'} and {cache / 'balloon'};" in said
    assert "run `python -m mrcnn_edu download balloon`" in said
    assert "unpack https://github.com/matterport/Mask_RCNN/releases/download/v2.1/balloon" in said
    assert f"there is a file {cache}/balloon/train/via_region_data.json" in said


def test_following_the_advice_helps(cache):
    with pytest.raises(FileNotFoundError):
        find_data("coco_val2017")
    put(cache / "coco_val2017", *DATA_SETS["coco_val2017"].files)
    assert find_data("coco_val2017") == cache / "coco_val2017"


@pytest.mark.parametrize("call", [find_data, fetch_data])
def test_a_data_set_that_nobody_knows(cache, call):
    with pytest.raises(FileNotFoundError, match=r"put it there.*balloon, coco_val2017"):
        call("ballon")


@pytest.mark.parametrize("call", [find_data, fetch_data])
def test_one_that_is_not_whole(own, call):
    put(own / "balloon", WHOLE[0])
    with pytest.raises(FileNotFoundError, match=r"balloon is not whole, it lacks val/via_region"):
        call("balloon")


def test_what_is_missing_is_fetched_once(cache, publish):
    with site_with(Answer(BALLOON)) as site:
        publish(Archive(site.url, "balloon", "", len(BALLOON)))
        assert fetch_data("balloon", progress=False) == cache / "balloon"
        assert fetch_data("balloon", progress=False) == find_data("balloon") == cache / "balloon"
        assert len(site.asked) == 1
    files = {p.relative_to(cache).as_posix() for p in cache.rglob("*") if p.is_file()}
    assert {f for f in files if not f.endswith(".lock")} == {f"balloon/{name}" for name in WHOLE}


def test_it_comes_to_the_cache_where_ones_own_folder_lacks_it(own, cache, publish):
    with site_with(Answer(BALLOON)) as site:
        publish(Archive(site.url, "balloon", "", len(BALLOON)))
        assert fetch_data("balloon", progress=False) == cache / "balloon"
    assert list(own.iterdir()) == []


def test_two_archives_and_the_second_fails_once(cache, publish):
    images, notes = zipped("val2017/1.jpg"), zipped("annotations/a.json", "annotations/b.json")
    files = ("val2017/1.jpg", "annotations/a.json")
    with site_with(Answer(images), Answer(status=500), Answer(notes)) as site:
        publish(
            Archive(site.url, "val2017", "val2017", len(images)),
            Archive(site.url, "annotations", "annotations", len(notes)),
            name="coco_val2017",
            files=files,
        )
        with pytest.raises(OSError, match=r"put a copy of it at .*file\.bin"):
            fetch_data("coco_val2017", progress=False)
        with pytest.raises(FileNotFoundError, match=r"lacks annotations/a\.json"):
            find_data("coco_val2017")
        folder = fetch_data("coco_val2017", progress=False)
        assert len(site.asked) == 3
    assert (folder / "annotations" / "b.json").is_file()
    assert (folder / "val2017" / "1.jpg").read_text() == "this is val2017/1.jpg"


def test_a_copy_put_where_the_message_says_is_unpacked(cache, publish):
    with site_with(Answer(status=404)) as site:
        publish(Archive(site.url, "balloon", "", len(BALLOON)))
        with pytest.raises(OSError, match="could not download") as caught:
            fetch_data("balloon", progress=False)
        place = Path(str(caught.value).rpartition("put a copy of it at ")[2])
        place.write_bytes(BALLOON)
        assert fetch_data("balloon", progress=False) == cache / "balloon"
        assert len(site.asked) == 1


def test_an_archive_of_other_files(cache, publish):
    other = zipped("balloon/readme.txt")
    with site_with(Answer(other)) as site:
        publish(Archive(site.url, "balloon", "", len(other)))
        with pytest.raises(FileNotFoundError, match="not whole, it lacks train/via_region_data"):
            fetch_data("balloon", progress=False)


@pytest.mark.parametrize(
    ("size", "sha256", "message"),
    [(10, None, "where 10 were expected"), (len(BALLOON), "0" * 64, "damaged or another")],
)
def test_a_file_of_another_length_or_sum(cache, publish, size, sha256, message):
    with site_with(Answer(BALLOON)) as site:
        publish(Archive(site.url, "balloon", "", size, sha256))
        with pytest.raises(OSError, match=message):
            fetch_data("balloon", progress=False)
    assert not (cache / "balloon").exists()


def test_a_damaged_archive_is_not_found_again(cache, publish):
    damaged = BALLOON.replace(b"this is", b"that is", 1)
    with site_with(Answer(damaged), Answer(BALLOON)) as site:
        publish(Archive(site.url, "balloon", "", len(BALLOON)))
        with pytest.raises(ValueError, match=r"file\.bin cannot be unpacked: .*Bad CRC"):
            fetch_data("balloon", progress=False)
        assert fetch_data("balloon", progress=False) == cache / "balloon"


@pytest.mark.parametrize("progress", [True, False])
def test_the_bar(cache, publish, capsys, progress):
    with site_with(Answer(BALLOON)) as site:
        publish(Archive(site.url, "balloon", "", len(BALLOON)))
        fetch_data("balloon", progress=progress)
    assert ("file.bin" in capsys.readouterr().err) == progress


def test_two_threads_fetch_it_once(cache, publish):
    found = []
    with site_with(Answer(BALLOON)) as site:
        publish(Archive(site.url, "balloon", "", len(BALLOON)))
        threads = [
            threading.Thread(target=lambda: found.append(fetch_data("balloon", progress=False)))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(site.asked) == 1
    assert found == [cache / "balloon"] * 3


@pytest.mark.parametrize("name", DATA_SETS)
def test_what_is_known_of_a_data_set(name):
    archives, files = DATA_SETS[name]
    for archive in archives:
        assert archive.url.startswith(("https://", "http://"))
        # What nobody can check by its sum must not come over a line that anybody can write to.
        assert archive.sha256 is not None or archive.url.startswith("https://")
        assert archive.sha256 is None or len(archive.sha256) == 64
    assert all(any(file.startswith(archive.place) for archive in archives) for file in files)


def test_importing_asks_nobody():
    code = """
import sys
def refuse(event, _):
    assert not event.startswith(("socket.connect", "socket.getaddrinfo")), event
sys.addaudithook(refuse)
import mrcnn_edu.data.folders
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


@pytest.mark.skipif("MRCNN_EDU_DATA" not in os.environ, reason="needs MRCNN_EDU_DATA")
def test_the_real_balloons():
    folder = find_data("balloon")
    assert len(list((folder / "train").glob("*.jpg"))) == 61
    assert len(list((folder / "val").glob("*.jpg"))) == 13
