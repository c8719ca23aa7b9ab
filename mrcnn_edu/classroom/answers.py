"""What counts as the same answer: a learner's result beside the package's.

A learner may answer with a tensor, a numpy array, a number or nested lists, in any floating-point
type. All become plain tensors before anything is compared, so that an object which claims to
equal everything never gets to say so.
"""

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, equal, isclose  # as they are now, whatever a learner puts there later

from mrcnn_edu.classroom.words import Words, say

# Room for rounding: how far an answer may lie from the package's, as a share of it. It is meant for
# float32 and float64; half precision keeps three digits of an IoU, and that is not enough.
TOLERANCE = 1e-5
ABSOLUTE_TOLERANCE = 1e-6

IT = say("it")  # until somebody knows the name of the function

Answer = tuple[Tensor, ...]  # most exercises answer with one tensor, some with two


class UnreadableError(Exception):
    """An answer that cannot be compared; its words say why."""

    def __init__(self, words: Words):
        super().__init__(str(words))
        self.words = words


class Difference(NamedTuple):
    """What sets an answer apart: one of a few words for programs, and a sentence for people."""

    reason: str
    words: Words


def as_answer(result: Tensor | Answer) -> Answer:
    """What the package returned, as a tuple also where it is a single tensor."""
    return result if isinstance(result, tuple) else (result,)


def read_answer(value: Any, like: Answer) -> Answer:
    """Turn what a function returned into plain tensors.

    Args:
        value: whatever it was.
        like: the package's answer, which says how many tensors are wanted.

    Returns:
        As many tensors as in ``like``, on the CPU and without gradient.

    Raises:
        UnreadableError: if that cannot be done.

    Example:
        >>> read_answer([[0.5, 1]], like=(torch.zeros(1, 2),))
        (tensor([[0.5000, 1.0000]], dtype=torch.float64),)
    """
    values = (value,) if len(like) == 1 else value
    if not isinstance(values, tuple | list) or len(values) != len(like):
        words = say("not_as_many", name=IT, what=_describe(value), count=len(like))
        raise UnreadableError(words)
    try:
        return tuple(_to_tensor_like(v, part) for v, part in zip(values, like, strict=True))
    except (OverflowError, RuntimeError, TypeError, ValueError) as error:
        raise UnreadableError(say("not_read_by_torch", name=IT, error=error)) from error


def find_difference(got: Answer, expected: Answer) -> Difference | None:
    """Compare two answers of the same length; None if they agree.

    Whole numbers (indices) must be equal, in the same order. Fractions may differ by rounding,
    and NaN agrees with NaN.
    """
    parts = zip(got, expected, strict=True)
    return next((d for pair in parts if (d := _compare(*pair)) is not None), None)


def _compare(got: Tensor, expected: Tensor) -> Difference | None:
    fractional = expected.is_floating_point()
    if got.dtype is torch.bool:
        words = say("not_fractions", name=IT) if fractional else say("not_indices", name=IT)
        return Difference("wrong type", words)
    if got.is_floating_point() and not fractional:
        return Difference("wrong type", say("not_whole", name=IT, type=got.dtype))
    # The length of a list of kept boxes is part of its value; any other shape is a shape.
    if got.shape != expected.shape and not got.ndim == expected.ndim == 1:
        shapes = {"got": tuple(got.shape), "expected": tuple(expected.shape)}
        return Difference("wrong shape", say("wrong_shape", name=IT, **shapes))
    if got.shape == expected.shape and _same_values(got, expected):
        return None
    return Difference("wrong value", say("differs", name=IT))


def _same_values(got: Tensor, expected: Tensor) -> bool:
    if not expected.is_floating_point():
        return equal(got.long(), expected.long())
    close = isclose(
        got.double(), expected.double(), rtol=TOLERANCE, atol=ABSOLUTE_TOLERANCE, equal_nan=True
    )
    return bool(close.all())


def _to_tensor_like(value: Any, like: Tensor) -> Tensor:
    tensor = _to_tensor(value)
    if tensor.numel() == like.numel() == 0:
        if isinstance(value, list | tuple):
            return torch.empty_like(like)  # an empty list can tell neither its shape nor its type
        if tensor.ndim == 1:
            return tensor.reshape(like.shape)  # nor can torch.tensor([]) tell (0, 4) from (0, 3)
    return tensor


def _to_tensor(value: Any) -> Tensor:
    """A plain tensor with the same numbers."""
    # Exactly these types: a subclass may answer in its own way what a tensor should.
    if type(value) in (Tensor, torch.nn.Parameter):
        if value.is_complex():
            raise UnreadableError(say("complex_numbers", name=IT))
        plain: Tensor = value.detach().cpu()
        return plain if plain.layout is torch.strided else plain.to_dense()
    if isinstance(value, bool | int | float):
        return torch.tensor(value, dtype=torch.float64 if isinstance(value, float) else None)
    if isinstance(value, np.ndarray | np.generic):
        return _from_numpy(np.array(value))
    if isinstance(value, list | tuple):
        return _stack([_to_tensor(item) for item in value])
    raise UnreadableError(say("not_numbers", name=IT, what=_describe(value)))


def _from_numpy(array: np.ndarray[Any, Any]) -> Tensor:
    if array.dtype.kind == "O":  # what ragged or mixed lists become in numpy
        return _to_tensor(array.tolist())
    if array.dtype.kind not in "biuf":
        what = say("an_array", type=array.dtype)
        raise UnreadableError(say("not_numbers", name=IT, what=what))
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)  # torch has nothing longer
    return torch.from_numpy(array)


def _stack(parts: list[Tensor]) -> Tensor:
    if not parts:
        return torch.zeros(0)
    if len({part.shape for part in parts}) > 1:
        raise UnreadableError(say("ragged_rows", name=IT))
    if any(part.is_floating_point() for part in parts):
        parts = [part.double() if part.dtype is torch.int64 else part for part in parts]
    return torch.stack(parts)


def _describe(value: Any) -> Words | None:
    if isinstance(value, tuple | list):
        return say("some_of", type=type(value).__name__, count=len(value))
    return None if value is None else say("some_object", type=type(value).__name__)
