"""What a picture of a wrong answer about Faster R-CNN shows."""

import torch

from mrcnn_edu.classroom.exercises.faster import cases


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_both_gradients_under_both_losses():
    arguments = cases.two_parts_of([[0, 0, 0, 0]], [0, 0, 0, 0], [[0, 0, 8, 8]], [[2, 0, 10, 8]])
    losses = torch.tensor(0.5), torch.tensor(0.25)
    head = torch.tensor([-0.125, 0, 0, 0])
    wanted = (*losses, torch.tensor([[-0.25, 0, 0, 0]]), head)
    given = (*losses, torch.tensor([[-0.375, 0, 0, 0]]), head)
    own, other = cases.two_parts.picture(arguments, wanted, given).axes
    assert own.get_title().startswith("package: losses 0.5 and 0.25")
    assert texts(own)[0] == "-0.25"
    assert texts(other)[0] == "-0.375"
    assert [label.get_text() for label in own.get_yticklabels()] == ["RPN 0", "head"]


def test_a_box_on_the_map_of_its_image():
    maps = [[[[1, 2], [3, 4]]], [[[5, 6], [7, 8]]]]
    arguments = cases.batch_of(maps, [[0, 0, 8, 8], [0, 0, 8, 8]], (1, 1), 8, 1)
    wanted, given = torch.tensor([4.0, 8.0]), torch.tensor([4.0, 4.0])
    shapes = (2, 1, 1, 1)
    own, package, learner = cases.batches.picture(
        arguments, (wanted.reshape(shapes),), (given.reshape(shapes),)
    ).axes
    assert own.get_title() == "boxes[1] on image 1, channel 0"
    assert texts(own) == ["5", "6", "7", "8"]
    assert (texts(package), texts(learner)) == (["8"], ["4"])
