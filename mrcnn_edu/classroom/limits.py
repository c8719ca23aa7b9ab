"""Run a function that may never return, without losing the notebook.

The function runs in a thread of its own, which works alike on Windows, macOS and Linux and
inside a Jupyter kernel, where neither signals nor a forked process do. A thread cannot be killed
from outside; what Python offers is to raise an exception inside it, at its next bytecode. A
thread that swallows even that is left behind as a daemon, which ends with the kernel.
"""

import contextlib
import ctypes
import io
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

STACK_BYTES = 64 * 2**20  # a thread's own stack is small on macOS; deep recursion would crash it
INTERRUPTIONS = 20  # a bare `except:` swallows some, so ask more than once
PRINTED_KEPT = 2000  # characters of what the function prints


@dataclass
class Outcome:
    """How a call ended: with a value, with an error, or not in time.

    Attributes:
        value: what it returned.
        error: what it raised, SystemExit and KeyboardInterrupt included.
        endless: it had not returned in time.
        printed: the beginning of what it printed.
    """

    value: Any = None
    error: BaseException | None = None
    endless: bool = False
    printed: str = ""


class _Sink(io.StringIO):
    """Swallows whatever is printed and remembers the beginning, however much it is."""

    def write(self, text: str) -> int:
        super().write(text[: PRINTED_KEPT - self.tell()])
        return len(text)


def run_limited(call: Callable[[], Any], seconds: float) -> Outcome:
    """Call a function and wait for it, but not longer than a limit.

    Args:
        call: takes no arguments. What it prints and warns about is not shown.
        seconds: how long to wait.

    Returns:
        How it ended. Nothing that ``call`` raises comes through.

    Example:
        >>> run_limited(lambda: 6 * 7, seconds=5).value
        42
    """
    outcome = Outcome()

    def work() -> None:
        try:
            outcome.value = call()
        except BaseException as error:  # sys.exit() in an exercise must not end the lesson
            outcome.error = error

    with _quiet() as sink:
        worker = _start(work)
        try:
            worker.join(seconds)
        finally:  # also when the learner presses "interrupt" meanwhile
            in_time = not worker.is_alive()
            _interrupt(worker)
    if not in_time:
        return Outcome(endless=True, printed=sink.getvalue())  # outcome may still change
    outcome.printed = sink.getvalue()
    return outcome


def _start(work: Callable[[], None]) -> threading.Thread:
    """Start a daemon thread with a stack deep enough for runaway recursion to end in Python."""
    previous = threading.stack_size(STACK_BYTES)
    try:
        worker = threading.Thread(target=work, name="exercise", daemon=True)
        worker.start()
    finally:
        threading.stack_size(previous)
    return worker


def _interrupt(worker: threading.Thread) -> None:
    """Raise an exception inside the thread until it ends, or give up on it.

    It is SystemExit, since `except Exception` does not catch that and a thread which ends by it
    does so silently.
    """
    for _ in range(INTERRUPTIONS):
        if not worker.is_alive():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident or 0), ctypes.py_object(SystemExit)
        )
        worker.join(0.05)


@contextlib.contextmanager
def _quiet() -> Iterator[_Sink]:
    """Keep prints and warnings out of the notebook: a check makes a hundred calls."""
    sink = _Sink()
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield sink
