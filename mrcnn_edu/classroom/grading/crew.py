"""Work on many things in a few processes; one that breaks its process costs only itself.

Python's own pools stop altogether when a process of theirs dies.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any

LONGEST = 900.0  # seconds for one thing, after which its process is ended
FRESH = get_context("spawn")  # a forked process would inherit locks that torch's threads hold


@dataclass(frozen=True)
class Failed:
    """Work that did not come to an end.

    Attributes:
        reason: for people.
    """

    reason: str


def work_on_all(
    begin: Callable[[], Callable[[Any], Any]],
    things: Sequence[Any],
    *,
    workers: int,
    longest: float = LONGEST,
) -> Iterator[tuple[Any, Any]]:
    """Work on each of many things.

    Args:
        begin: is called once in each process, and returns what does the work on one thing. It, the
            things and the results travel between processes, and so must be picklable.
        things: to be worked on.
        workers: how many processes there are.
        longest: seconds that one thing may take.

    Yields:
        Each thing with its result, or with ``Failed``, in the order in which they are done.

    Raises:
        ValueError: if ``workers`` is less than 1.
    """
    if workers < 1:
        raise ValueError(f"workers must be at least 1, got {workers}")
    waiting = list(reversed(things))
    crew = [_Worker(begin, longest) for _ in range(min(workers, len(waiting)))]
    try:
        while waiting or any(worker.busy for worker in crew):
            for worker in crew:
                if waiting and not worker.busy:
                    worker.give(waiting.pop())
            for worker in _done(crew):
                yield worker.take()
    finally:
        for worker in crew:
            worker.end()


class _Worker:
    """A process, and what it is working on."""

    def __init__(self, begin: Callable[[], Callable[[Any], Any]], longest: float):
        self.begin, self.longest = begin, longest
        self.busy = False
        self._start()

    def _start(self) -> None:
        self.pipe, far = FRESH.Pipe()
        self.process = FRESH.Process(target=_work, args=(far, self.begin), daemon=True)
        self.process.start()
        far.close()

    def give(self, thing: Any) -> None:
        if not self.process.is_alive():
            self._start()
        self.thing, self.busy, self.until = thing, True, monotonic() + self.longest
        self.pipe.send(thing)

    def take(self) -> tuple[Any, Any]:
        """The thing and what came of it; a process that has died, or takes too long, is ended."""
        self.busy = False
        if self.pipe.poll():
            try:
                return self.thing, self.pipe.recv()
            except EOFError:
                self.process.join()
                reason = f"its process ended with exit code {self.process.exitcode}"
        else:
            reason = f"it was not done after {self.longest:g} s"
        self.end()
        return self.thing, Failed(reason)

    def end(self) -> None:
        self.process.terminate()
        self.process.join(5)
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _done(crew: list[_Worker]) -> list[_Worker]:
    """Those whose answer, end or time has come; waits until there is one."""
    busy = [worker for worker in crew if worker.busy]
    first = max(0.0, min(worker.until for worker in busy) - monotonic())
    ready = wait([worker.pipe for worker in busy], timeout=first)
    return [worker for worker in busy if worker.pipe in ready or monotonic() >= worker.until]


def _work(pipe: Connection, begin: Callable[[], Callable[[Any], Any]]) -> None:
    """What a process does until nobody is at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who hands out the work
    work: Callable[[Any], Any] | None = None
    while True:
        try:
            thing = pipe.recv()
        except EOFError:
            return
        try:
            work = work or begin()
            result = work(thing)
        except Exception as error:
            result = Failed(f"{type(error).__name__}: {error}")
        pipe.send(result)
