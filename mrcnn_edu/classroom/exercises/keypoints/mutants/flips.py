"""Wrong mirror images, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.keypoints.one_image import flip_keypoints
from mrcnn_edu.classroom.exercises.mutants import (
    of_rows,
    rewritten,
    with_answers,
    with_arguments,
    without,
)


def in_torch(keypoints, swap, width):
    x, y, flag = keypoints[:, list(swap)].unbind(-1)
    labelled = flag > 0
    x = torch.where(labelled, width - x, x)
    return torch.stack((x, y, flag), dim=-1)


def mend_me(keypoints, swap, width):
    """What the lesson gives to mend: two bugs, in the third line and in the fourth."""
    flipped = keypoints.clone()
    x, labelled = flipped[..., 0], flipped[..., 2] > 0
    flipped[..., 0] = torch.where(labelled, width - 1 - x, x)
    flipped[..., :2] = flipped[:, list(swap), :2]
    return flipped


def in_place(keypoints, swap, width):
    flipped = keypoints[:, list(swap)]
    keypoints[..., 0] = torch.where(keypoints[..., 2] > 0, width - keypoints[..., 0], 0.0)
    flipped[..., 0] = keypoints[:, list(swap), 0]
    return flipped


FLIP_KEYPOINTS = (
    mend_me,
    in_place,
    *rewritten(
        mend_me,
        with_the_width_mended=("width - 1 - x", "width - x"),
        with_the_flags_mended=("flipped[..., :2] = flipped[:, list(swap), :2]",
                               "flipped = flipped[:, list(swap)]"),
        with_the_x_mended=("flipped[..., :2] = flipped[:, list(swap), :2]",
                           "flipped[..., 0] = flipped[:, list(swap), 0]"),
    ),
    *rewritten(
        in_torch,
        with_a_pixel_more=("width - x", "width + 1 - x"),
        with_half_a_pixel_less=("width - x", "width - 0.5 - x"),
        round_the_origin=("width - x", "-x"),
        round_half_the_width=("width - x", "width / 2 - x"),
        moved=("width - x", "x - width"),
        to_one=("width - x", "1 - x / width"),
        with_x_as_it_was=("width - x, x", "x, x"),
        of_unlabelled_as_well=("width - x, x", "width - x, width - x"),
        of_unlabelled_alone=("width - x, x", "x, width - x"),
        of_seen_ones_alone=("flag > 0", "flag > 1"),
        of_those_not_at_zero=("flag > 0", "x > 0"),
        unlabelled_at_minus_one=("width - x, x", "width - x, -1.0"),
        without_a_swap=("keypoints[:, list(swap)]", "keypoints"),
        with_people_swapped=("keypoints[:, list(swap)]", "keypoints.flip(0)"),
        with_all_joints_backwards=("keypoints[:, list(swap)]", "keypoints.flip(1)"),
        with_neighbours_swapped=("keypoints[:, list(swap)]",
                                 "keypoints[:, [min(j ^ 1, len(swap) - 1) for j in"
                                 " range(len(swap))]]"),
        with_coco_in_mind=("keypoints[:, list(swap)]",
                           "keypoints[:, [0, *(j + 1 if j % 2 else j - 1 for j in"
                           " range(1, len(swap)))]]"),
        of_the_upside_down=("width - x, x)", "x, x); y = width - y"),
        with_flags_that_stay=("dim=-1)", "dim=-1).index_copy(2, torch.tensor([2]),"
                              " keypoints[..., 2:])"),
        with_heights_that_stay=("(x, y, flag)", "(x, keypoints[..., 1], flag)"),
        with_x_that_stay=("keypoints[:, list(swap)].unbind(-1)",
                          "(keypoints[..., 0], *keypoints[:, list(swap), 1:].unbind(-1))"),
        with_all_seen=("(x, y, flag)", "(x, y, torch.full_like(flag, 2))"),
        with_flags_of_one=("(x, y, flag)", "(x, y, labelled.to(flag))"),
        without_flags=("(x, y, flag)", "(x, y)"),
        with_y_first=("(x, y, flag)", "(y, x, flag)"),
        cut_at_the_left_border=("width - x, x)", "(width - x).clamp(min=0), x)"),
        cut_at_the_border=("width - x, x)", "(width - x).clamp(max=width - 1), x)"),
        of_whole_pixels=("width - x, x)", "(width - x).floor(), x)"),
        of_one_person=("list(swap)].unbind", "list(swap)][:1].unbind"),
        swapped_twice=("dim=-1)", "dim=-1)[:, list(swap)]"),
    ),
    *without("that_needs_a_row", of_rows(flip_keypoints)),
    *with_answers(
        flip_keypoints,
        as_whole_numbers=lambda flipped: flipped.long(),
        without_what_is_not_labelled=lambda flipped: flipped[flipped[..., 2] > 0],
    ),
    *with_arguments(
        flip_keypoints,
        of_whole_coordinates=torch.trunc,
        of_positive_coordinates=lambda given: given.clamp(min=0),
        of_bytes=lambda given: given.to(torch.uint8).float(),
    ),
)  # fmt: skip
