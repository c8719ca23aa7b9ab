"""Two thin matrices as a layer feels them: their product, and how large they are.

    check(with_product(my_truncate), exercises.truncate)

A singular vector may point either way, and a size may stand left or right. The product is the same.
"""

import functools
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.exercise import Function


def with_product(truncate: Function) -> Function:
    """A function that gives the product of what another one returns.

    Args:
        truncate: returns the matrix that numbers meet first (t, n), and the one that they meet
            second (m, t).

    Returns:
        A function of the same arguments, which returns second @ first (m, n), float64, to five
        digits after the point, and the four sizes t, n, m, t as (4,), int64. A function that is not
        begun stays one.

    Raises:
        ValueError: not here, but when the function is called and there are not two matrices that
            can be multiplied.

    Example:
        >>> one_row = lambda weight, t: (weight[:1], torch.ones(2, 1))
        >>> with_product(one_row)(torch.eye(2), 1)
        (tensor([[1., 0.],
                [1., 0.]], dtype=torch.float64), tensor([1, 2, 2, 1]))
    """

    @functools.wraps(truncate)
    def called(*given: Any, **by_name: Any) -> Any:
        value = truncate(*given, **by_name)
        if value is None or value is Ellipsis:
            return value
        if not isinstance(value, tuple | list) or len(value) != 2:
            raise ValueError("two matrices are wanted, first (t, n) and second (m, t)")
        first, second = (torch.as_tensor(part).double() for part in value)
        if first.ndim != 2 or second.ndim != 2 or second.shape[1] != first.shape[0]:
            raise ValueError(
                f"first must be (t, n) and second (m, t), got {tuple(first.shape)} and"
                f" {tuple(second.shape)}"
            )
        # A 0 is never quite 0 in float32, whoever multiplies; five digits are what is asked for.
        return (second @ first).round(decimals=5), _sizes(first, second)

    return called


def _sizes(first: Tensor, second: Tensor) -> Tensor:
    return torch.tensor([*first.shape, *second.shape])
