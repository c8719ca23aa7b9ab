"""Check a learner's function against the package's, and answer a wrong one with a small case.

    check(my_box_iou, exercises.box_iou)

The answer is a ``Verdict``, never an error: the notebook goes on whatever the function does.
"""

import contextlib
import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import FunctionType
from typing import Any

import torch
from hypothesis import Phase, Verbosity, configuration, find, settings
from hypothesis.errors import HypothesisException

from mrcnn_edu.classroom.answers import as_answer
from mrcnn_edu.classroom.exercise import Arguments, Cases, Exercise, Function
from mrcnn_edu.classroom.judge import call_with, copy_of, endless, judge, name_of
from mrcnn_edu.classroom.kept_state import chance_kept
from mrcnn_edu.classroom.scout import OWN, first_endless
from mrcnn_edu.classroom.smallest import how_hard
from mrcnn_edu.classroom.verdict import Verdict
from mrcnn_edu.classroom.words import say

SEARCH = settings(
    max_examples=100,
    derandomize=True,  # the same cases for everybody, every time
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    verbosity=Verbosity.quiet,
)
FEWEST = 20  # random cases without which nothing has passed, beside every hand-picked one


def check(
    student: Any,
    exercise: Exercise | Function,
    cases: Cases | None = None,
    *,
    seconds: float = 2.0,
) -> Verdict:
    """Try a function on many cases, and report the smallest that it answers wrongly.

    Args:
        student: the learner's function. It gets the arguments of a case by position, except those
            that it takes only by name, and may answer with tensors, numpy arrays or lists.
        exercise: what to compare it with and what to try, from ``exercises/table.py``; or, for
            an exercise of your own, the function that is right.
        cases: what to try, where ``exercise`` is a function.
        seconds: how long one call may take before it counts as endless. No other case is begun
            after three times as long of the processor's time, which a busy computer does not
            use up, or after fifteen times as long by the clock.

    Returns:
        The verdict; end the cell with it to read it. ``verdict.passed`` is a bool, and
        ``student(*verdict.counterexample.values())`` tries the case again.

    Raises:
        TypeError: if ``exercise`` is a function, and there are no cases to try on it.

    Example:
        >>> from mrcnn_edu.classroom.exercises import table as exercises
        >>> check(lambda boxes1, boxes2: ..., exercises.box_iou)
        Not begun yet. Write your function, then run this cell again.
    """
    if not callable(student):
        return Verdict("not a function", say("not_a_function", type=type(student).__name__))
    reference = exercise.reference if isinstance(exercise, Exercise) else exercise
    cases = exercise.cases if isinstance(exercise, Exercise) else cases
    if cases is None:
        raise TypeError(
            f"cases must be given where exercise is a function, here {name_of(reference)}; or give"
            " an exercise of exercises/table.py"
        )
    trial = _Trial(student, reference, cases, seconds)
    with _single_threaded(), chance_kept():
        trial.scout(cases.examples)
        for arguments in cases.examples:
            trial.is_wrong(arguments)  # says no to all if one is hopeless
        if not trial.hopeless:
            _search(cases, trial.is_wrong)
    return trial.verdict()


@contextlib.contextmanager
def _single_threaded() -> Iterator[None]:
    """Keep torch from sharing out a handful of numbers among all cores of a busy computer.

    There, waiting for one another can take a thousand times as long as the work: 3 ms for the
    ``triu`` of a 2 by 2 matrix was measured.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _search(cases: Cases, is_wrong: Callable[[Arguments], bool]) -> None:
    """Try random cases, and where one is wrong, smaller and smaller ones."""
    # hypothesis keeps notes in a folder; it should not appear beside the learner's notebook.
    with tempfile.TemporaryDirectory() as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            # What it raises says that nothing was found, or that the function does not always
            # answer alike. The trial has seen both.
            with contextlib.suppress(HypothesisException):
                find(cases.random, is_wrong, settings=SEARCH)
        finally:
            configuration.set_hypothesis_home_dir(None)


class _Trial:
    """A function on trial: what it was tried on, and where it was wrong."""

    def __init__(self, student: Function, reference: Function, cases: Cases, seconds: float):
        self.student, self.seconds = student, seconds
        self.judge = partial(judge, student, seconds=seconds)
        self.name = name_of(student)
        self.reference = reference
        self.picture, self.remarks = cases.picture, cases.remarks
        self.fewest = len(cases.examples) + FEWEST
        self.processor_until = time.process_time() + 3 * seconds
        self.clock_until = time.monotonic() + 15 * seconds  # for one that waits or sleeps
        self.count = 0
        self.wrong: list[Verdict] = []
        self.hopeless = False  # no other case could say more, or it would take too long
        self.cut_short = False  # whether cases were left out because time was up

    def scout(self, examples: Sequence[Arguments]) -> None:
        """Find a call that would never come back, before it is made here."""
        if isinstance(self.student, FunctionType) and str(self.student.__module__).startswith(OWN):
            return

        def call(place: int) -> object:
            return call_with(self.student, copy_of(examples[place]))

        place = first_endless(call, len(examples), self.seconds)
        if place is not None:
            self.count, self.hopeless = place + 1, True
            self.wrong.append(endless(self.name, examples[place], self.seconds))

    def _time_is_up(self) -> bool:
        """Whether trying another case would take too long; the first is always tried."""
        processor, clock = time.process_time(), time.monotonic()
        return self.count > 0 and (processor > self.processor_until or clock > self.clock_until)

    def is_wrong(self, arguments: Arguments) -> bool:
        """Try one case and remember what came of it."""
        self.cut_short = self.cut_short or self._time_is_up()
        if self.hopeless or self.cut_short:
            return False
        self.count += 1
        verdict = self._try(arguments)
        if verdict is None:
            return False
        self.hopeless = verdict.reason in ("not begun", "endless", "reference failed")
        self.wrong.append(verdict)
        return True

    def _try(self, arguments: Arguments) -> Verdict | None:
        try:
            expected = as_answer(call_with(self.reference, copy_of(arguments)))
        except Exception as error:
            sentence = say("reference_failed", error=type(error).__name__, text=error)
            return Verdict("reference failed", sentence, counterexample=arguments)
        return self.judge(arguments, expected)

    def verdict(self) -> Verdict:
        """The verdict on all cases together."""
        if not self.wrong and self.cut_short and self.count < self.fewest:
            sentence = say("too_slow", name=self.name, count=self.count)
            return Verdict("too slow", sentence, cases=self.count)
        if not self.wrong:
            sentence = say("passed", name=self.name, count=self.count)
            return Verdict("passed", sentence, cases=self.count)
        worst = min(self.wrong, key=lambda verdict: how_hard(verdict.counterexample or {}))
        picture, notes = None, worst.notes
        if worst.reason == "wrong value" and worst.got is not None and worst.expected is not None:
            shown = worst.counterexample or {}, worst.expected, worst.got
            picture, notes = partial(self.picture, *shown), notes + self.remarks(*shown)
        return dataclasses.replace(
            worst,
            cases=self.count,
            counterexample=worst.counterexample and copy_of(worst.counterexample),
            notes=notes,
            picture=picture,
        )
