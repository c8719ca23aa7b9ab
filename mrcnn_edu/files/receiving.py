"""One attempt at a file: ask for what is missing of it, and append what comes."""

import math
import os
import re
import shutil
import threading
import time
from concurrent.futures import Future, wait
from pathlib import Path

import requests
import urllib3
from tqdm import tqdm

from mrcnn_edu.files.partial_download import Beginning, forget, read_beginning, write_note

TIMEOUT = (10.0, 30.0)  # seconds to connect, and to wait for the next bytes
BLOCK = 1 << 16  # bytes at a time, at most
MINUTE, SLOWEST = 60.0, 60_000  # seconds for an answer, and for that many bytes of the file
UNTOLD = 1 << 30  # bytes, at most, of a file whose length nobody has told
LENGTH = r"([0-9]{1,18})"  # Python refuses to make a number of thousands of digits
PASSING = {408, 425, 429, 500, 502, 503, 504}  # statuses that a later attempt may not meet
DROPS = (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError)


class DroppedError(OSError):
    """An attempt that failed in a way in which the next one may not."""


def receive(
    url: str,
    partial: Path,
    *,
    size: int | None = None,
    until: float = math.inf,
    progress: bool = True,
) -> None:
    """Make one attempt at what is missing of a file.

    Args:
        url: of the file, http or https.
        partial: where its beginning lies, or shall lie; at the end the whole file.
        size: the length of the whole in bytes, where it is known beforehand.
        until: when to give up, by ``time.monotonic``.
        progress: whether to show a bar.

    Raises:
        DroppedError: if the file is not whole yet, and another attempt may go on.
        OSError: if another attempt would fail as well, as for a file that is not there, one that
            comes by drops, or one without an end.

    Source:
        RFC 9110, sections 13.1.5 (If-Range), 14.2 (Range) and 15.3.7 (206 Partial Content).
    """
    begun = read_beginning(partial, url)
    if begun.length == begun.total:
        return  # stopped between the last byte and the renaming
    try:
        with _answer(url, _asking(begun), until) as response:
            _check_status(response, url, partial)
            begun = _beginning_that_goes_on(response, begun, partial)
            _check_length(begun, size, partial)
            _append(response, url, partial, begun, size, until, progress)
    except DROPS as error:
        raise DroppedError(str(error)) from error


def _answer(url: str, headers: dict[str, str], until: float) -> requests.Response:
    """What the server answers, once all its headers are there.

    They may come by drops too. Nothing but time ends that, and no call of requests has a limit for
    all of it, so a thread waits for them, which is left alone if it takes too long.
    """
    answer: Future[requests.Response] = Future()

    def ask() -> None:
        try:
            answer.set_result(requests.get(url, headers=headers, stream=True, timeout=TIMEOUT))
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    seconds = min(MINUTE, max(0.0, until - time.monotonic()))
    if not wait([answer], seconds).done:
        answer.add_done_callback(_close)
        raise OSError(
            f"the server did not answer in {seconds:.0f} seconds; the same call goes on where this"
            " one stopped"
        )
    return answer.result()


def _close(answer: Future[requests.Response]) -> None:
    if answer.exception() is None:
        answer.result().close()


def _asking(begun: Beginning) -> dict[str, str]:
    # As it lies there, not compressed on the way: only so do its bytes have places.
    plain = {"Accept-Encoding": "identity"}
    if not begun.length:
        return plain
    return plain | {"Range": f"bytes={begun.length}-", "If-Range": begun.version}


def _check_status(response: requests.Response, url: str, partial: Path) -> None:
    status = f"the server answers {response.status_code} {response.reason}"
    if response.status_code == 416:  # what lies here cannot be the beginning of what lies there
        forget(partial)
    if response.status_code in PASSING | {416}:
        raise DroppedError(status)
    if response.status_code not in (200, 206):
        raise OSError(status)
    if url.startswith("https:") and not response.url.startswith("https:"):
        raise OSError(f"the server sends us on to {response.url}, which anybody may have changed")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise OSError("the server sends it compressed, which it was asked not to do")


def _beginning_that_goes_on(
    response: requests.Response, begun: Beginning, partial: Path
) -> Beginning:
    """What the bytes of this answer are to be appended to: nothing, or what lies there."""
    headers = response.headers
    tag = headers.get("ETag", "")  # a weak one, W/"...", does not promise the same bytes
    version = tag if tag.startswith('"') else headers.get("Last-Modified", "")
    if response.status_code == 200:
        length = headers.get("Content-Length", "")
        return Beginning(0, version, int(length) if re.fullmatch(LENGTH, length) else None)
    place = re.fullmatch(rf"bytes {LENGTH}-\d+/{LENGTH}", headers.get("Content-Range", ""))
    # Not every server knows If-Range: one that goes on with another file shows it here.
    total = int(place[2]) if place else -1
    same = version in ("", begun.version) and begun.total in (None, total)
    if not place or int(place[1]) != begun.length or not same:
        forget(partial)
        raise DroppedError("the server goes on with another file, or elsewhere in it")
    return Beginning(begun.length, begun.version, total)


def _check_length(begun: Beginning, size: int | None, partial: Path) -> None:
    if begun.total is None:
        return
    if size not in (None, begun.total):
        raise OSError(f"the server's file has {begun.total} bytes where {size} were expected")
    missing, free = begun.total - begun.length, shutil.disk_usage(partial.parent).free
    if missing > free:
        raise OSError(f"{missing} bytes are missing, and the disk has room for {free}")


def _append(
    response: requests.Response,
    url: str,
    partial: Path,
    begun: Beginning,
    size: int | None,
    until: float,
    progress: bool,
) -> None:
    length, _, total = begun
    whole = size if total is None else total
    most = UNTOLD if whole is None else whole
    minute, at_its_start = time.monotonic(), length
    name = partial.name.removesuffix(".partial")
    with (
        partial.open("ab") as file,
        tqdm(
            total=whole, initial=length, unit="B", unit_scale=True, desc=name, disable=not progress
        ) as bar,
    ):
        file.truncate(length)  # before the note: bytes of another version never lie under it
        write_note(partial, url, begun.version, total)
        # What has come, instead of waiting until a block is full: a server may send by drops.
        while block := response.raw.read1(BLOCK):
            length += len(block)
            if length > most:
                raise OSError(f"the server sends more than the {most} bytes that were expected")
            file.write(block)
            bar.update(len(block))
            now = time.monotonic()
            if now > until:
                raise OSError("it takes too long; the same call goes on where this one stopped")
            if now > minute + MINUTE:
                _check_pace(length - at_its_start)
                minute, at_its_start = now, length
        file.flush()
        os.fsync(file.fileno())
    if whole is not None and length < whole:
        raise DroppedError(f"the connection ended after {length} of {whole} bytes")


def _check_pace(arrived: int) -> None:
    """Whether so many bytes in a minute are worth waiting for more."""
    if arrived < SLOWEST:
        raise OSError(
            f"only {arrived} bytes came in {MINUTE:.0f} seconds; the same call goes on where this"
            " one stopped"
        )
