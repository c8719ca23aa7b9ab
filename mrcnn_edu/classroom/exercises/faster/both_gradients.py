"""Two losses as two parts of a network feel them: their values, and the gradient at each part.

    check(with_both_gradients(joint_losses), exercises.joint_losses)

What a wrong path of the gradient does is not seen in the values.
"""

import functools
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import IT, UnreadableError
from mrcnn_edu.classroom.exercise import Function
from mrcnn_edu.classroom.words import say


def with_both_gradients(losses: Function) -> Function:
    """A function that gives two losses together with the gradients of their sum.

    Args:
        losses: takes what the RPN says (A, 4) and what the head says (4,) first, and returns two
            scalars.

    Returns:
        A function of the same arguments. It returns what ``losses`` does, and the gradient of the
        sum at what the RPN says, (A, 4), and at what the head says, (4,). A function that is not
        begun stays one.

    Raises:
        UnreadableError: not here, but when the function is called and nothing could learn from a
            loss.

    Example:
        >>> both = with_both_gradients(lambda rpn, head: ((rpn**2).sum(), (3 * head).sum()))
        >>> both(torch.tensor([[1.0, 0.0, 0.0, 2.0]]), torch.zeros(4))[2:]
        (tensor([[2., 0., 0., 4.]]), tensor([3., 3., 3., 3.]))
    """

    @functools.wraps(losses)
    def called(rpn_deltas: Tensor, head_deltas: Tensor, *rest: Any, **by_name: Any) -> Any:
        leaves = [said.detach().clone().requires_grad_() for said in (rpn_deltas, head_deltas)]
        found = losses(*leaves, *rest, **by_name)
        if not isinstance(found, tuple | list) or len(found) != 2:
            return found
        return (*(_value(loss) for loss in found), *_gradients(found, leaves))

    return called


def _value(loss: Any) -> Any:
    return loss.detach() if isinstance(loss, Tensor) else loss


def _gradients(losses: Any, leaves: list[Tensor]) -> tuple[Tensor, ...]:
    """Of both losses added up; zeros where none reaches a leaf."""
    if not all(isinstance(loss, Tensor) and loss.requires_grad for loss in losses):
        raise UnreadableError(say("no_gradient", name=IT))
    total = sum(loss.sum() for loss in losses)
    found = torch.autograd.grad(total, leaves, allow_unused=True)
    return tuple(
        torch.zeros_like(leaf) if gradient is None else gradient
        for gradient, leaf in zip(found, leaves, strict=True)
    )
