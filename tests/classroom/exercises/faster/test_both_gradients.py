"""Two losses are judged by their values and by the gradient at both parts."""

import torch

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.classroom.exercises.faster.both_gradients import with_both_gradients
from mrcnn_edu.classroom.exercises.faster.museum import joint
from mrcnn_edu.classroom.exercises.faster.one_batch import joint_losses


def test_two_losses_that_agree_in_value_differ_in_what_they_teach():
    case = exercises.joint_losses.cases.examples[3]
    values = [f(*case.values()) for f in (joint.joint_with_moving_targets, joint_losses)]
    assert values[0] == values[1]
    moving, right = (
        with_both_gradients(f)(*case.values())
        for f in (joint.joint_with_moving_targets, joint_losses)
    )
    # The head's error of -0.125 counts half, being one of two. It pulls at the proposal as well: at
    # its place, and since t_x is measured in widths, an eighth as much at its width.
    expected = torch.tensor([[-0.0625, 0, -0.0078125, 0]])
    torch.testing.assert_close(moving[2] - right[2], expected)
    torch.testing.assert_close(moving[3], right[3])


def test_a_function_that_is_not_begun():
    verdict = check(with_both_gradients(lambda *_: ...), exercises.joint_losses)
    assert verdict.reason == "not begun"


def test_losses_from_which_nothing_could_learn():
    verdict = check(
        with_both_gradients(lambda *given: tuple(loss.detach() for loss in joint_losses(*given))),
        exercises.joint_losses,
    )
    assert not verdict.passed
    assert "without a gradient" in str(verdict)
