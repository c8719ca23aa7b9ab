"""A download that was interrupted goes on or begins anew; two at once do not spoil it."""

import errno
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mrcnn_edu.files.download import download
from mrcnn_edu.files.partial_download import Beginning, read_beginning, write_note
from tests.files.server import Answer, site_with

BODY = random.Random(0).randbytes(300_000)
OTHER = random.Random(1).randbytes(300_000)
SUM = hashlib.sha256(BODY).hexdigest()
K = 1000
CHILD = """
import sys
from mrcnn_edu.files.download import download
download(sys.argv[1], sys.argv[2], sha256=sys.argv[3], progress=False)
"""


def child(url: str, path: Path) -> subprocess.Popen[bytes]:
    """Another process that downloads the same."""
    return subprocess.Popen([sys.executable, "-W", "error", "-c", CHILD, url, str(path), SUM])


def test_a_process_that_is_killed_is_continued(path):
    held = Answer(BODY, drop_after=200 * K, hold=threading.Event())
    partial = path.with_name("file.bin.partial")
    with site_with(held, Answer(BODY)) as site:
        process = child(site.url, path)
        deadline = time.monotonic() + 20
        while not partial.is_file() or partial.stat().st_size < 100 * K:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.wait()
        assert not path.exists()
        length = partial.stat().st_size
        download(site.url, path, sha256=SUM, progress=False)
    assert site.ranges == [None, f"bytes={length}-"]
    assert path.read_bytes() == BODY


def test_two_processes_at_once(path):
    held = Answer(BODY, drop_after=200 * K, hold=threading.Event())
    with site_with(held, Answer(BODY)) as site:
        first = child(site.url, path)
        assert held.begun.wait(timeout=20)
        second = child(site.url, path)
        time.sleep(0.5)  # long enough to ask, did it not wait
        assert len(site.asked) == 1
        held.hold.set()
        assert [first.wait(timeout=20), second.wait(timeout=20)] == [0, 0]
    assert len(site.asked) == 2  # the second time for the part that the first was not given
    assert path.read_bytes() == BODY


def test_what_was_damaged_while_it_lay_here_is_begun_anew(path):
    with site_with(Answer(BODY)) as site:
        leave(path, site.url, OTHER[: 100 * K])
        download(site.url, path, sha256=SUM, progress=False)
    assert site.ranges == [f"bytes={100 * K}-", None]
    assert path.read_bytes() == BODY


def leave(path: Path, url: str, begun: bytes) -> Path:
    """Leave a beginning there, as a process does that is killed."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(begun)
    write_note(partial, url, '"one"', len(BODY))
    return partial


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ({}, f"bytes={100 * K}-"),
        ({"total": None}, f"bytes={100 * K}-"),
        ({"url": "http://elsewhere/"}, None),
        ({"version": ""}, None),
        ({"version": 1}, None),
        ({"total": "many"}, None),
        ({"total": 99_999}, None),
        ("", None),
        ("{}", None),
        ("[1]", None),
    ],
    ids=str,
)
def test_a_note_tells_whether_to_continue(path, note, asked):
    with site_with(Answer(BODY)) as site:
        partial = leave(path, site.url, BODY[: 100 * K])
        if isinstance(note, dict):
            whole = {"url": site.url, "version": '"one"', "total": len(BODY)}
            note = json.dumps(whole | note)
        partial.with_name("file.bin.partial.json").write_text(note)
        download(site.url, path, progress=False)
    assert site.ranges == [asked]
    assert path.read_bytes() == BODY


def test_stopped_before_the_renaming(path):
    with site_with(Answer(status=404)) as site:
        leave(path, site.url, BODY)
        download(site.url, path, sha256=SUM, progress=False)
    assert site.asked == []
    assert path.read_bytes() == BODY


def test_a_beginning_longer_than_the_whole(tmp_path):
    partial = leave(tmp_path / "x" / "file.bin", "http://a/", BODY + b"more")
    assert read_beginning(partial, "http://a/") == Beginning()


def test_a_beginning_is_no_progress(path):
    with site_with(Answer(status=500)) as site:
        leave(path, site.url, BODY[: 100 * K])
        with pytest.raises(OSError, match="5 attempts"):
            download(site.url, path, progress=False)
        assert len(site.asked) == 5


@pytest.mark.parametrize(("begun", "free"), [(0, 299_999), (100 * K, 199_999)])
def test_a_disk_that_is_too_full_is_noticed_before(path, monkeypatch, begun, free):
    with site_with(Answer(BODY)) as site:
        if begun:
            leave(path, site.url, BODY[:begun])
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
        with pytest.raises(OSError, match=f"{free + 1} bytes are missing.*room for {free}"):
            download(site.url, path, progress=False)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free + 1))
        download(site.url, path, progress=False)
    assert path.read_bytes() == BODY


class FullDisk:
    """An open file whose disk has no room after so many bytes."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, block):
        fits = block[: self.room]
        self.room -= len(fits)
        self.file.write(fits)
        if len(fits) < len(block):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return len(block)


def test_a_full_disk(path, monkeypatch):
    path.parent.mkdir()
    path.write_bytes(b"the old one")
    open_ = Path.open

    def opened(self, mode="r", **how):
        file = open_(self, mode, **how)
        return FullDisk(file, 100 * K) if mode == "ab" else file

    with site_with(Answer(BODY)) as site:
        monkeypatch.setattr(Path, "open", opened)
        with pytest.raises(OSError, match="No space left"):
            download(site.url, path, sha256=SUM, progress=False)
        monkeypatch.setattr(Path, "open", open_)
        assert path.read_bytes() == b"the old one"
        download(site.url, path, sha256=SUM, progress=False)  # somebody has made room
    assert site.ranges == [None, "bytes=100000-"]
    assert path.read_bytes() == BODY


@settings(max_examples=25)
@given(
    length=st.integers(0, 200_000),
    cuts=st.lists(st.integers(0, 200_000), max_size=4),
    knows=st.lists(st.booleans(), min_size=5, max_size=5),
    chunked=st.lists(st.booleans(), min_size=5, max_size=5),
    tags=st.lists(st.sampled_from([None, '"one"', 'W/"one"']), min_size=5, max_size=5),
)
def test_however_often_it_is_cut(tmp_path_factory, length, cuts, knows, chunked, tags):
    body = BODY[:length]
    answers = [
        Answer(body, drop_after=cut, knows_range=k, chunked=c, tag=tag)
        for cut, k, c, tag in zip([*cuts, None], knows, chunked, tags, strict=False)
    ]
    path = tmp_path_factory.mktemp("cut") / "file.bin"
    with site_with(*answers) as site:
        download(site.url, path, progress=False)
    assert path.read_bytes() == body
    assert len(site.asked) <= len(answers)
    assert {p.name for p in path.parent.iterdir()} == {"file.bin", "file.bin.lock"}
