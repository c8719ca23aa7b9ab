"""A download is whole or not there, whatever the server does."""

import hashlib
import io
import random
import threading
import time
from pathlib import Path

import pytest
import requests

from mrcnn_edu.files import download as download_module
from mrcnn_edu.files import receiving
from mrcnn_edu.files.download import download
from tests.files.server import Answer, site_with

BODY = random.Random(0).randbytes(300_000)
OTHER = random.Random(1).randbytes(300_000)
SUM = hashlib.sha256(BODY).hexdigest()
K = 1000


def left(path: Path) -> set[str]:
    """The names beside the lock."""
    return {p.name for p in path.parent.iterdir()} - {f"{path.name}.lock"}


def get(*answers: Answer, path: Path, **wanted: object) -> list[str | None]:
    """Download, and say what parts were asked for."""
    with site_with(*answers) as site:
        assert download(site.url, path, progress=False, **wanted) == path
    return site.ranges


CUT = Answer(BODY, drop_after=100 * K)
# Name, answers, and how many requests they take; what arrives is the body each time.
GOOD = {
    "at once": ([Answer(BODY)], 1),
    "an empty file": ([Answer(b"")], 1),
    "dropped twice": ([CUT, CUT, Answer(BODY)], 3),
    "dropped, more often than attempts without progress": ([Answer(BODY, drop_after=20 * K)], 15),
    "no range": ([CUT, Answer(BODY, knows_range=False)], 2),
    "no tag": ([Answer(BODY, drop_after=100 * K, tag=None), Answer(BODY, tag=None)], 2),
    "a weak tag": ([Answer(BODY, drop_after=100 * K, tag='W/"one"'), Answer(BODY)], 2),
    "by date": ([Answer(BODY, drop_after=100 * K, tag=None, modified="Mon, 1 Jan 2024")], 3),
    "chunks": ([Answer(BODY, chunked=True)], 1),
    "chunks that end early": ([Answer(BODY, chunked=True, drop_after=50 * K), Answer(BODY)], 2),
    "changed in between": ([Answer(OTHER, drop_after=100 * K, tag='"old"'), Answer(BODY)], 2),
    "changed, and If-Range not known": (
        [Answer(OTHER, drop_after=100 * K, tag='"old"'), Answer(BODY, knows_if_range=False)],
        3,
    ),
    "changed in length alone": (
        [Answer(OTHER + b"x", drop_after=100 * K), Answer(BODY, knows_if_range=False)],
        3,
    ),
    "another part than asked for": ([CUT, Answer(BODY, shift=5), Answer(BODY)], 3),
    "a part without a place": (
        [CUT, Answer(BODY, headers={"Content-Range": None}), Answer(BODY)],
        3,
    ),
    "nothing there to continue": ([CUT, Answer(status=416), Answer(BODY)], 3),
    "busy": ([Answer(status=503), Answer(status=429), Answer(status=500), Answer(BODY)], 4),
    "a part without a place, of unknown length": (
        [
            Answer(BODY, chunked=True, drop_after=100 * K),
            Answer(BODY, headers={"Content-Range": None}),
            Answer(BODY),
        ],
        3,
    ),
    "a part without a version": ([CUT, Answer(BODY, headers={"ETag": None})], 2),
    "claims more, once": ([Answer(BODY, claim=10), Answer(BODY, knows_range=False)], 2),
}


@pytest.mark.parametrize(("answers", "requests"), GOOD.values(), ids=GOOD)
def test_what_arrives(path, answers, requests):
    asked = get(*answers, path=path)
    assert path.read_bytes() == (b"" if requests == 1 and not answers[0].body else BODY)
    assert len(asked) == requests
    assert left(path) == {"file.bin"}


def test_only_what_is_missing_is_asked_for(path):
    assert get(CUT, CUT, Answer(BODY), path=path) == [None, "bytes=100000-", "bytes=200000-"]


@pytest.mark.parametrize("tag", [None, 'W/"one"'])
def test_without_a_version_nothing_is_continued(path, tag):
    assert get(Answer(BODY, drop_after=100 * K, tag=tag), Answer(BODY), path=path) == [None, None]


def test_where_nothing_is_to_continue_it_begins_anew(path):
    assert get(CUT, Answer(status=416), Answer(BODY), path=path)[1:] == ["bytes=100000-", None]


def test_it_is_asked_for_as_it_lies_there(path):
    with site_with(CUT, Answer(BODY)) as site:
        download(site.url, path, progress=False)
    assert [asked["Accept-Encoding"] for asked in site.asked] == ["identity"] * 2


@pytest.mark.parametrize("digits", [SUM, SUM[:8], SUM[:8].upper()], ids=["whole", "first", "upper"])
def test_a_sum_that_fits(path, digits):
    get(Answer(BODY), path=path, sha256=digits, size=len(BODY))
    assert path.read_bytes() == BODY


