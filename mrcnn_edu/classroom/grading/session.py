"""A submission at work: its cells are run in a sandbox, then its functions are called there.

What comes back are plain values, or a named outcome. Nothing here believes what a submission says
of itself: a reply is at most the answer of a function that it could have written.
"""

import base64
import contextlib
import json
import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from mrcnn_edu.classroom.exercise import Arguments
from mrcnn_edu.classroom.grading.plain import (
    LARGEST_BODY,
    Channel,
    NotPlainError,
    TooLargeError,
)
from mrcnn_edu.classroom.grading.referee import Referee
from mrcnn_edu.classroom.grading.sandbox import (
    ENVIRONMENT,
    HERE,
    USUAL,
    WORK,
    Limits,
    SandboxError,
    command,
    interpreter,
    packages,
    system_calls,
    why_not,
)

PATIENCE = 5  # a busy machine gives a process a fifth of its time, or it sleeps
START_SECONDS = 120.0
TEXT = 2000
SAID_OF_A_CALL = {
    *("answered", "raised", "missing", "not a function"),
    *("unreadable", "too much output", "out of memory"),
}
SAID_OF_A_SUITE = {"passed", "turned away", "missing", "not a function"}
# What takes long to import, and is imported before the limits begin to count.
IMPORTED_FIRST = {"torch": "torch", "matplotlib": "matplotlib.pyplot", "skimage": "skimage"}
BOOT = """import os, socket, sys
sys.path += [*sys.argv[3:], sys.argv[1]]
from grading.worker import keep
sys.path.pop()
keep(socket.socket(fileno=int(sys.argv[2])))
os._exit(0)"""


@dataclass(frozen=True)
class CellOutcome:
    """What came of running a cell: the text of its error, or None."""

    error: str | None = None


@dataclass(frozen=True)
class Reply:
    """What came of one call.

    Attributes:
        outcome: of a call ``"answered"`` or ``"raised"``, of tests ``"passed"`` or
            ``"turned away"``; of both ``"missing"``, ``"not a function"``, ``"endless"``,
            ``"unreadable"``, ``"too much output"``, ``"out of memory"``, ``"died"``, or
            ``"given up"`` after too many deaths.
        value: what it answered, plain; None with any other outcome.
        arguments_after: the arguments as the call left them, where it answered.
        text: what it raised, or what else there is to say; written by whoever wrote the
            submission, and at most 2000 characters long.
    """

    outcome: str
    value: Any = None
    arguments_after: Arguments | None = None
    text: str = ""


class _EndedError(Exception):
    """A life that is over, by what and why."""

    def __init__(self, outcome: str, text: str = ""):
        super().__init__(text)
        self.outcome, self.text = outcome, text


