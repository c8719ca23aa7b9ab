"""What a picture of a wrong run shows."""

import torch

from mrcnn_edu.classroom.exercises.training import cases


def points(ax):
    """Of each line: where its points lie."""
    return [list(zip(*map(list, line.get_data()), strict=True)) for line in ax.lines[:2]]


def drawn(steps, wanted, given):
    arguments = cases.steps_of(steps, 8, 4)
    answers = (torch.tensor(wanted),), (torch.tensor(given),)
    (ax,) = cases.steps_of_a_run.picture(arguments, *answers).axes
    return ax


def test_each_factor_at_its_step():
    ax = drawn([6, 0], [0.5, 0.0], [0.25, 0.125])
    assert points(ax) == [[(6, 0.5), (0, 0)], [(6, 0.25), (0, 0.125)]]
    assert [line.get_xdata()[0] for line in ax.lines[2:]] == [4, 8]
    assert [text.get_text() for text in ax.texts] == ["warm-up ends", "the run ends"]


def test_answers_of_another_length_are_drawn_as_far_as_they_go():
    assert points(drawn([6, 0], [0.5, 0.0], [0.25]))[1] == [(6, 0.25)]
    assert points(drawn([6, 0], [0.5, 0.0], [0.25, 1.0, 2.0]))[1] == [(6, 0.25), (0, 1)]


def test_weight_that_differs_most_from_its_start_on():
    arguments = cases.run_of([1, 3], [[1, 0], [1, 0]], [3, 3], [0.5, 0.5])
    wanted = torch.tensor([[2.0, 3.0], [2.5, 3.0]])
    given = torch.tensor([[2.25, 3.0], [2.5, 5.0]])
    (ax,) = cases.small_runs.picture(arguments, (wanted,), (given,)).axes
    assert ax.get_ylabel() == "weight 1"
    assert points(ax) == [[(0, 3), (1, 3), (2, 3)], [(0, 3), (1, 3), (2, 5)]]


def test_a_weight_that_is_no_number_differs_most():
    arguments = cases.run_of([1, 3], [[1, 0]], [3], [0.5])
    wanted, given = torch.tensor([[2.0, 3.0]]), torch.tensor([[torch.nan, 9.0]])
    (ax,) = cases.small_runs.picture(arguments, (wanted,), (given,)).axes
    assert ax.get_ylabel() == "weight 0"
