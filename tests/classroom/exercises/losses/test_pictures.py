"""What a picture of a wrong loss shows."""

import torch

from mrcnn_edu.classroom.exercises.losses import cases as loss_cases


def texts(ax):
    return [text.get_text() for text in ax.texts]


def drawn(got):
    """Two objects and two classes, of which the package's gradient is nearly all zeros."""
    arguments = loss_cases.masks_of(
        [[[[1, 2]], [[3, 4]]], [[[5, 6]], [[7, 8]]]], [0, 1], [[[1, 0]], [[0.5, 0]]]
    )
    wanted = torch.zeros(2, 2, 1, 2)
    return loss_cases.predicted_masks.picture(
        arguments, (torch.tensor(0.25), wanted), (torch.tensor(0.5), wanted + got)
    )


def test_map_whose_gradients_differ_most_is_drawn():
    off = torch.zeros(2, 2, 1, 2)
    off[1, 0, 0, 1], off[0, 0, 0, 0] = -0.75, 0.5
    figure = drawn(off)
    assert figure.get_suptitle() == "object 1, whose class is 1"
    logits, target, package, this_one = figure.axes
    assert (texts(logits), texts(target)) == (["5", "6"], ["0.5", "0"])
    assert (texts(package), texts(this_one)) == (["0", "0"], ["0", "-0.75"])
    assert logits.get_title() == "logits of class 0"
    assert package.get_title() == "package: loss 0.25\nand its gradient"
    assert this_one.get_title() == "this one: loss 0.5\nand its gradient"


def test_a_gradient_of_nan_differs_most():
    off = torch.zeros(2, 2, 1, 2)
    off[0, 1, 0, 0], off[1, 1, 0, 0] = torch.nan, 9
    figure = drawn(off)
    assert figure.get_suptitle() == "object 0, whose class is 0"
    assert figure.axes[0].get_title() == "logits of class 1"


def one_pixel(classes):
    """Two objects of one pixel each, the second of class 1, on which both answers agree."""
    logits = torch.arange(2.0 * classes).reshape(2, classes, 1, 1)
    arguments = {
        "mask_logits": logits,
        "labels": torch.tensor([0, min(1, classes - 1)]),
        "targets": torch.tensor([[[0.0]], [[0.5]]]),
    }
    off = torch.zeros(2, classes, 1, 1)
    off[1, -1] = 0.25
    answers = (torch.tensor(0.25), torch.zeros_like(off)), (torch.tensor(0.5), off)
    return loss_cases.predicted_masks.picture(arguments, *answers)


def test_one_pixel_shows_all_its_classes_side_by_side():
    figure = one_pixel(classes=3)
    assert figure.get_suptitle() == "object 1, whose class is 1"
    logits, target, package, this_one = figure.axes
    assert logits.get_title() == "logits of all classes"
    assert (texts(logits), texts(target)) == (["3", "4", "5"], ["0.5"])
    assert (texts(package), texts(this_one)) == (["0", "0", "0"], ["0", "0", "0.25"])


def test_one_pixel_of_one_class_needs_no_picture():
    assert one_pixel(classes=1) is None


def bars(ax):
    return [round(patch.get_height(), 3) for patch in ax.patches]


def test_both_losses_as_bars():
    arguments = loss_cases.anchors_of([1, 2, 3], [[0, 0, 0, 0]] * 3, [1, 0, 1], [[1, 0, 0, 0]] * 3)
    right, wrong = torch.tensor([0.5, 0.125]), torch.tensor([0.5, 0.75])
    figure = loss_cases.sampled_anchors.picture(arguments, tuple(right), tuple(wrong))
    assert figure.get_suptitle() == "3 anchors, 2 on objects"
    objectness, boxes = figure.axes
    assert (bars(objectness), bars(boxes)) == ([0.5, 0.5], [0.125, 0.75])
    assert texts(boxes) == ["0.125", "0.75"]
    assert boxes.patches[1].get_hatch() == "//"


def test_nan_and_infinity_have_no_height_and_are_told():
    arguments = loss_cases.anchors_of([1], [[0, 0, 0, 0]], [0], [[0, 0, 0, 0]])
    got = torch.tensor(torch.inf), torch.tensor(torch.nan)
    figure = loss_cases.sampled_anchors.picture(arguments, tuple(torch.ones(2)), got)
    assert [bars(ax)[1] for ax in figure.axes] == [0, 0]
    assert [texts(ax)[1] for ax in figure.axes] == ["inf", "nan"]
