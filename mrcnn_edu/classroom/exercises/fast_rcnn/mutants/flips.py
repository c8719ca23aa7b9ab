"""Wrong mirror images, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.fast_rcnn.one_image import flip
from mrcnn_edu.classroom.exercises.mutants import named, rewritten, with_arguments


def in_torch(image, boxes):
    width = image.shape[1]
    x1, y1, x2, y2 = boxes.unbind(dim=1)
    left = width - x2
    right = width - x1
    return image.flip(1), torch.stack((left, y1, right, y2), dim=1)


def mend_me(image, boxes):
    """What the lesson gives to mend: two bugs, in the two lines that mirror."""
    width = image.shape[1]
    flipped = boxes.clone()
    flipped[:, 0] = width - 1 - boxes[:, 0]
    flipped[:, 2] = width - 1 - boxes[:, 2]
    return image.flip(1), flipped


def _with_boxes(change):
    def slipped(image, boxes):
        mirrored, flipped = flip(image, boxes)
        return mirrored, change(flipped)

    return slipped


def _with_image(change):
    def slipped(image, boxes):
        mirrored, flipped = flip(image, boxes)
        return change(mirrored), flipped

    return slipped


def flip_that_changes_the_boxes_given(image, boxes):
    """The right answer, written into the boxes of the caller."""
    mirrored, flipped = flip(image, boxes)
    boxes[:] = flipped
    return mirrored, boxes


FLIP = (
    mend_me,
    *rewritten(
        mend_me,
        with_the_sides_exchanged=("width - 1 - boxes[:, 0]\n    flipped[:, 2] = width - 1 -"
                                  " boxes[:, 2]",
                                  "width - 1 - boxes[:, 2]\n    flipped[:, 2] = width - 1 -"
                                  " boxes[:, 0]"),
        without_minus_one=("width - 1 - boxes[:, 0]\n    flipped[:, 2] = width - 1 - boxes[:, 2]",
                           "width - boxes[:, 0]\n    flipped[:, 2] = width - boxes[:, 2]"),
        with_the_left_mended=("width - 1 - boxes[:, 0]", "width - boxes[:, 2]"),
        with_the_right_mended=("width - 1 - boxes[:, 2]", "width - boxes[:, 0]"),
    ),
    *rewritten(
        in_torch,
        with_minus_one_on_the_left=("width - x2", "width - 1 - x2"),
        with_minus_one_on_the_right=("width - x1", "width - 1 - x1"),
        with_one_more=("width - x2\n    right = width - x1",
                       "width + 1 - x2\n    right = width + 1 - x1"),
        of_the_height=("image.shape[1]", "image.shape[0]"),
        of_the_longer_side=("image.shape[1]", "max(image.shape)"),
        of_the_shorter_side=("image.shape[1]", "min(image.shape)"),
        of_the_number_of_pixels=("image.shape[1]", "image.numel()"),
        of_the_furthest_box=("image.shape[1]", "max(boxes[:, 2].tolist(), default=0)"),
        of_four_columns=("image.shape[1]", "4"),
        upside_down=("image.flip(1)", "image.flip(0)"),
        turned_by_half=("image.flip(1)", "image.flip(0, 1)"),
        turned=("image.flip(1)", "image.mT"),
        of_boxes_alone=("image.flip(1)", "image"),
        of_rolled_columns=("image.flip(1)", "image.roll(1, dims=1)"),
        with_y_mirrored=("(left, y1, right, y2)", "(x1, width - y2, x2, width - y1)"),
        with_y_mirrored_too=("(left, y1, right, y2)",
                             "(left, image.shape[0] - y2, right, image.shape[0] - y1)"),
        with_y_exchanged=("(left, y1, right, y2)", "(left, y2, right, y1)"),
        inside_out=("(left, y1, right, y2)", "(right, y1, left, y2)"),
        with_y_first=("(left, y1, right, y2)", "(y1, left, y2, right)"),
        with_x_first=("(left, y1, right, y2)", "(left, right, y1, y2)"),
        with_sizes=("(left, y1, right, y2)", "(left, y1, right - left, y2 - y1)"),
        of_the_left_side_alone=("width - x1", "x2"),
        of_the_right_side_alone=("width - x2", "x1"),
        with_negative_sides=("width - x2\n    right = width - x1", "-x2\n    right = -x1"),
        around_the_box=("width - x2\n    right = width - x1", "x1\n    right = x2"),
        within_the_image=("width - x2\n    right = width - x1",
                          "(width - x2).clamp(min=0)\n    right = (width - x1).clamp(max=width)"),
        that_moves_the_first=("width - x2\n    right = width - x1",
                              "width - x2[:1]\n    right = width - x1[:1]\n"
                              "    y1, y2 = y1[:1], y2[:1]"),
        in_columns=("(left, y1, right, y2), dim=1", "(left, y1, right, y2)"),
        with_boxes_first=("return image.flip(1), torch.stack((left, y1, right, y2), dim=1)",
                          "return torch.stack((left, y1, right, y2), dim=1), image.flip(1)"),
    ),
    *named(
        flip_of_whole_pixels=_with_boxes(torch.round),
        flip_of_cut_pixels=_with_boxes(torch.trunc),
        flip_as_indices=_with_boxes(lambda boxes: boxes.long()),
        flip_backwards=_with_boxes(lambda boxes: boxes.flip(0)),
        flip_without_the_last=_with_boxes(lambda boxes: boxes[:-1]),
        flip_in_half_precision=_with_boxes(lambda boxes: (boxes * 1.001).half().float()),
        flip_of_positive_boxes=_with_boxes(lambda boxes: boxes.clamp(min=0)),
        flip_twice=_with_boxes(lambda boxes: boxes * 0 + boxes.flip(1)),
        flip_of_bytes=_with_image(lambda image: image.byte()),
        flip_of_a_batch=_with_image(lambda image: image[None]),
        flip_of_light=_with_image(lambda image: 1 - image),
        flip_of_nothing=lambda image, boxes: (image, boxes),
        flip_of_the_boxes_only=lambda image, boxes: flip(image, boxes)[1],
    ),
    *with_arguments(flip, that_cuts_all=torch.trunc, that_takes_sizes=torch.abs),
    flip_that_changes_the_boxes_given,
)  # fmt: skip
