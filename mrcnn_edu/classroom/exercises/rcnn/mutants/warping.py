"""Wrong crops, besides those of the museum, each with a name that tells the slip."""

import torch
from torch.nn.functional import grid_sample

from mrcnn_edu.classroom.exercises.mutants import (
    of_fractions,
    rewritten,
    with_answers,
    without,
)
from mrcnn_edu.classroom.exercises.rcnn.one_crop import warp_crop


def in_torch(image, box, size, context):
    x1, y1, x2, y2 = box.to(image)
    more_x = (x2 - x1) * context / (size - 2 * context)
    more_y = (y2 - y1) * context / (size - 2 * context)
    x1, y1, x2, y2 = x1 - more_x, y1 - more_y, x2 + more_x, y2 + more_y
    steps = (torch.arange(size) + 0.5).to(image) / size
    y, x = torch.meshgrid(y1 + steps * (y2 - y1), x1 + steps * (x2 - x1), indexing="ij")
    height, width = image.shape
    grid = torch.stack((2 * x / width - 1, 2 * y / height - 1), dim=-1)
    batch = image[None, None]
    return grid_sample(batch, grid[None], align_corners=False)[0, 0]


def mend_me(image, box, size, context):
    """What the lesson gives to mend: two bugs, in the second line and where the grid is made."""
    x1, y1, x2, y2 = box.to(image)
    x1, y1, x2, y2 = x1 - context, y1 - context, x2 + context, y2 + context
    steps = (torch.arange(size) + 0.5).to(image) / size
    y, x = torch.meshgrid(y1 + steps * (y2 - y1), x1 + steps * (x2 - x1), indexing="ij")
    height, width = image.shape
    grid = torch.stack((2 * y / height - 1, 2 * x / width - 1), dim=-1)
    return grid_sample(image[None, None], grid[None], align_corners=False)[0, 0]


WARP_CROP = (
    mend_me,
    *without("of_bfloat16", without("of_half_precision", of_fractions(warp_crop))),
    *rewritten(
        mend_me,
        with_the_grid_mended=("(2 * y / height - 1, 2 * x / width - 1)",
                              "(2 * x / width - 1, 2 * y / height - 1)"),
        with_the_context_mended=(
            "x1 - context, y1 - context, x2 + context, y2 + context",
            "x1 - context * (x2 - x1) / (size - 2 * context),"
            " y1 - context * (y2 - y1) / (size - 2 * context),"
            " x2 + context * (x2 - x1) / (size - 2 * context),"
            " y2 + context * (y2 - y1) / (size - 2 * context)"),
    ),
    *rewritten(
        in_torch,
        with_context_of_the_whole=("(x2 - x1) * context / (size - 2 * context)",
                                   "(x2 - x1) * context / size"),
        with_context_on_one_side=("(x2 - x1) * context / (size - 2 * context)",
                                  "(x2 - x1) * context / (size - context)"),
        with_half_the_context=("(x2 - x1) * context / (size - 2 * context)",
                               "(x2 - x1) * context / (size - 2 * context) / 2"),
        with_context_of_the_widths=("(y2 - y1) * context", "(x2 - x1) * context"),
        with_context_in_width_alone=("y1 - more_y, x2 + more_x, y2 + more_y",
                                     "y1, x2 + more_x, y2"),
        without_context=("x1 - more_x, y1 - more_y, x2 + more_x, y2 + more_y", "x1, y1, x2, y2"),
        with_context_inwards=("x1 - more_x, y1 - more_y, x2 + more_x, y2 + more_y",
                              "x1 + more_x, y1 + more_y, x2 - more_x, y2 - more_y"),
        with_context_before=("x2 + more_x, y2 + more_y", "x2, y2"),
        in_whole_pixels=("= box.to(image)", "= box.to(image).trunc()"),
        in_rounded_pixels=("= box.to(image)", "= box.to(image).round()"),
        in_positive_pixels=("= box.to(image)", "= box.to(image).clamp(min=0)"),
        of_y_and_x=("x1, y1, x2, y2 = box", "y1, x1, y2, x2 = box"),
        of_corner_and_sides=("= box.to(image)", "= box.to(image)\n    x2, y2 = x1 + x2, y1 + y2"),
        at_the_corners_of_pixels=("torch.arange(size) + 0.5", "torch.arange(size)"),
        at_the_far_corners=("torch.arange(size) + 0.5", "torch.arange(size) + 1"),
        transposed=('indexing="ij"', 'indexing="xy"'),
        as_a_square=("steps * (y2 - y1)", "steps * (x2 - x1)"),
        upside_down=("2 * y / height - 1", "1 - 2 * y / height"),
        mirrored=("2 * x / width - 1", "1 - 2 * x / width"),
        with_sides_exchanged=("2 * x / width - 1, 2 * y / height - 1",
                              "2 * x / height - 1, 2 * y / width - 1"),
        of_the_nearest=("align_corners=False", "align_corners=False, mode='nearest'"),
        with_aligned_pixels=("align_corners=False", "align_corners=True"),
        with_the_border_around=("align_corners=False", "align_corners=False,"
                                " padding_mode='border'"),
        with_a_mirror_around=("align_corners=False", "align_corners=False,"
                              " padding_mode='reflection'"),
        of_a_cubic=("align_corners=False", "align_corners=False, mode='bicubic'"),
        with_another_mean_taken_off=("batch = image[None, None]",
                                     "batch = (image - image.mean())[None, None]"),
        with_an_axis_more=("[0, 0]", "[0]"),
        in_half_a_grid=("2 * x / width - 1, 2 * y / height - 1", "x / width, y / height"),
    ),
    *with_answers(
        warp_crop,
        with_a_pixel_less=lambda crop: crop[:-1, :-1],
        in_one_row=torch.flatten,
        at_least_zero=lambda crop: crop.clamp(min=0),
        at_most_one=lambda crop: crop.clamp(max=1),
    ),
)  # fmt: skip
