"""A loss that is judged with its gradient."""

import pytest
import torch

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.classroom.gradients import with_gradient
from mrcnn_edu.ops.losses import mask_loss


def test_value_and_gradient_at_the_first_argument_alone():
    weights = torch.tensor([2.0, 5.0], requires_grad=True)
    value, gradient = with_gradient(lambda x, w: (x * w).sum())(torch.tensor([3.0, 1.0]), weights)
    assert (value.item(), gradient.tolist()) == (11, [2, 5])
    assert not value.requires_grad
    assert weights.grad is None


def test_what_is_given_stays_as_it_was():
    logits = torch.tensor([1.0, 2.0])
    with_gradient(lambda x: (x**2).sum())(logits)
    assert not logits.requires_grad
    assert logits.grad is None


def test_logits_that_are_not_looked_at_have_a_gradient_of_zeros():
    weights = torch.tensor(4.0, requires_grad=True)
    value, gradient = with_gradient(lambda x: weights * 2)(torch.ones(3))
    assert (value.item(), gradient.tolist()) == (8, [0, 0, 0])


def test_of_nothing_a_plain_number_will_do():
    value, gradient = with_gradient(lambda x: 0)(torch.zeros(0, 2))
    assert (value, gradient.shape) == (0, (0, 2))


def test_the_name_stays():
    def my_mask_loss(mask_logits, labels, targets): ...

    assert with_gradient(my_mask_loss).__name__ == "my_mask_loss"


@pytest.mark.parametrize("answer", [None, ...])
def test_not_begun(answer):
    assert with_gradient(lambda logits: answer)(torch.ones(1)) is answer


def blank(mask_logits, labels, targets): ...


def unfinished(mask_logits, labels, targets):
    mask_loss(mask_logits, labels, targets)


def in_numbers(mask_logits, labels, targets):
    return mask_loss(mask_logits, labels, targets).item()


def for_each_pixel(mask_logits, labels, targets):
    return mask_logits[range(len(labels)), labels] - targets


def half(mask_logits, labels, targets):
    return mask_loss(mask_logits, labels, targets) / 2


def failing(mask_logits, labels, targets):
    return mask_logits[labels == 7].mean() + {}["no such key"]


@pytest.mark.parametrize(
    ("loss", "reason", "says"),
    [
        (blank, "not begun", "Write your function"),
        (unfinished, "wrong type", "unfinished returns None; is its return missing?"),
        (in_numbers, "wrong type", "in_numbers returns a loss without a gradient"),
        (for_each_pixel, "wrong shape", "for_each_pixel returns a result of shape"),
        (half, "wrong value", "half differs from the package"),
        (failing, "raised", "failing raised KeyError"),
        (mask_loss, "passed", "mask_loss agrees with the package"),
    ],
)
def test_verdicts(loss, reason, says):
    verdict = check(with_gradient(loss), exercises.mask_loss)
    assert verdict.reason == reason
    assert says in verdict.headline


def test_an_error_is_told_with_the_line_of_the_learner():
    verdict = check(with_gradient(failing), exercises.mask_loss)
    assert "no such key" in str(verdict.notes[0])