class Session:
    """A submission at work, in a ``with`` block.

    Args:
        code_cells: the source of its cells, which are run in order whatever becomes of each.
        limits: what it may use.
        sandbox: False runs it with all that you may do yourself, and without limits but time.
        tensors: whether tensors go in or out; False spares the import of torch, which takes
            seconds, for a notebook that doesn't name it.

    Raises:
        SandboxError: on entering, if there is no sandbox here.

    Example:
        >>> cells = ["def double(x):", "def half(x): return x / 2"]
        >>> with Session(cells, tensors=False) as session:
        ...     session.call("half", {"x": 3.0}).value, session.call("double", {"x": 3}).outcome
        (1.5, 'missing')
    """

    def __init__(
        self,
        code_cells: Sequence[str],
        limits: Limits = USUAL,
        *,
        sandbox: bool = True,
        tensors: bool = True,
    ):
        self.limits, self.sandbox, self.tensors = limits, sandbox, tensors
        self.cells: tuple[CellOutcome, ...] = tuple(CellOutcome() for _ in code_cells)
        self._code = list(code_cells)
        self._broken: dict[int, str] = {}  # cells that ended a life, and how
        self._without_pictures: set[str] = set()  # tests that need none
        self._deaths = 0
        self._number = 0  # of the question that is to be answered
        self._channel: Channel | None = None

    def __enter__(self) -> "Session":
        if self.sandbox and (reason := why_not()):
            raise SandboxError(reason)
        self._until = time.monotonic() + self.limits.total_seconds
        self._folder = tempfile.TemporaryDirectory() if not self.sandbox else None
        self._start()
        with contextlib.suppress(_EndedError):
            self._live()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        if self._folder is not None:
            self._folder.cleanup()

    def call(self, function: str, arguments: Arguments, seconds: float = 2.0) -> Reply:
        """Call one of the submission's functions.

        Args:
            function: its name.
            arguments: by name, in order; given by position, but keyword-only ones by name.
            seconds: of the processor's time; by the clock it may take five times as long.

        Returns:
            Its answer, or why there is none. After a death the next call begins a new life, in
            which the cells are run again.
        """
        try:
            if self._channel is None:
                self._live()
            self._number += 1
            said = self._ask(
                {"number": self._number, "function": function, "arguments": arguments}, seconds
            )
            return self._reply(said, SAID_OF_A_CALL)
        except _EndedError as end:
            return Reply(end.outcome, text=end.text)

    def forget(self) -> None:
        """Let the next call meet functions that have never been called, in a new life."""
        self._die()

    def prepare_suite(self, function: str, right: Callable[..., Any]) -> None:
        """See whether tests can do without the cells that only draw, for all that follows.

        Drawing takes longer than all else. What comes of this run counts nothing; so tests that
        behave otherwise without pictures gain nothing by it.

        Args:
            function: the name of the tests.
            right: a version that tests ought to pass.
        """
        self._without_pictures.add(function)
        if self.run_suite(function, right).outcome != "passed":
            self._without_pictures.discard(function)

    def run_suite(
        self, function: str, implementation: Callable[..., Any], seconds: float = 10.0
    ) -> Reply:
        """Run tests that the submission brings on an implementation.

        They run in a life of their own, so that they cannot know what another implementation
        answered. They get a function that asks this process; what they give it is plain, and
        bounded in size and number.

        Args:
            function: the name of the tests, which take an implementation and raise if it is wrong.
            implementation: what to test. It never enters the sandbox.
            seconds: of the processor's time for all of it; by the clock five times as long.

        Returns:
            ``"passed"`` if they let it pass, ``"turned away"`` if not, or why neither.
        """
        self._die()
        deaths = self._deaths  # tests that hang on every bug shall not cost the other questions
        try:
            self._live(pictures=function not in self._without_pictures)
            with Referee(implementation, seconds) as referee:
                return self._supervise(function, referee, seconds)
        except _EndedError as end:
            return Reply(end.outcome, text=end.text)
        finally:
            self._die()
            self._deaths = deaths

    def _supervise(self, function: str, referee: Referee, seconds: float) -> Reply:
        """Carry questions and answers between tests and what they test."""
        until = time.monotonic() + PATIENCE * seconds
        used = self._processor_seconds()
        self._number += 1
        question = {"number": self._number, "function": function}
        said = self._ask(question, seconds, self.limits.suite_bytes)
        for _ in range(self.limits.suite_calls):
            if "asked" not in said:
                return self._reply(said, SAID_OF_A_SUITE)
            if not _is_a_question(said):
                raise self._ended("unreadable", "a question that is none")
            answer = referee.ask(said["asked"], said["by_name"])
            left = seconds - (self._processor_seconds() - used)
            if left <= 0 or time.monotonic() > until:
                raise self._ended("endless", f"more than {seconds:g} seconds")
            said = self._ask(answer, left, self.limits.suite_bytes)
        raise self._ended("endless", f"more than {self.limits.suite_calls} calls")

    # Lives: a child of the keeper each, in which the cells are run first.

    def _live(self, *, pictures: bool = True) -> None:
        """Begin lives until one survives the cells; those that ended one are left out."""
        while True:
            if self._deaths > self.limits.restarts or time.monotonic() > self._until:
                raise _EndedError("given up", "it died or hung too often, or took too long")
            try:
                self._be_born(pictures)
                return
            except _EndedError as end:
                if self._running is None:
                    raise
                self._broken[self._running] = f"{end.outcome}: {end.text}"
                self._tell_cells([None] * len(self._code))

    def _be_born(self, pictures: bool) -> None:
        if self._keeper.poll() is not None:
            self._start()
        self._running: int | None = None
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"life"], [theirs.fileno()])
        self._hear()
        self._channel = Channel(ours)
        life = {"cells": self._code, "left_out": list(self._broken), "pictures": pictures}
        try:
            self._send(life, PATIENCE * self.limits.cell_seconds)
        except TooLargeError:
            raise self._ended("too much output", "more than a megabyte of code") from None
        while "begins" in (said := self._wait(self.limits.cell_seconds)):
            last = -1 if self._running is None else self._running
            number = said["begins"]
            if type(number) is not int or not last < number < len(self._code):
                raise self._ended("unreadable", "a cell that is none")
            self._running = number
        self._tell_cells(said.get("cells"))

    def _tell_cells(self, errors: Any) -> None:
        """Note what came of the cells, as far as it can be believed."""
        if not isinstance(errors, list) or len(errors) != len(self._code):
            errors = [None] * len(self._code)
        texts = [self._broken.get(n, error) for n, error in enumerate(errors)]
        self.cells = tuple(CellOutcome(None if t is None else str(t)[:TEXT]) for t in texts)

    def _ask(self, request: Any, seconds: float, largest: int = LARGEST_BODY) -> dict[str, Any]:
        self._send(request, PATIENCE * seconds)
        said = self._wait(seconds, largest)
        if said.get("number") != self._number:
            raise self._ended("unreadable", "an answer to another question")
        return said

    def _send(self, value: Any, seconds: float) -> None:
        assert self._channel is not None
        self._channel.largest = LARGEST_BODY
        try:
            self._channel.send(value, seconds)
        except TimeoutError:
            raise self._ended("endless", "it doesn't listen") from None
        except OSError:
            raise self._ended("died") from None

    def _wait(self, seconds: float, largest: int = LARGEST_BODY) -> dict[str, Any]:
        """The next thing that the submission says, while its time lasts."""
        assert self._channel is not None
        self._channel.largest = largest
        begun, used = time.monotonic(), self._processor_seconds()
        left = seconds
        while True:
            try:
                said = self._channel.receive(max(left, 0.02))
                if isinstance(said, dict):
                    return said
                raise self._ended("unreadable", "something that is no reply")
            except TimeoutError:
                left = seconds - (self._processor_seconds() - used)
                waited = time.monotonic() - begun
                if left <= 0 or waited > PATIENCE * seconds or time.monotonic() > self._until:
                    raise self._ended("endless", f"more than {seconds:g} seconds") from None
            except TooLargeError as error:
                raise self._ended("too much output", str(error)) from None
            except NotPlainError as error:
                raise self._ended("unreadable", str(error)) from None
            except (EOFError, OSError):
                raise self._ended("died") from None

    def _reply(self, said: dict[str, Any], known: set[str]) -> Reply:
        """A reply of what a submission said, if it makes sense."""
        outcome, text, after = said.get("outcome"), said.get("text"), said.get("after")
        if not isinstance(outcome, str) or outcome not in known:
            raise self._ended("unreadable", "something that is no reply")
        text = text[:TEXT] if isinstance(text, str) else ""
        after = after if isinstance(after, dict) else None
        answered = outcome == "answered"
        return Reply(outcome, said.get("value") if answered else None, after, text)

    def _ended(self, outcome: str, text: str = "") -> _EndedError:
        """Put an end to a life that went wrong."""
        self._deaths += 1
        how = self._die()
        return _EndedError(outcome, text or how)

    def _die(self) -> str:
        """End a life, if there is one, and say how it ended."""
        if self._channel is None:
            return ""
        self._channel.end.close()
        self._channel = None
        return self._command("end")

    def _processor_seconds(self) -> float:
        return float(self._command("time") or 0)

    # The keeper: what runs in the sandbox, and can be believed.

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            inside = [interpreter(), "-P", "-S", "-s", "-B", "-c", BOOT]
            root = "/" if self.sandbox else str(HERE.parent)
            inside += [root, str(theirs.fileno()), *packages()]
            line = command(self.limits, inside) if self.sandbox else inside
            self._keeper = subprocess.Popen(
                line,
                env={} if self.sandbox else os.environ | ENVIRONMENT,
                cwd=None if self._folder is None else self._folder.name,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        self._control = ours
        if self._command(json.dumps(self._setup())) != "ready":
            said = self._keeper.communicate(timeout=START_SECONDS)[1].decode(errors="replace")
            raise SandboxError(f"what runs a submission did not start; it said: {said[-500:]}")

    def _setup(self) -> dict[str, Any]:
        """What the keeper has to know."""
        code = "\n".join([*self._code, "torch"] if self.tensors else self._code)
        modules = [m for word, m in IMPORTED_FIRST.items() if re.search(rf"\b{word}\b", code)]
        calls = system_calls() if self.sandbox else b""
        return asdict(self.limits) | {
            "modules": modules,
            "sealed": self.sandbox,
            "work": WORK if self._folder is None else self._folder.name,
            "filter": base64.b64encode(calls).decode(),
        }

    def _command(self, line: str) -> str:
        """Tell the keeper something, and hear what it says; "" if it isn't there any more."""
        try:
            self._control.sendall(line.encode())
        except OSError:
            return ""
        return self._hear()

    def _hear(self) -> str:
        self._control.settimeout(START_SECONDS)
        try:
            return self._control.recv(256).decode()
        except OSError:
            return ""

    def _stop(self) -> None:
        """End the keeper, which leaves by itself: killed, its time would not be counted."""
        self._die()
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._keeper.wait(PATIENCE)
        self._keeper.kill()
        self._keeper.communicate()


def _is_a_question(said: dict[str, Any]) -> bool:
    """Whether this is what a function can be called with."""
    arguments, by_name = said.get("asked"), said.get("by_name")
    named = isinstance(by_name, dict) and all(isinstance(name, str) for name in by_name)
    return isinstance(arguments, list) and named
