"""Judge one call of a learner's function: what went wrong, in words that help."""

import dataclasses
import dis
import inspect
import linecache
import os
import traceback
from functools import partial
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import Answer, UnreadableError, find_difference, read_answer
from mrcnn_edu.classroom.exercise import Arguments, Function
from mrcnn_edu.classroom.kept_state import settings_kept
from mrcnn_edu.classroom.limits import Outcome, run_limited
from mrcnn_edu.classroom.verdict import Verdict, write_value
from mrcnn_edu.classroom.words import Words, say

NOT_BEGUN = Verdict("not begun", say("not_begun"))
PRINTED_LINES = 2


def judge(
    student: Function, arguments: Arguments, expected: Answer, *, seconds: float
) -> Verdict | None:
    """Call a function once and judge what it did.

    Args:
        student: the function; it gets copies of the arguments.
        arguments: by name, in order.
        expected: the right answer.
        seconds: how long the call may take.

    Returns:
        None if it answered rightly, otherwise a verdict without a picture.
    """
    try:
        verdict, printed = _judge(student, arguments, expected, seconds)
    except Exception as error:  # of the learner's objects, while they are looked at
        kind = type(error).__name__
        sentence = say("not_read_by_torch", name=name_of(student), error=kind)
        return Verdict("wrong type", sentence, counterexample=arguments)
    if verdict is None or verdict.reason == "not begun":
        return verdict
    lines = [say("printed", line=line) for line in printed.splitlines()[:PRINTED_LINES]]
    return dataclasses.replace(verdict, counterexample=arguments, notes=(*verdict.notes, *lines))


def endless(name: str, arguments: Arguments, seconds: float) -> Verdict:
    """The verdict on a call that does not come back.

    Args:
        name: of the function.
        arguments: that it was called with.
        seconds: that it had.
    """
    sentence = say("endless", name=name, seconds=f"{seconds:g}")
    return Verdict("endless", sentence, counterexample=arguments)


def _judge(
    student: Function, arguments: Arguments, expected: Answer, seconds: float
) -> tuple[Verdict | None, str]:
    """The verdict on a call, and what the function printed."""
    given, name = copy_of(arguments), name_of(student)
    # The answer is read in a second call: while the function runs, none of its callers knows what
    # is right.
    outcome = run_limited(partial(_call, student, given), seconds)
    printed = outcome.printed
    if outcome.error is None and not outcome.endless:
        outcome = _read_limited(outcome.value, expected, seconds)
    if outcome.endless:
        return endless(name, arguments, seconds), printed
    if outcome.error is not None:
        return judge_error(name, outcome.error, arguments), printed
    if changed := [key for key in arguments if not _same(arguments[key], given[key])]:
        return _judge_change(name, changed[0], given[changed[0]]), printed
    return _judge_value(student, outcome, expected), printed


def name_of(function: Function) -> str:
    """What to call a function; not every callable has a name."""
    try:
        name = str(getattr(function, "__name__", type(function).__name__))
    except Exception:  # of a property of that name
        name = type(function).__name__
    return str(say("your_function")) if name == "<lambda>" else name


def call_with(function: Function, arguments: Arguments) -> Any:
    """Call with arguments by position, whatever a learner names them, but keyword-only by name."""
    try:
        parameters = inspect.signature(function).parameters
    except Exception:  # some built-in functions do not tell, nor do broken ones
        return function(*arguments.values())
    by_name = {n for n, p in parameters.items() if p.kind is p.KEYWORD_ONLY} & set(arguments)
    by_position = [value for name, value in arguments.items() if name not in by_name]
    return function(*by_position, **{name: arguments[name] for name in by_name})


def copy_of(arguments: Arguments) -> Arguments:
    """The same arguments with tensors of their own."""
    return {n: v.clone() if isinstance(v, Tensor) else v for n, v in arguments.items()}


def _call(student: Function, given: Arguments) -> Any:
    """What the function gives, in one thread; what it set for the whole process is set back."""
    torch.set_num_threads(1)  # each thread has a setting of its own; see check._single_threaded
    with settings_kept():
        return call_with(student, given)


