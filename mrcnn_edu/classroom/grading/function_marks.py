"""The mark of a function: all its points if it is right on every hidden case, none otherwise."""

from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import UnreadableError, find_difference, read_answer
from mrcnn_edu.classroom.grading.likeness import like_which
from mrcnn_edu.classroom.grading.mark import AtWork, Mark, Reply
from mrcnn_edu.classroom.grading.outcomes import known, words
from mrcnn_edu.classroom.grading.paper import Paper, Trial
from mrcnn_edu.classroom.grading.question import FunctionQuestion
from mrcnn_edu.classroom.smallest import how_hard
from mrcnn_edu.classroom.verdict import Verdict
from mrcnn_edu.classroom.words import say

SECONDS = 5.0  # of the processor's time for one call; loops over pixels take more than one
# After these another call may answer better; after any other fault it would take long, or say
# the same again.
WORTH_ANOTHER_CALL = ("raised", "wrong type", "wrong shape", "wrong value", "changed its input")


class Fault(NamedTuple):
    """What is wrong with one reply: the outcome's key, and words for people."""

    outcome: str
    text: str


def mark_function(question: FunctionQuestion, paper: Paper, session: AtWork) -> Mark:
    """Try a function on the hidden cases.

    Args:
        question: that asks for it.
        paper: of the class.
        session: the submission, ready to be called.

    Returns:
        The mark; its outcome is that of the first case that was answered wrongly. With it comes a
        case for the student, if one can be found among those that may be shown.
    """
    hidden, shown = paper.hidden[question.grade_id], paper.shown[question.grade_id]
    name, most = question.exercise.name, question.points
    tried = _try_all(session, name, hidden)
    faults = [fault for _, _, fault in tried if fault]
    if not faults:
        return Mark(
            question.grade_id, most, most, "right", words("outcomes", "right", count=len(hidden))
        )
    outcome, text = faults[0]
    lines: tuple[str, ...] = ()
    # An error's words, a type's name, even a shape could carry a hidden case to the student; so
    # they are told of another case, or not at all.
    if outcome in WORTH_ANOTHER_CALL:
        text = words("outcomes", "no counterexample")
    if shown and all(fault.outcome in WORTH_ANOTHER_CALL for fault in faults):
        text, lines = _counterexample(session, name, shown)
    like = like_which(question.exercise, [(trial, reply) for trial, reply, _ in tried])
    return Mark(question.grade_id, 0.0, most, outcome, text, feedback=lines, like=like)


Tried = tuple[Trial, Reply, Fault | None]


def _try_all(session: AtWork, name: str, trials: tuple[Trial, ...]) -> list[Tried]:
    """Each case with what came of it, up to one after which no other is worth trying."""
    tried: list[Tried] = []
    for trial in trials:
        reply = session.call(name, trial.arguments, SECONDS)
        fault = find_fault(name, reply, trial)
        tried.append((trial, reply, fault))
        if fault and fault.outcome not in WORTH_ANOTHER_CALL:
            break
    return tried


def find_fault(name: str, reply: Reply, trial: Trial) -> Fault | None:
    """What is wrong with a reply; None if nothing is.

    Args:
        name: of the function.
        reply: what came of calling it.
        trial: the case that it was called with.

    Returns:
        The fault.
    """
    if reply.outcome == "raised" and reply.text.startswith("NotImplementedError"):
        return Fault("not begun", words("outcomes", "not begun"))
    if reply.outcome != "answered":
        key = reply.outcome if reply.outcome in known("outcomes") else "not run"
        return Fault(key, words("outcomes", key, name=name, text=reply.text))
    after = reply.arguments_after or {}
    for argument, before in trial.arguments.items():
        if argument in after and not _same(before, after[argument]):
            key = "changed its input"
            return Fault(key, words("outcomes", key, name=name, argument=argument))
    return _compare(name, reply, trial)


def _compare(name: str, reply: Reply, trial: Trial) -> Fault | None:
    if reply.value is None:
        return Fault("wrong type", str(say("returns_none", name=name)))
    try:
        got = read_answer(reply.value, trial.expected)
    except UnreadableError as error:
        return Fault("wrong type", words("outcomes", "wrong type", text=error.words.about(name)))
    difference = find_difference(got, trial.expected)
    if difference is None:
        return None
    text = difference.words.about(name)
    return Fault(difference.reason, words("outcomes", difference.reason, name=name, text=text))


def _same(before: object, after: object) -> bool:
    if not isinstance(before, Tensor):
        return True  # numbers and tuples cannot be changed
    if not isinstance(after, Tensor) or (before.shape, before.dtype) != (after.shape, after.dtype):
        return False
    return torch.equal(torch.nan_to_num(before), torch.nan_to_num(after))


def _counterexample(
    session: AtWork, name: str, shown: tuple[Trial, ...]
) -> tuple[str, tuple[str, ...]]:
    """What was wrong and with what, of the cases that a student may see the easiest."""
    tried = _try_all(session, name, shown)
    wrong = [(trial, reply, fault) for trial, reply, fault in tried if fault]
    if not wrong:
        return words("outcomes", "no counterexample"), ()
    trial, reply, fault = min(wrong, key=lambda one: how_hard(one[0].arguments))
    return fault.text, tuple(_told(trial, reply))


def _told(trial: Trial, reply: Reply) -> list[str]:
    """The case, the right answer and the student's, as a check in a lesson tells them."""
    got = None
    if reply.outcome == "answered" and reply.value is not None:
        try:
            got = read_answer(reply.value, trial.expected)
        except UnreadableError:
            got = None
    arguments, expected = trial.arguments, trial.expected
    verdict = Verdict("wrong", say("it"), counterexample=arguments, expected=expected, got=got)
    return verdict.details()
