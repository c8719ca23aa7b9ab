"""What a picture of a wrong answer about ablations shows."""

import torch

from mrcnn_edu.classroom.exercises.ablations import cases


def test_differences_over_both_intervals():
    arguments = cases.runs_of([3, 5], [0, 0], 2.0)
    (ax,) = cases.runs.picture(arguments, (torch.tensor([2.0, 6]),), (torch.tensor([0.0, 8]),)).axes
    lines = [list(line.get_xdata()) for line in ax.lines[1:]]
    assert lines == [[3, 5], [2, 6], [0, 8]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["this one", "package", "a - b"]


def test_the_interval_that_is_judged_wrongly():
    arguments = cases.intervals_of([[2, 4], [-1, 5]], 1.0)
    (ax,) = cases.intervals.picture(
        arguments, (torch.tensor([2, 3]),), (torch.tensor([2, 7]),)
    ).axes
    assert ax.get_title() == "interval 1; package: cannot say, this one: 7"
    assert list(ax.lines[1].get_xdata()) == [-1, 5]


def test_an_answer_of_another_length_has_no_picture():
    arguments = cases.intervals_of([[2, 4]], 1.0)
    assert cases.intervals.picture(arguments, (torch.tensor([2]),), (torch.tensor([]),)) is None


def test_the_checkpoints_that_validation_chose():
    arguments = cases.numbers_of([[0, 1], [1, 0]], [[[9, 9], [2, 2]], [[4, 4], [8, 8]]])
    (ax,) = cases.reports.picture(
        arguments, (torch.tensor([3.0, 1]),), (torch.tensor([9.0, 0]),)
    ).axes
    everything, chosen = (list(line.get_xdata()) for line in ax.lines[1:3])
    assert (everything, chosen) == ([9, 2, 4, 8], [2, 4])
    means = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "D"]
    assert means == [9, 3]
