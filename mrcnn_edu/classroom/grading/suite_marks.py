"""The mark of tests that a student wrote: the share of the planted bugs that they find.

Right and wrong versions come in an order that the class's secret decides, so that nothing can be
told from the place of a version. A bug counts as found if it is found every time.
"""

import inspect
import random
from collections.abc import Callable
from typing import Any

from mrcnn_edu.classroom.grading.draws import seed_for
from mrcnn_edu.classroom.grading.mark import AtWork, Mark
from mrcnn_edu.classroom.grading.outcomes import known, words
from mrcnn_edu.classroom.grading.paper import Paper
from mrcnn_edu.classroom.grading.question import SuiteQuestion

PASSED, TURNED_AWAY = "passed", "turned away"


def mark_suite(question: SuiteQuestion, paper: Paper, session: AtWork) -> Mark:
    """Let a student's tests try right and wrong versions.

    Args:
        question: that asks for them.
        paper: of the class.
        session: the submission, ready to be called.

    Returns:
        The mark. No points if a right version is turned away, whatever else is found.
    """
    # Twice each: who turns versions away by the toss of a coin meets all of them again.
    versions = 2 * [(version, version in question.correct) for version in _all(question)]
    random.Random(seed_for(paper.secret, question.grade_id, "order")).shuffle(versions)
    missed: list[Callable[..., Any]] = []  # not their names, which several may share
    for version, right in versions:
        if version in missed:
            continue
        reply = session.run_suite(question.function, version)
        if reply.outcome == TURNED_AWAY and reply.text.startswith("NotImplementedError"):
            return _nothing(question, "not begun", "")
        if right and reply.outcome == TURNED_AWAY:
            return _nothing(question, "turns a right one away", reply.text)
        if reply.outcome == "missing" or (right and reply.outcome != PASSED):
            return _nothing(question, reply.outcome, reply.text)
        if not right and reply.outcome != TURNED_AWAY:  # passed, or never came to a verdict
            missed.append(version)
    return _share(question, missed)


def _all(question: SuiteQuestion) -> list[Callable[..., Any]]:
    return [*question.correct, *question.planted]


def _nothing(question: SuiteQuestion, outcome: str, text: str) -> Mark:
    key = outcome if outcome in known("outcomes") else "not run"
    told = words("outcomes", key, name=question.function, text=text)
    return Mark(question.grade_id, 0.0, question.points, key, told)


def _share(question: SuiteQuestion, missed: list[Callable[..., Any]]) -> Mark:
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
