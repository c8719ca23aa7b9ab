"""Which functions of a file are mutants: those whose names have no underscore in front."""

from collections.abc import Callable
from types import ModuleType
from typing import Any


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
