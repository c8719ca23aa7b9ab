"""A loss as the network feels it: its value, and its gradient at what the network said.

    check(with_gradient(my_mask_loss), exercises.mask_loss)

Two functions may agree on the value and teach different things, so that a loss is judged by both.
"""

import functools
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import IT, UnreadableError
from mrcnn_edu.classroom.exercise import Function
from mrcnn_edu.classroom.words import say


def with_gradient(loss: Function) -> Function:
    """A function that gives a loss together with its gradient.

    Args:
        loss: takes logits first, of any shape, and returns a scalar.

    Returns:
        A function of the same arguments, which returns what ``loss`` does, and the gradient of
        that at the logits, of their shape. A function that is not begun stays one.

    Raises:
        UnreadableError: not here, but when the function is called and nothing could learn from
            what ``loss`` returns.

    Example:
        >>> with_gradient(lambda logits: (logits**2).sum())(torch.tensor([1.0, -3.0]))
        (tensor(10.), tensor([ 2., -6.]))
    """

    @functools.wraps(loss)
    def called(logits: Tensor, *rest: Any, **by_name: Any) -> Any:
        leaf = logits.detach().clone().requires_grad_()
        value = loss(leaf, *rest, **by_name)
        if value is None or value is Ellipsis:
            return value
        return _value(value), _gradient(value, leaf)

    return called


def _value(value: Any) -> Any:
    return value.detach() if isinstance(value, Tensor) else value


def _gradient(value: Any, leaf: Tensor) -> Tensor:
    """Of a scalar; zeros where there is nothing to learn from, or more than one value."""
    learns = isinstance(value, Tensor) and value.requires_grad
    if leaf.numel() > 0 and not learns:
        raise UnreadableError(say("no_gradient", name=IT))
    if leaf.numel() == 0 or value.numel() != 1:
        return torch.zeros_like(leaf).detach()
    (gradient,) = torch.autograd.grad(value.sum(), leaf, allow_unused=True)
    return torch.zeros_like(leaf).detach() if gradient is None else gradient