STOPPED = {
    "not there": ([Answer(status=404)], {}, "answers 404 Not Found", 1),
    "forbidden": ([Answer(status=403)], {}, "answers 403 Forbidden", 1),
    "always busy": ([Answer(status=500)], {}, "5 attempts brought nothing new.*answers 500", 5),
    "always dropped at once": ([Answer(BODY, drop_after=0)], {}, "5 attempts", 5),
    "dropped at the same place": (
        [Answer(BODY, drop_after=100 * K, knows_range=False)],
        {},
        "5 attempts",
        6,
    ),
    "claims more": ([Answer(BODY, claim=10)], {}, "5 attempts", 6),
    "claims less": ([Answer(BODY, claim=-10)], {"sha256": SUM}, "damaged or another", 1),
    "claims less than wanted": ([Answer(BODY, claim=-10)], {"size": len(BODY)}, "299990 bytes", 1),
    "longer than wanted": ([Answer(BODY)], {"size": 10}, "server's file has 300000 .* 10 were", 1),
    "chunks without an end": ([Answer(BODY, chunked=True)], {"size": 10}, "more than the 10", 1),
    "damaged": ([Answer(OTHER)], {"sha256": SUM}, f"SHA-256 is .* where {SUM} was expected", 1),
    "shorter than wanted": (
        [Answer(BODY[:9], chunked=True, tag=None)],
        {"size": 10},
        "ended after 9 of 10",
        6,
    ),
    "an endless circle": ([Answer(status=302, headers={"Location": "/"})], {}, "redirects", 31),
    "sent to a file": ([Answer(status=302, headers={"Location": "file:///x"})], {}, "adapters", 1),
    "nothing to send": ([Answer(status=204)], {}, "answers 204", 1),
    "compressed": ([Answer(BODY, headers={"Content-Encoding": "gzip"})], {}, "compressed", 1),
}


@pytest.mark.parametrize(("answers", "wanted", "message", "count"), STOPPED.values(), ids=STOPPED)
def test_what_does_not_arrive(path, answers, wanted, message, count):
    path.parent.mkdir()
    path.write_bytes(b"the old one")
    # An older file is only replaced where it does not fit.
    wanted = wanted or {"sha256": SUM}
    with site_with(*answers) as site, pytest.raises(OSError, match=message) as caught:
        download(site.url, path, progress=False, **wanted)
    assert f"could not download {site.url}" in str(caught.value)
    assert f"put a copy of it at {path}" in str(caught.value)
    assert len(site.asked) == count
    assert path.read_bytes() == b"the old one"


def test_redirects_are_followed(path):
    with site_with(Answer(BODY)) as target:
        get(Answer(status=302, headers={"Location": target.url}), path=path)
    assert path.read_bytes() == BODY


def test_a_damaged_file_is_not_continued(path):
    with site_with(Answer(OTHER), Answer(BODY)) as site:
        with pytest.raises(OSError, match="damaged"):
            download(site.url, path, sha256=SUM, progress=False)
        assert left(path) == set()
        download(site.url, path, sha256=SUM, progress=False)
    assert site.ranges == [None, None]


@pytest.mark.parametrize("wanted", [{}, {"sha256": SUM[:8]}, {"size": len(BODY)}])
def test_a_file_that_fits_is_left_alone(path, wanted):
    path.parent.mkdir()
    path.write_bytes(BODY)
    assert get(Answer(OTHER), path=path, **wanted) == []
    assert path.read_bytes() == BODY


@pytest.mark.parametrize("wanted", [{"sha256": SUM}, {"size": len(BODY)}])
def test_a_file_that_does_not_fit_is_replaced(path, wanted):
    path.parent.mkdir()
    path.write_bytes(b"the old one")
    get(Answer(BODY), path=path, **wanted)
    assert path.read_bytes() == BODY


def test_a_server_that_falls_silent(path, monkeypatch):
    monkeypatch.setattr(receiving, "TIMEOUT", (5.0, 0.2))
    silent = Answer(BODY, drop_after=100 * K, hold=threading.Event())
    start = time.monotonic()
    assert get(silent, Answer(BODY), path=path) == [None, "bytes=100000-"]
    assert time.monotonic() - start < 10  # the server would be silent for 20 seconds
    assert path.read_bytes() == BODY


DRIPPING = Answer(BODY, drip=0.01)


def test_a_server_that_sends_by_drops(path, monkeypatch):
    monkeypatch.setattr(receiving, "MINUTE", 0.6)  # a busy machine needs some to answer
    with site_with(DRIPPING, Answer(BODY)) as site:
        with pytest.raises(
            OSError, match=r"only \d+ bytes came in .* seconds; the same call goes on"
        ):
            download(site.url, path, progress=False)
        download(site.url, path, progress=False)  # faster now
    assert [asked is not None for asked in site.ranges] == [False, True]
    assert path.read_bytes() == BODY


