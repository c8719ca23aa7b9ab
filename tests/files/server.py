"""A web server on this machine that answers as it is told, and remembers what it was asked."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

STEP = 1 << 14  # bytes that are sent at a time


@dataclass
class Answer:
    """How one request is answered.

    Attributes:
        body: the whole file.
        status: 200, which becomes 206 where a part is asked for; another is sent as it is.
        headers: further ones, as Location.
        tag: the ETag; None for none.
        modified: Last-Modified; None for none.
        knows_range: whether Range is heeded.
        knows_if_range: whether If-Range is heeded.
        drop_after: how many bytes of the body are sent before the connection is closed.
        claim: how many bytes more than there are the Content-Length claims; None tells no length.
        chunked: whether the body comes in chunks, which tell where it ends.
        hold: is waited for after ``drop_after`` bytes, before the connection is closed.
        shift: how many bytes after what was asked for a part begins.
        reason: what stands beside the status; None for the usual words.
        drip: seconds between one byte and the next; None sends all that there is.
        slow: whether the headers come by drops, until ``hold`` is set, or for 5 seconds.
        begun: is set once the answer's bytes are on their way.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    tag: str | None = '"one"'
    modified: str | None = None
    knows_range: bool = True
    knows_if_range: bool = True
    drop_after: int | None = None
    claim: int | None = 0
    chunked: bool = False
    hold: threading.Event | None = None
    shift: int = 0
    reason: str | None = None
    drip: float | None = None
    slow: bool = False
    begun: threading.Event = field(default_factory=threading.Event)


class Site(ThreadingHTTPServer):
    """Gives the answers in turn, and the last one again and again."""

    daemon_threads = False  # so that closing waits for them, and no socket stays open

    def __init__(self, *answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.asked: list[dict[str, str]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Of a file on this site."""
        return f"http://127.0.0.1:{self.server_port}/file.bin"

    @property
    def ranges(self) -> list[str | None]:
        """What part each request asked for."""
        return [headers.get("Range") for headers in self.asked]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: whoever hangs up early does so on purpose."""


class Handler(BaseHTTPRequestHandler):
    """One connection, one answer."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        site = self.server
        with site.lock:
            answer = site.answers[min(len(site.asked), len(site.answers) - 1)]
            site.asked.append(dict(self.headers))
        self.close_connection = True
        start = self.start_of(answer)
        body = answer.body[start:]
        self.send_response(206 if start is not None else answer.status, answer.reason)
        for name, value in self.headers_of(answer, start, len(body)).items():
            self.send_header(name, value)
        if answer.slow:
            self.send_slow_header(answer)
        self.end_headers()
        self.send_body(answer, body)

    def send_slow_header(self, answer: Answer) -> None:
        """One more header, a letter at a time, which does not end before it may."""
        self.send_header("Slow", "")
        self.flush_headers()
        for _ in range(500):
            if answer.hold is None or answer.hold.wait(0.01):
                break
            self.wfile.write(b" ")  # a line of blanks goes on with the header before it
        self.wfile.write(b"\r\n")

    def start_of(self, answer: Answer) -> int | None:
        """Where the part begins that is sent, or None for the whole."""
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        condition = self.headers.get("If-Range")
        same = not answer.knows_if_range or condition in (None, answer.tag, answer.modified)
        if answer.status != 200 or not (wanted and answer.knows_range and same):
            return None
        return int(wanted[1]) + answer.shift

    def headers_of(self, answer: Answer, start: int | None, length: int) -> dict[str, str]:
        headers = {"Connection": "close", "ETag": answer.tag, "Last-Modified": answer.modified}
        if start is not None:
            whole = len(answer.body)
            headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
        if answer.chunked:
            headers["Transfer-Encoding"] = "chunked"
        elif answer.claim is not None:
            headers["Content-Length"] = str(length + answer.claim)
        given = headers | answer.headers
        return {name: value for name, value in given.items() if value is not None}

    def send_body(self, answer: Answer, body: bytes) -> None:
        sent = body if answer.drop_after is None else body[: answer.drop_after]
        steps = [*range(0, len(sent), STEP if answer.drip is None else 1), len(sent)]
        for block in (sent[a:b] for a, b in pairwise(steps)):
            if answer.drip is not None:
                time.sleep(answer.drip)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block) if answer.chunked else block)
        answer.begun.set()
        if answer.hold is not None:
            answer.hold.wait(timeout=20)
        if answer.chunked and answer.drop_after is None:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def site_with(*answers: Answer) -> Iterator[Site]:
    """A site that runs until the block ends."""
    site = Site(*answers)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        for answer in answers:
            if answer.hold is not None:
                answer.hold.set()
        site.shutdown()
        site.server_close()
        thread.join()
