"""Slips that can happen to any function, put into a right one.

A test keeps many wrong solutions of every exercise, which the check must catch. Half of them are
made here: the right function, and the same slip each time on its way in or out. Those of one
exercise stand in the ``mutants.py`` of its topic, written as a learner might write them.
"""

import functools
import inspect
import textwrap
from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

Function = Callable[..., Any]
Change = Callable[[Tensor], Any]


def named(**functions: Function) -> tuple[Function, ...]:
    """Functions written as a table of name and lambda, each called by its name.

    Example:
        >>> (twice,) = named(twice=lambda x: 2 * x)
        >>> twice.__name__, twice(3)
        ('twice', 6)
    """
    for name, function in functions.items():
        function.__name__ = name
    return tuple(functions.values())


def with_answers(function: Function, **changes: Change) -> tuple[Function, ...]:
    """One wrong function for each change: its answers are changed on their way out.

    Example:
        >>> (rounded,) = with_answers(torch.sqrt, rounded=torch.round)
        >>> rounded.__name__, rounded(torch.tensor(2.0))
        ('sqrt_rounded', tensor(1.))
    """

    def slipped(change: Change, *given: Any, **by_name: Any) -> Any:
        answer = function(*given, **by_name)
        return tuple(map(change, answer)) if isinstance(answer, tuple) else change(answer)

    return _like(function, slipped, changes)


def rewritten(function: Function, **changes: tuple[str, str]) -> tuple[Function, ...]:
    """One wrong function for each change: a piece of its source is replaced by another.

    Args:
        function: a right one, of more than a line, written in a file.
        **changes: for each name the piece, which its source holds once, and what replaces it.

    Raises:
        ValueError: if a piece doesn't stand there exactly once.

    Example:
        >>> (mutant,) = rewritten(named, of_nothing=("tuple(functions.values())", "()"))
        >>> mutant.__name__, mutant(twice=lambda x: 2 * x)
        ('named_of_nothing', ())
    """
    source = textwrap.dedent(inspect.getsource(function))
    made = []
    for name, (piece, instead) in changes.items():
        if source.count(piece) != 1:
            raise ValueError(f"{name}: {piece!r} stands {source.count(piece)} times in\n{source}")
        space = dict(function.__globals__)
        exec(compile(source.replace(piece, instead), f"<{name}>", "exec"), space)
        space[function.__name__].__name__ = f"{function.__name__}_{name}"
        made.append(space[function.__name__])
    return tuple(made)


def with_arguments(function: Function, **changes: Change) -> tuple[Function, ...]:
    """One wrong function for each change: what it is given is changed on the way in.

    Only tensors of fractions are changed; indices, sizes and thresholds are left alone.

    Example:
        >>> (cut,) = with_arguments(torch.sqrt, cut=torch.trunc)
        >>> cut(torch.tensor(1.5))
        tensor(1.)
    """

    def slipped(change: Change, *given: Any, **by_name: Any) -> Any:
        return function(*(change(a) if _has_fractions(a) else a for a in given), **by_name)

    return _like(function, slipped, changes)


def without(name: str, mutants: tuple[Function, ...]) -> tuple[Function, ...]:
    """All but the one whose name ends with ``name``, where that slip makes no difference."""
    return tuple(mutant for mutant in mutants if not mutant.__name__.endswith(name))


def of_fractions(function: Function) -> tuple[Function, ...]:
    """Slips of a function whose answer is fractions, one row or more of them."""
    return with_answers(
        function,
        rounded=torch.round,
        truncated=torch.trunc,
        as_whole_numbers=lambda answer: answer.long(),
        to_two_digits=lambda answer: answer.round(decimals=2),
        to_three_digits=lambda answer: answer.round(decimals=3),
        in_half_precision=lambda answer: answer.half(),
        in_bfloat16=lambda answer: answer.bfloat16().float(),
        as_yes_or_no=lambda answer: answer > 0.5,
        slightly_off=lambda answer: answer * 1.0001,
    ) + with_arguments(
        function,
        of_half_precision=lambda given: given.half().float(),
        of_bfloat16=lambda given: given.bfloat16().float(),
    )


def of_rows(function: Function) -> tuple[Function, ...]:
    """Slips of a function whose answer has something for each of its rows."""
    return with_answers(
        function,
        without_the_last=lambda answer: answer[:-1],
        only_the_first=lambda answer: answer[:1],
        backwards=lambda answer: answer.flip(0),
        with_an_axis_more=lambda answer: answer[None],
        with_an_axis_at_the_end=lambda answer: answer[..., None],
        without_axes_of_one=torch.squeeze,
        with_the_first_for_all=lambda answer: answer[:1].expand_as(answer),
        rolled=lambda answer: answer.roll(1, dims=0),
        that_needs_a_row=lambda answer: torch.stack(list(answer)),
    )


def of_boxes(function: Function) -> tuple[Function, ...]:
    """Slips of a function that takes boxes, in what it takes their coordinates for."""
    return with_arguments(
        function,
        of_whole_pixels=torch.trunc,
        of_rounded_pixels=torch.round,
        of_positive_coordinates=lambda given: given.clamp(min=0),
        of_absolute_coordinates=torch.abs,
        of_bytes=lambda given: given.to(torch.uint8).float(),
        of_short_integers=lambda given: given.short().float(),
        of_coordinates_to_one=lambda given: given.clamp(max=1),
        that_needs_float32=_refuse_double,
        that_changes_its_input=lambda given: given.mul_(2) / 2,
    )


def _refuse_double(given: Tensor) -> Tensor:
    """What multiplying matrices does where a constant is float32."""
    if given.dtype is torch.float64:
        raise RuntimeError("expected m1 and m2 to have the same dtype, but got: double != float")
    return given


def _has_fractions(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()


def _like(
    function: Function, slipped: Function, changes: dict[str, Change]
) -> tuple[Function, ...]:
    """For each change ``slipped`` with it, with a name, and with the signature of the right one."""
    made = []
    for name, change in changes.items():
        mutant = functools.wraps(function)(functools.partial(slipped, change))
        mutant.__name__ = f"{function.__name__}_{name}"
        made.append(mutant)
    return tuple(made)


def written_in(module: ModuleType) -> tuple[Callable[..., Any], ...]:
    """The functions that a module makes itself and names without an underscore, in order.

    Args:
        module: a file of mutants. Functions that it imports do not count.

    Returns:
        The functions, each called by its name there, which those made by a helper were not.

    Example:
        >>> from mrcnn_edu.classroom.exercises.roi.mutants import pool
        >>> written_in(pool)[0].__name__
        'into_whole_numbers'
    """
    own = {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    }
    for name, function in own.items():
        function.__name__ = name
    return tuple(own.values())
