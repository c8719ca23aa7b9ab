"""An implementation at work for somebody's tests, which may ask of it what they like.

What it is asked comes out of a submission: a number may be small and the array that it asks for
huge. So it works in a process of its own, with limits, and what it answers is plain numbers. The
process is ours and stands outside the sandbox: a planted bug is nowhere that a submission can look.
"""

import os
import signal
import socket
import sys
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

import torch

from mrcnn_edu.classroom.grading.plain import Channel, NotPlainError

MEMORY = 2 * 2**30  # bytes, beside what this process has


class Referee:
    """Answers with what an implementation answers, in a ``with`` block.

    Args:
        implementation: what to ask.
        seconds: how long it may take for one answer, by the clock.
    """

    def __init__(self, implementation: Callable[..., Any], seconds: float):
        self.implementation, self.seconds = implementation, seconds
        self._process: int | None = None

    def __enter__(self) -> "Referee":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def ask(self, arguments: list[Any], by_name: dict[str, Any]) -> dict[str, Any]:
        """Ask once.

        Args:
            arguments: by position, plain.
            by_name: more of them.

        Returns:
            The answer under ``"value"``, or the name of what it raised under ``"error"``, and
            some words under ``"text"``, which are never the implementation's own.
        """
        if self._process is None:
            self._begin()
        try:
            self._channel.send([arguments, by_name], self.seconds)
            answer: dict[str, Any] = self._channel.receive(self.seconds)
            return answer
        except TimeoutError:
            self._end()
            text = f"no answer within {self.seconds:g} seconds"
            return {"error": "TimeoutError", "text": text}
        except (EOFError, OSError):
            self._end()
            return {"error": "MemoryError", "text": "it took too much memory, and ended"}

    def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # other threads are not needed
            self._process = os.fork()
        if self._process == 0:
            ours.close()
            _work(Channel(theirs), self.implementation)
        theirs.close()
        self._channel = Channel(ours)

    def _end(self) -> None:
        if self._process is not None:
            self._channel.end.close()
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            self._process = None


def _work(channel: Channel, implementation: Callable[..., Any]) -> None:
    """What the process does until nobody asks any more."""
    try:
        _limit_memory()
        torch.set_num_threads(1)
        warnings.simplefilter("ignore")
        while True:
            arguments, by_name = channel.receive()
            answer = _answer(implementation, arguments, by_name)
            try:
                channel.send(answer)
            except NotPlainError as error:  # larger than anybody needs, most likely
                channel.send({"error": "MemoryError", "text": str(error)})
    finally:
        os._exit(0)  # whatever else this process was part of is not for it to finish


def _limit_memory() -> None:
    if not sys.platform.startswith("linux"):
        return  # there the sandbox is missing as well
    import resource

    with open("/proc/self/statm", "rb") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(
    implementation: Callable[..., Any], arguments: list[Any], by_name: dict[str, Any]
) -> dict[str, Any]:
    try:
        return {"value": implementation(*arguments, **by_name)}
    except Exception as error:
        # What it says names functions, by which a right version could be told from a planted one.
        name = type(error).__name__
        return {"error": name, "text": f"the implementation raised a {name}"}
