"""The mark of a function: all its points if it is right on every hidden case, none otherwise."""

from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import UnreadableError, find_difference, read_answer
from mrcnn_edu.classroom.exercise import Arguments
from mrcnn_edu.classroom.grading.draws import fingerprint, seed_for
from mrcnn_edu.classroom.grading.likeness import like_which
from mrcnn_edu.classroom.grading.mark import AtWork, Mark, Reply
from mrcnn_edu.classroom.grading.outcomes import known, words
from mrcnn_edu.classroom.grading.paper import Paper, Trial, trial_of
from mrcnn_edu.classroom.grading.question import FunctionQuestion
from mrcnn_edu.classroom.grading.simpler import simplest
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
        The mark; its outcome is that of the first case that was answered wrongly.
    """
    hidden = paper.hidden[question.grade_id]
    name, most = question.exercise.name, question.points
    tried = _try_all(session, name, hidden)
    fault = next((fault for _, _, fault in tried if fault), None)
    if fault is None:
        return Mark(
            question.grade_id, most, most, "right", words("outcomes", "right", count=len(hidden))
        )
    outcome, text = fault
    # An error's words, a type's name, even a shape could carry a hidden case to the student; so
    # they are told of another case, or not at all.
    if outcome in WORTH_ANOTHER_CALL:
        text = words("outcomes", "no counterexample")
    like = like_which(question.exercise, [(trial, reply) for trial, reply, _ in tried])
    return Mark(question.grade_id, 0.0, most, outcome, text, like=like)


def explained(mark: Mark, question: FunctionQuestion, paper: Paper, session: AtWork) -> Mark:
    """A mark with a case for the student that was answered wrongly, if one can be found.

    Args:
        mark: of a function.
        question: that asks for it.
        paper: of the class, with the cases that may be shown.
        session: the submission, in a life that has met no hidden case: a function could keep these
            and tell them now.

    Returns:
        The same mark, with words and lines of that case.
    """
    if mark.outcome not in WORTH_ANOTHER_CALL:
        return mark
    tried = _try_all(session, question.exercise.name, paper.shown[question.grade_id])
    wrong = [one for one in tried if one[2] and one[2].outcome in WORTH_ANOTHER_CALL]
    if not wrong:
        return mark
    begin = min(wrong, key=lambda one: how_hard(one[0].arguments))
    trial, reply, fault = _simplest(begin, question, paper, session)
    return replace(mark, text=fault.text if fault else "", feedback=tuple(_told(trial, reply)))


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


def _simplest(begin: Tried, question: FunctionQuestion, paper: Paper, session: AtWork) -> Tried:
    """The simplest case that is answered wrongly, with what came of it; never a hidden one."""
    exercise, name = question.exercise, question.grade_id
    hidden = {fingerprint(trial.arguments) for trial in paper.hidden[name]}
    found = [begin]

    def is_wrong(arguments: Arguments) -> bool:
        if fingerprint(arguments) in hidden:
            return False
        found.extend(_try_all(session, exercise.name, (trial_of(exercise, arguments),)))
        fault = found[-1][2]
        return fault is not None and fault.outcome in WORTH_ANOTHER_CALL

    seed = seed_for(paper.secret, name, "simpler")
    best = simplest(exercise.cases.random, is_wrong, begin[0].arguments, seed)
    return next(one for one in found if one[0].arguments is best)


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
