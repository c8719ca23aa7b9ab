"""Stands in for the sandbox in tests of marks: the functions run here, with nothing around them.

Only for functions that the tests themselves hold. ``try_key`` grades a table of them against a key.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from mrcnn_edu.classroom.exercise import Arguments
from mrcnn_edu.classroom.grading.grade import mark_all
from mrcnn_edu.classroom.grading.mark import Mark
from mrcnn_edu.classroom.grading.paper import Paper, set_paper
from mrcnn_edu.classroom.grading.question import Assignment
from mrcnn_edu.classroom.judge import call_with, copy_of
from mrcnn_edu.classroom.limits import run_limited


@dataclass(frozen=True)
class Answered:
    """A reply, as a session gives it."""

    outcome: str
    value: Any = None
    arguments_after: Arguments | None = None
    text: str = ""


class InProcess:
    """A submission that is a table of functions by name."""

    def __init__(self, functions: Mapping[str, Any]):
        self.functions = functions

    def call(self, function: str, arguments: Arguments, seconds: float = 2.0) -> Answered:
        if function not in self.functions:
            return Answered("missing")
        given = copy_of(arguments)
        reply = self._run(partial(call_with, self.functions[function], given), seconds)
        return Answered(reply.outcome, reply.value, given, reply.text)

    def forget(self) -> None:
        pass

    def prepare_suite(self, function: str, right: Callable[..., Any]) -> None:
        pass

    def run_suite(
        self, function: str, implementation: Callable[..., Any], seconds: float = 10.0
    ) -> Answered:
        if function not in self.functions:
            return Answered("missing")
        reply = self._run(partial(self.functions[function], implementation), seconds)
        of_tests = {"answered": "passed", "raised": "turned away"}
        return Answered(of_tests.get(reply.outcome, reply.outcome), text=reply.text)

    @staticmethod
    def _run(call: Callable[[], Any], seconds: float) -> Answered:
        outcome = run_limited(call, seconds)
        if outcome.endless:
            return Answered("endless")
        if (error := outcome.error) is not None:
            return Answered("raised", text=f"{type(error).__name__}: {error}")
        return Answered("answered", outcome.value)


def try_key(
    assignment: Assignment | Paper,
    functions: Mapping[str, Any],
    written: Mapping[str, str] | None = None,
) -> dict[str, Mark]:
    """The mark of each question, by its id, for a table of functions by name.

    A ``Paper`` may be given instead of the assignment: to set one takes longest.
    """
    paper = assignment if isinstance(assignment, Paper) else set_paper(assignment, "a secret")
    marks = mark_all(paper, InProcess(functions), written or {})
    return {mark.grade_id: mark for mark in marks}


@contextlib.contextmanager
def open_in_process(code_cells: Sequence[str]) -> Iterator[InProcess]:
    """Run cells right here, as a session does in a sandbox.

    Some words in the code bring down the grader itself, as nothing in a sandbox could.
    """
    functions: dict[str, Any] = {}
    for cell in code_cells:
        if "the grader shall die" in cell:
            os.kill(os.getpid(), signal.SIGKILL)
        if "the grader shall fail" in cell:
            raise RuntimeError("no sandbox")
        if "the grader shall hang" in cell:
            time.sleep(1000)
        with contextlib.suppress(Exception):
            exec(cell, functions)
    yield InProcess(functions)
