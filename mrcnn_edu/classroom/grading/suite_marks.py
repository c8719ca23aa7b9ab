"""The mark of tests that a student wrote: the share of the planted bugs that they find.

Right and wrong versions come in an order that the class's secret decides, so that nothing can be
told from the place of a version. Tests that toss a coin are found out, since they meet versions a
second time: all right ones, with some of those that they found. Where one of these is not found
again, everything they found is tried again.
"""

import inspect
import random
from collections.abc import Callable, Sequence
from typing import Any

from mrcnn_edu.classroom.grading.draws import seed_for
from mrcnn_edu.classroom.grading.mark import AtWork, Mark
from mrcnn_edu.classroom.grading.outcomes import known, words
from mrcnn_edu.classroom.grading.paper import Paper
from mrcnn_edu.classroom.grading.question import SuiteQuestion

PASSED, TURNED_AWAY = "passed", "turned away"
AGAIN = 3  # bugs that were found, and are tried again
Version = Callable[..., Any]


class _WorthlessError(Exception):
    """Tests that earn nothing, with their mark."""

    def __init__(self, mark: Mark):
        super().__init__(mark.text)
        self.mark = mark


def mark_suite(question: SuiteQuestion, paper: Paper, session: AtWork) -> Mark:
    """Let a student's tests try right and wrong versions.

    Args:
        question: that asks for them.
        paper: of the class.
        session: the submission, ready to be called.

    Returns:
        The mark. No points if a right version is turned away, whatever else is found.
    """
    session.prepare_suite(question.function, question.correct[0])
    chance = random.Random(seed_for(paper.secret, question.grade_id, "order"))
    try:
        found = _found(question, session, chance, question.planted)
        some = chance.sample(found, min(AGAIN, len(found)))
        if len(_found(question, session, chance, some)) < len(some):
            found = _found(question, session, chance, found)
    except _WorthlessError as worthless:
        return worthless.mark
    return _share(question, [version for version in question.planted if version not in found])


def _found(
    question: SuiteQuestion, session: AtWork, chance: random.Random, planted: Sequence[Version]
) -> list[Version]:
    """Try planted versions and all right ones, shuffled; return those that are turned away.

    The right ones are among them each time: tests that read the clock could else tell by it that
    only wrong ones are left.
    """
    versions = [*question.correct, *planted]  # not their names, which several may share
    turned_away = []
    for version in chance.sample(versions, len(versions)):
        right = version in question.correct
        reply = session.run_suite(question.function, version)
        if reply.outcome == TURNED_AWAY and reply.text.startswith("NotImplementedError"):
            raise _WorthlessError(_nothing(question, "not begun", ""))
        if right and reply.outcome == TURNED_AWAY:
            raise _WorthlessError(_nothing(question, "turns a right one away", reply.text))
        if reply.outcome == "missing" or (right and reply.outcome != PASSED):
            raise _WorthlessError(_nothing(question, reply.outcome, reply.text))
        if reply.outcome == TURNED_AWAY:  # others passed, or never came to a verdict
            turned_away.append(version)
    return turned_away


def _nothing(question: SuiteQuestion, outcome: str, text: str) -> Mark:
    key = outcome if outcome in known("outcomes") else "not run"
    told = words("outcomes", key, name=question.function, text=text)
    return Mark(question.grade_id, 0.0, question.points, key, told)


def _share(question: SuiteQuestion, missed: list[Version]) -> Mark:
    count = len(question.planted)
    caught = count - len(missed)
    names = [version.__name__ for version in question.planted if version in missed]
    return Mark(
        question.grade_id,
        round(question.points * caught / count, 2),
        question.points,
        "right" if not missed else "suite",
        words("outcomes", "suite", caught=caught, count=count),
        missed=tuple(names),
        feedback=tuple(
            words("outcomes", "not found", bug=inspect.getdoc(version) or version.__name__)
            for version in question.planted
            if version in missed
        ),
    )