def test_drops_that_come_often_enough(path, monkeypatch):
    monkeypatch.setattr(receiving, "MINUTE", 0.6)
    monkeypatch.setattr(receiving, "SLOWEST", 1)
    get(Answer(BODY[:99], drip=0.01), path=path)
    assert path.read_bytes() == BODY[:99]


def test_a_download_without_an_end_in_time(path, monkeypatch):
    monkeypatch.setattr(download_module, "LONGEST", 0.5)  # a busy machine needs some to answer
    with site_with(DRIPPING) as site, pytest.raises(OSError, match="takes too long; the same call"):
        download(site.url, path, progress=False)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("module", "limit"),
    [(receiving, "MINUTE"), (download_module, "LONGEST")],
    ids=["of an answer", "of all"],
)
def test_headers_that_come_by_drops(path, monkeypatch, module, limit):
    monkeypatch.setattr(module, limit, 0.05)
    slow = Answer(BODY, slow=True, hold=threading.Event())
    with site_with(slow) as site, pytest.raises(OSError, match=r"did not answer in \d seconds"):
        download(site.url, path, progress=False)
    assert len(site.asked) == 1
    assert not path.exists()


@pytest.mark.parametrize("of", [{"chunked": True}, {"claim": None}], ids=["chunks", "no length"])
def test_a_file_whose_length_nobody_tells(path, monkeypatch, of):
    monkeypatch.setattr(receiving, "UNTOLD", len(BODY))
    get(Answer(BODY, **of), path=path)
    monkeypatch.setattr(receiving, "UNTOLD", len(BODY) - 1)
    get(Answer(BODY, **of), path=path.with_name("told"), size=len(BODY))
    with pytest.raises(OSError, match="sends more than the 299999 bytes"):
        get(Answer(BODY, **of), path=path.with_name("too long"))
    assert path.with_name("too long.partial").stat().st_size < len(BODY)


def test_a_length_of_many_digits(path):
    """Python makes no number of more than 4300."""
    get(Answer(BODY, chunked=True, headers={"Content-Length": "9" * 5000}), path=path)
    assert path.read_bytes() == BODY


def test_words_of_a_server_move_nothing_in_a_terminal(path):
    shout = Answer(status=404, reason="\x1b[2Jgone" + "!" * 1000)
    with pytest.raises(OSError, match="404 ") as caught:
        get(shout, path=path)
    assert str(caught.value).isprintable()
    assert r"\x1b[2Jgone!!" in str(caught.value)
    assert len(str(caught.value)) < 800


def test_no_server_at_all(path):
    with site_with() as site:
        pass
    with pytest.raises(OSError, match=r"5 attempts.*Connection refused.*put a copy of it at"):
        download(site.url, path, progress=False)


def test_pauses_grow(path, monkeypatch):
    slept = []
    monkeypatch.setattr(download_module, "PAUSES", (1.0, 2.0, 4.0))
    monkeypatch.setattr(time, "sleep", slept.append)
    with pytest.raises(OSError, match="4 attempts"):
        get(CUT, Answer(status=500), path=path)
    assert slept == [1.0, 1.0, 2.0, 4.0]


def test_from_https_nobody_is_sent_to_http(path, monkeypatch):
    sent_on = requests.Response()
    sent_on.status_code, sent_on.url = 200, "http://example.org/file.bin"
    sent_on.raw = io.BytesIO(BODY)
    monkeypatch.setattr(requests, "get", lambda *_, **__: sent_on)
    with pytest.raises(OSError, match=r"sends us on to http://example\.org"):
        download("https://example.org/file.bin", path)


@pytest.mark.parametrize(
    ("url", "wanted", "message"),
    [
        ("ftp://a/b", {}, "url must begin with http.*'ftp://a/b'"),
        ("file:///etc/hosts", {}, "url must begin"),
        ("b.zip", {}, "url must begin"),
        ("http:///b", {}, "url must begin"),
        ("http://a/b", {"sha256": "abc"}, "8 to 64 of them, got 'abc'"),
        ("http://a/b", {"sha256": "z" * 64}, "sha256 must be"),
        ("http://a/b", {"sha256": "a" * 65}, "sha256 must be"),
        ("http://a/b", {"sha256": ""}, "sha256 must be"),
        ("http://a/b", {"size": -1}, "size must be.*got -1"),
    ],
)
def test_wrong_arguments(path, url, wanted, message):
    with pytest.raises(ValueError, match=message):
        download(url, path, **wanted)
    assert not path.parent.exists()


def test_a_folder_in_the_way(path):
    path.mkdir(parents=True)
    with pytest.raises(OSError, match="a folder of that name"):
        get(Answer(BODY), path=path)


@pytest.mark.parametrize(("progress", "shown"), [(True, ["file.bin", "300k/300k"]), (False, [])])
def test_the_bar(path, capsys, progress, shown):
    with site_with(CUT, Answer(BODY)) as site:
        download(site.url, path, progress=progress)
    written = capsys.readouterr().err
    assert bool(written) == progress
    for words in shown:
        assert words in written
