"""Cases drawn afresh from a seed that no student knows, the same ones from the same seed.

hypothesis makes random cases from local modules' constants too, so that what it draws depends on
what has been imported. Here it draws from bytes alone, and these from the seed alone: whoever
grades again, in whatever process, asks the same.
"""

import contextlib
import hashlib
import random
import tempfile
from collections.abc import Iterator

from hypothesis import HealthCheck, configuration, given, settings
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.classroom.exercise import Arguments

BYTES = 4096  # for one case; what wants more than these is not drawn
REPEATS = 50  # in a row, after which there is hardly another one to be drawn


def seed_for(secret: str, *purpose: str) -> int:
    """A seed of its own for each purpose, from the one secret.

    Args:
        secret: of the whole class.
        purpose: any words, such as a question's id and "mark".

    Returns:
        A whole number of 64 bits, from which nobody can tell the secret or another purpose's seed.

    Example:
        >>> seed_for("secret", "iou", "mark") == seed_for("secret", "iou", "mark")
        True
        >>> seed_for("secret", "iou", "mark") == seed_for("secret", "iou", "feedback")
        False
    """
    text = "\0".join((secret, *purpose))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def draw(strategy: st.SearchStrategy[Arguments], seed: int, count: int) -> tuple[Arguments, ...]:
    """Draw cases, no two of them alike.

    Args:
        strategy: makes them.
        seed: decides which.
        count: how many are wanted; of a strategy that knows fewer, there come fewer.

    Returns:
        The cases, in the order in which they were drawn.

    Example:
        >>> drawn = draw(st.fixed_dictionaries({"side": st.integers(1, 3)}), seed=5, count=100)
        >>> sorted(case["side"] for case in drawn)
        [1, 2, 3]
    """
    drawn: dict[str, Arguments] = {}

    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def keep(arguments: Arguments) -> None:
        drawn.setdefault(fingerprint(arguments), arguments)

    one_case = keep.hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    chance = random.Random(seed)
    with without_notes():
        repeats = 0
        while len(drawn) < count and repeats < REPEATS:
            before = len(drawn)
            one_case(chance.randbytes(BYTES))
            repeats = repeats + 1 if len(drawn) == before else 0
    return tuple(drawn.values())


@contextlib.contextmanager
def without_notes() -> Iterator[None]:
    """Let hypothesis keep its notes in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(None)


def fingerprint(arguments: Arguments) -> str:
    """What two cases share if and only if they hold the same values of the same types.

    Args:
        arguments: of a function, by name.

    Returns:
        A text that stands for all of them.

    Example:
        >>> import torch
        >>> one, other = torch.zeros(2), torch.zeros(2, dtype=torch.float64)
        >>> fingerprint({"x": one}) == fingerprint({"x": other})
        False
    """
    return repr({name: _plain(value) for name, value in arguments.items()})


def _plain(value: object) -> object:
    if isinstance(value, Tensor):
        return str(value.dtype), tuple(value.shape), value.tolist()
    if isinstance(value, list | tuple):
        return type(value).__name__, [_plain(item) for item in value]
    return value
