"""Which known mistake a wrong function makes, so that a teacher knows what to explain again."""

import inspect
from collections.abc import Sequence

from mrcnn_edu.classroom.answers import (
    Answer,
    UnreadableError,
    as_answer,
    find_difference,
    read_answer,
)
from mrcnn_edu.classroom.exercise import Exercise, Function
from mrcnn_edu.classroom.grading.mark import Reply
from mrcnn_edu.classroom.grading.paper import Trial
from mrcnn_edu.classroom.judge import call_with, copy_of


def like_which(exercise: Exercise, tried: Sequence[tuple[Trial, Reply]]) -> str:
    """Find a wrong version that answers every case as the student's function did.

    Args:
        exercise: with its wrong versions.
        tried: cases, each with the student's reply.

    Returns:
        What is wrong with that version, in a sentence; "" if there is none, or nothing was
        answered.
    """
    if not any(reply.outcome == "answered" for _, reply in tried):
        return ""
    for version in (*exercise.exhibits, *exercise.mutants):
        if all(_agrees(version, trial, reply) for trial, reply in tried):
            return told(version, exercise)
    return ""


def told(version: Function, exercise: Exercise) -> str:
    """What is wrong with a version: its docstring, or else its name.

    Args:
        version: a wrong one.
        exercise: that it belongs to. Versions that are made by a slip in the right one have
            borrowed its docstring, which says nothing of the slip.
    """
    text = inspect.getdoc(version)
    if not text or text == inspect.getdoc(exercise.reference):
        return version.__name__.replace("_", " ")
    return text.splitlines()[0]


def _agrees(version: Function, trial: Trial, reply: Reply) -> bool:
    """Whether a version does what the student's function did, failing where that failed."""
    theirs = _read(reply.value, trial) if reply.outcome == "answered" else None
    try:
        answer = as_answer(call_with(version, copy_of(trial.arguments)))
    except Exception:
        return reply.outcome == "raised"
    own = _read(answer if len(answer) > 1 else answer[0], trial)
    if theirs is None or own is None:
        return reply.outcome == "answered" and theirs is own
    return [part.shape for part in own] == [part.shape for part in theirs] and (
        find_difference(theirs, own) is None
    )


def _read(value: object, trial: Trial) -> Answer | None:
    try:
        return read_answer(value, trial.expected)
    except UnreadableError:
        return None