def _read_limited(value: Any, expected: Answer, seconds: float) -> Outcome:
    """How the reading of an answer ended, which may run a learner's code: an object's own methods.

    Plain tensors have none, and need no thread, which takes longer than all the rest.
    """
    parts = value if type(value) in (tuple, list) else (value,)
    if not all(type(part) is Tensor for part in parts):
        return run_limited(partial(_read, value, expected), seconds)
    try:
        return Outcome(_read(value, expected))
    except UnreadableError as error:
        return Outcome(error=error)


def _read(value: Any, expected: Answer) -> Any:
    """The answer as plain tensors; None and Ellipsis, which mean something, as they are."""
    return value if value is None or value is Ellipsis else read_answer(value, expected)


def judge_error(name: str, error: BaseException, arguments: Arguments) -> Verdict:
    """What to tell of a function that raised an error.

    Args:
        name: of the function.
        error: what came out of it.
        arguments: that it was called with.
    """
    if isinstance(error, UnreadableError):
        return Verdict("wrong type", error.words.about(name))
    line = _learners_line(error)
    text = _text_of(error)
    gives_up = isinstance(error, NotImplementedError) and ("raise" in str(line) or not text)
    if gives_up or "ellipsis" in text.lower():  # (...) + 1 and its kind
        return dataclasses.replace(
            NOT_BEGUN, notes=(say("still_to_do", line=line),) if line else ()
        )
    kind = type(error).__name__
    sentence = (
        say("raised", name=name, error=kind, text=text)
        if text
        else say("raised_without_a_word", name=name, error=kind)
    )
    called = say("called_as", call=f"{name}({', '.join(arguments)})")
    return Verdict("raised", sentence, notes=(say("in_line", line=line) if line else called,))


def _judge_change(name: str, argument: str, after: Any) -> Verdict:
    sentence = say("changed_its_input", name=name, argument=argument)
    notes = (
        say("work_on_a_copy", argument=argument),
        say("afterwards", argument=argument, value=write_value(after)),
    )
    return Verdict("changed its input", sentence, notes=notes)


def _judge_value(student: Function, outcome: Outcome, expected: Answer) -> Verdict | None:
    got, name = outcome.value, name_of(student)
    if got is Ellipsis or (got is None and _is_blank(student)):
        return NOT_BEGUN
    if got is None:
        sentence = say("returns_none", name=name)
        return Verdict("wrong type", sentence, expected=expected)
    difference = find_difference(got, expected)
    if difference is None:
        return None
    return Verdict(difference.reason, difference.words.about(name), expected=expected, got=got)


def _is_blank(function: Function) -> bool:
    """Whether all that a function does is to return a constant, as one with the body `pass`."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    steps = {step.opname for step in dis.get_instructions(code)} if code else {"CALL"}
    return steps <= {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP"}


def _learners_line(error: BaseException) -> Words | None:
    """Where in the learner's own code it happened: the deepest line of the file that was called."""
    frames = traceback.extract_tb(error.__traceback__, limit=1000)
    here = os.path.dirname(__file__)
    outside = [frame for frame in frames if os.path.dirname(frame.filename) != here]
    if not outside:
        return None
    last = [frame for frame in outside if frame.filename == outside[0].filename][-1]
    text = linecache.getline(last.filename, last.lineno or 0).strip()
    return say("line", number=last.lineno, text=text)


def _same(before: Any, after: Any) -> bool:
    if not isinstance(before, Tensor):
        return True  # numbers and tuples cannot be changed
    same_kind = before.shape == after.shape and before.dtype == after.dtype
    return same_kind and torch.equal(before, after.detach())


def _text_of(error: BaseException) -> str:
    """The first line of an error's message, cut to a readable length."""
    try:
        lines = str(error).splitlines() or [""]
    except BaseException:  # a learner may write exceptions too, and break their __str__
        return ""
    return lines[0] if len(lines[0]) <= 160 else lines[0][:159] + "…"
