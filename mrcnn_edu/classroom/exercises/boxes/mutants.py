"""Wrong solutions of the exercises on boxes, beside those that the museum shows.

Each is a line or two that somebody might write, with a name that tells the slip.
"""

import torch

from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_boxes,
    of_fractions,
    of_rows,
    with_answers,
    without,
)
from mrcnn_edu.ops.boxes import (
    box_area,
    box_convert,
    box_iou,
    clip_boxes_to_image,
    generalized_box_iou,
)


def cxcywh_to_xyxy(boxes):
    return box_convert(boxes, "cxcywh", "xyxy")


def columns(*columns):
    return torch.stack(columns, dim=1)


def around(cx, cy, w, h):
    return columns(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)


def corners_written_one_after_the_other(boxes):
    boxes = boxes.clone()
    boxes[:, 0] = boxes[:, 0] - boxes[:, 2] / 2
    boxes[:, 1] = boxes[:, 1] - boxes[:, 3] / 2
    boxes[:, 2] = boxes[:, 0] + boxes[:, 2] / 2  # x1 is no longer the centre
    boxes[:, 3] = boxes[:, 1] + boxes[:, 3] / 2
    return boxes


def corners_in_a_whole_number_table(boxes):
    table = torch.zeros(len(boxes), 4, dtype=torch.int64)
    for row, (cx, cy, w, h) in enumerate(boxes.tolist()):
        table[row] = torch.tensor([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return table


CXCYWH_TO_XYXY = (
    *of_fractions(cxcywh_to_xyxy),
    *of_rows(cxcywh_to_xyxy),
    *with_answers(
        cxcywh_to_xyxy,
        flat=torch.flatten,
        never_negative=lambda answer: answer.clamp(min=0),
        without_sign=torch.abs,
        at_most_one=lambda answer: answer.clamp(max=1),
    ),
    *of_boxes(cxcywh_to_xyxy),
    *named(
        corners_unchanged=lambda boxes: boxes.clone(),
        corners_to_xywh=lambda boxes: box_convert(boxes, "cxcywh", "xywh"),
        corners_from_xyxy=lambda boxes: box_convert(boxes, "xyxy", "cxcywh"),
        corners_by_kind=lambda boxes: cxcywh_to_xyxy(boxes)[:, [0, 2, 1, 3]],
        corners_with_y_first=lambda boxes: cxcywh_to_xyxy(boxes)[:, [1, 0, 3, 2]],
        corners_far_one_first=lambda boxes: cxcywh_to_xyxy(boxes)[:, [2, 3, 0, 1]],
        corners_from_quarters=lambda boxes: around(*(boxes / boxes.new_tensor([1, 1, 2, 2])).T),
        corners_with_whole_sides_to_the_right=lambda boxes: (
            around(*boxes.T) + columns(*boxes.T[[2, 3, 2, 3]]) * boxes.new_tensor([0, 0, 0.5, 0.5])
        ),
        corners_of_squares=lambda boxes: around(*boxes[:, [0, 1, 2, 2]].T),
        corners_of_squares_by_height=lambda boxes: around(*boxes[:, [0, 1, 3, 3]].T),
        corners_with_x_twice=lambda boxes: around(*boxes[:, [0, 0, 2, 3]].T),
        corners_from_rounded_centres=lambda boxes: around(*boxes[:, :2].round().T, *boxes[:, 2:].T),
        corners_from_truncated_centres=lambda boxes: around(
            *boxes[:, :2].trunc().T, *boxes[:, 2:].T
        ),
        corners_from_rounded_sides=lambda boxes: around(*boxes[:, :2].T, *boxes[:, 2:].round().T),
        corners_from_truncated_sides=lambda boxes: around(*boxes[:, :2].T, *boxes[:, 2:].trunc().T),
        corners_grown_to_whole_pixels=lambda boxes: torch.cat(
            (cxcywh_to_xyxy(boxes)[:, :2].floor(), cxcywh_to_xyxy(boxes)[:, 2:].ceil()), dim=1
        ),
        corners_with_rounded_halves=lambda boxes: around(
            *boxes[:, :2].T, *((boxes[:, 2:] / 2).round() * 2).T
        ),
        corners_with_the_end_inside=lambda boxes: (
            cxcywh_to_xyxy(boxes) - boxes.new_tensor([0, 0, 1, 1])
        ),
        corners_of_sides_less_one=lambda boxes: around(*boxes[:, :2].T, *(boxes[:, 2:] - 1).T),
        corners_half_a_pixel_off=lambda boxes: cxcywh_to_xyxy(boxes) + 0.5,
        corners_at_least_a_pixel_apart=lambda boxes: around(
            *boxes[:, :2].T, *boxes[:, 2:].clamp(min=1).T
        ),
        corners_from_one_row_of_numbers=lambda boxes: torch.cat(
            (boxes[0, :2] - boxes[0, 2:] / 2, boxes[0, :2] + boxes[0, 2:] / 2)
        ),
        corners_in_columns=lambda boxes: cxcywh_to_xyxy(boxes).T,
        corners_as_points=lambda boxes: cxcywh_to_xyxy(boxes).reshape(-1, 2, 2),
        corners_printed=lambda boxes: print(cxcywh_to_xyxy(boxes)),
    ),
    corners_written_one_after_the_other,
    corners_in_a_whole_number_table,
)


def clip_columns(boxes, x1, y1, x2, y2):
    limits = (x1, y1, x2, y2)
    return columns(*(boxes[:, i].clamp(*limit) for i, limit in enumerate(limits)))


def clip_by_moving_the_box(boxes, size):
    sides = boxes[:, 2:] - boxes[:, :2]
    start = boxes[:, :2].clamp(min=0).minimum(boxes.new_tensor(size[::-1]) - sides)
    return torch.cat((start, start + sides), dim=1)


def clip_and_keep_the_far_side(boxes, size):
    sides = boxes[:, 2:] - boxes[:, :2]
    start = clip_boxes_to_image(boxes, size)[:, :2]
    return clip_boxes_to_image(torch.cat((start, start + sides), dim=1), size)


def clip_only_boxes_that_touch_the_image(boxes, size):
    clipped = clip_boxes_to_image(boxes, size)
    return torch.where(box_area(clipped)[:, None] > 0, clipped, boxes)


def clip_and_drop_what_is_left_empty(boxes, size):
    clipped = clip_boxes_to_image(boxes, size)
    return clipped[box_area(clipped) > 0]


def clip_and_zero_what_is_left_empty(boxes, size):
    clipped = clip_boxes_to_image(boxes, size)
    return clipped * (box_area(clipped) > 0)[:, None]


def clip_into_a_whole_number_table(boxes, size):
    table = boxes.long()
    table[:] = clip_boxes_to_image(boxes, size)
    return table


def clip_through_another_name(boxes, size):
    clipped = boxes.detach()
    clipped[:, 0::2].clamp_(0, size[1])
    clipped[:, 1::2].clamp_(0, size[0])
    return clipped


def clip_with_either_end(boxes, size):
    rows = []
    for x1, y1, x2, y2 in boxes.tolist():
        if x1 < 0 or y1 < 0:  # and then the far corner is not looked at
            x1, y1 = max(x1, 0), max(y1, 0)
        elif x2 > size[1] or y2 > size[0]:
            x2, y2 = min(x2, size[1]), min(y2, size[0])
        rows.append([x1, y1, x2, y2])
    return rows


CLIP_BOXES_TO_IMAGE = (
    *of_fractions(clip_boxes_to_image),
    *of_rows(clip_boxes_to_image),
    *with_answers(
        clip_boxes_to_image,
        flat=torch.flatten,
        at_most_one=lambda answer: answer.clamp(max=1),
    ),
    # Without what is below 0 clipping comes out right.
    *without("of_positive_coordinates", of_boxes(clip_boxes_to_image)),
    *named(
        clip_nothing=lambda boxes, size: boxes.clone(),
        clip_from_below_only=lambda boxes, size: boxes.clamp(min=0),
        clip_from_one=lambda boxes, size: boxes.clamp(min=1).minimum(
            clip_boxes_to_image(boxes, size).clamp(min=1)
        ),
        clip_to_one_beyond=lambda boxes, size: clip_boxes_to_image(
            boxes, (size[0] + 1, size[1] + 1)
        ),
        clip_a_little_inside=lambda boxes, size: clip_columns(
            boxes, *[(0, size[1] - 1e-3), (0, size[0] - 1e-3)] * 2
        ),
        clip_near_corner_to_the_last_pixel=lambda boxes, size: clip_columns(
            boxes, (0, size[1] - 1), (0, size[0] - 1), (0, size[1]), (0, size[0])
        ),
        clip_far_corner_from_one=lambda boxes, size: clip_columns(
            boxes, (0, size[1]), (0, size[0]), (1, size[1]), (1, size[0])
        ),
        clip_x_only=lambda boxes, size: columns(
            boxes[:, 0].clamp(0, size[1]), boxes[:, 1], boxes[:, 2].clamp(0, size[1]), boxes[:, 3]
        ),
        clip_y_only=lambda boxes, size: columns(
            boxes[:, 0], boxes[:, 1].clamp(0, size[0]), boxes[:, 2], boxes[:, 3].clamp(0, size[0])
        ),
        clip_by_corner_not_by_axis=lambda boxes, size: torch.cat(
            (boxes[:, :2].clamp(0, size[1]), boxes[:, 2:].clamp(0, size[0])), dim=1
        ),
        clip_with_the_longer_side=lambda boxes, size: boxes.clamp(0, max(size)),
        clip_with_the_shorter_side=lambda boxes, size: boxes.clamp(0, min(size)),
        clip_with_width_for_all=lambda boxes, size: boxes.clamp(0, size[1]),
        clip_near_corner_only=lambda boxes, size: torch.cat(
            (clip_boxes_to_image(boxes, size)[:, :2], boxes[:, 2:]), dim=1
        ),
        clip_far_corner_alone=lambda boxes, size: torch.cat(
            (boxes[:, :2], clip_boxes_to_image(boxes, size)[:, 2:]), dim=1
        ),
        clip_to_xywh=lambda boxes, size: box_convert(
            clip_boxes_to_image(boxes, size), "xyxy", "xywh"
        ),
        clip_xywh=lambda boxes, size: clip_boxes_to_image(box_convert(boxes, "xywh", "xyxy"), size),
        clip_by_kind=lambda boxes, size: clip_boxes_to_image(boxes, size)[:, [0, 2, 1, 3]],
        clip_around_the_border=lambda boxes, size: boxes % boxes.new_tensor([*size[::-1]] * 2),
        clip_by_folding=lambda boxes, size: clip_boxes_to_image(boxes.abs(), size),
        clip_leaving_a_pixel=lambda boxes, size: torch.cat(
            (
                clip_boxes_to_image(boxes, size)[:, :2],
                clip_boxes_to_image(boxes, size)[:, 2:].maximum(
                    clip_boxes_to_image(boxes, size)[:, :2] + 1
                ),
            ),
            dim=1,
        ),
        clip_to_a_share_of_the_image=lambda boxes, size: (
            clip_boxes_to_image(boxes, size) / boxes.new_tensor([*size[::-1]] * 2)
        ),
        clip_in_columns=lambda boxes, size: clip_boxes_to_image(boxes, size).T,
        clip_the_first_box=lambda boxes, size: torch.cat(
            (clip_boxes_to_image(boxes[:1], size), boxes[1:])
        ),
    ),
    clip_by_moving_the_box,
    clip_and_keep_the_far_side,
    clip_only_boxes_that_touch_the_image,
    clip_and_drop_what_is_left_empty,
    clip_and_zero_what_is_left_empty,
    clip_into_a_whole_number_table,
    clip_through_another_name,
    clip_with_either_end,
)


def sides(boxes1, boxes2):
    """Of the intersections, negative where boxes are apart: two of (N, M)."""
    first, second = boxes1[:, None], boxes2[None]
    return (
        first[..., 2:].minimum(second[..., 2:]) - first[..., :2].maximum(second[..., :2])
    ).unbind(2)


def hull_sides(boxes1, boxes2):
    first, second = boxes1[:, None], boxes2[None]
    return (
        first[..., 2:].maximum(second[..., 2:]) - first[..., :2].minimum(second[..., :2])
    ).unbind(2)


def shared(boxes1, boxes2):
    width, height = sides(boxes1, boxes2)
    return width.clamp(min=0) * height.clamp(min=0)


def both(boxes1, boxes2):
    return box_area(boxes1)[:, None] + box_area(boxes2)


def covered(boxes1, boxes2):
    return both(boxes1, boxes2) - shared(boxes1, boxes2)


def hull(boxes1, boxes2):
    width, height = hull_sides(boxes1, boxes2)
    return width * height


def iou_with(intersection):
    """IoU with something else for the intersection."""
    return lambda a, b: intersection(a, b) / (both(a, b) - intersection(a, b))


def iou_by_counting_pixels(boxes1, boxes2):
    def pixels(box):
        x1, y1, x2, y2 = (int(side) for side in box)
        return {(x, y) for x in range(x1, min(x2, x1 + 50)) for y in range(y1, min(y2, y1 + 50))}

    table = torch.zeros(len(boxes1), len(boxes2))
    for n, first in enumerate(boxes1):
        for m, second in enumerate(boxes2):
            a, b = pixels(first), pixels(second)
            table[n, m] = len(a & b) / max(len(a | b), 1)
    return table


def iou_where_a_corner_lies_inside(boxes1, boxes2):
    table = box_iou(boxes1, boxes2)
    for n, a in enumerate(boxes1.tolist()):
        for m, b in enumerate(boxes2.tolist()):
            corners = [(x, y, c) for p, c in ((a, b), (b, a)) for x in p[::2] for y in p[1::2]]
            if not any(c[0] <= x <= c[2] and c[1] <= y <= c[3] for x, y, c in corners):
                table[n, m] = 0
    return table


def iou_where_the_centre_lies_inside(boxes1, boxes2):
    centre = (boxes2[:, :2] + boxes2[:, 2:]) / 2
    inside = (boxes1[:, None, :2] < centre) & (centre < boxes1[:, None, 2:])
    return box_iou(boxes1, boxes2) * inside.all(dim=2)


def iou_in_a_whole_number_table(boxes1, boxes2):
    table = torch.zeros(len(boxes1), len(boxes2), dtype=torch.int64)
    table[:] = box_iou(boxes1, boxes2)
    return table


def iou_in_a_list_without_rows(boxes1, boxes2):
    return [float(value) for row in box_iou(boxes1, boxes2) for value in row]


def iou_in_a_square_table(boxes1, boxes2):
    table = torch.zeros(len(boxes1), len(boxes1))
    for n in range(len(boxes1)):
        for m in range(min(len(boxes1), len(boxes2))):
            table[n, m] = box_iou(boxes1[[n]], boxes2[[m]])
    return table


def iou_of_all_but_the_last(boxes1, boxes2):
    table = torch.zeros(len(boxes1), len(boxes2))
    for n in range(len(boxes1)):
        for m in range(len(boxes2) - 1):
            table[n, m] = box_iou(boxes1[[n]], boxes2[[m]])
    return table


def iou_above_the_diagonal(boxes1, boxes2):
    return box_iou(boxes1, boxes2).triu()


def iou_of_bytes_of_area(boxes1, boxes2):
    return shared(boxes1, boxes2).short() / covered(boxes1, boxes2).short()


BOX_IOU = (
    *of_fractions(box_iou),
    *of_rows(box_iou),
    *with_answers(box_iou, flat=torch.flatten, below_one=lambda answer: answer.clamp(max=0.99)),
    *of_boxes(box_iou),
    iou_by_counting_pixels,
    iou_where_a_corner_lies_inside,
    iou_where_the_centre_lies_inside,
    iou_in_a_whole_number_table,
    iou_in_a_list_without_rows,
    iou_in_a_square_table,
    iou_of_all_but_the_last,
    iou_above_the_diagonal,
    iou_of_bytes_of_area,
    *named(
        iou_over_at_least_one=lambda a, b: shared(a, b) / covered(a, b).clamp(min=1),
        iou_over_at_least_a_half=lambda a, b: shared(a, b) / covered(a, b).clamp(min=0.5),
        iou_over_one_more=lambda a, b: shared(a, b) / (covered(a, b) + 1),
        iou_over_a_thousandth_more=lambda a, b: shared(a, b) / (covered(a, b) + 1e-3),
        iou_over_a_ten_thousandth_more=lambda a, b: shared(a, b) / (covered(a, b) + 1e-4),
        iou_over_1e_5_more=lambda a, b: shared(a, b) / (covered(a, b) + 1e-5),
        iou_with_areas_of_at_least_one=lambda a, b: (
            shared(a, b)
            / (box_area(a)[:, None].clamp(min=1) + box_area(b).clamp(min=1) - shared(a, b))
        ),
        iou_over_the_hull=lambda a, b: shared(a, b) / hull(a, b),
        iou_over_the_larger=lambda a, b: shared(a, b) / box_area(a)[:, None].maximum(box_area(b)),
        iou_over_the_first=lambda a, b: (shared(a, b) / box_area(a)[:, None]).nan_to_num(),
        iou_over_the_second=lambda a, b: (shared(a, b) / box_area(b)).nan_to_num(),
        iou_over_the_mean=lambda a, b: 2 * shared(a, b) / both(a, b),
        iou_over_the_root=lambda a, b: (
            shared(a, b) / (box_area(a)[:, None] * box_area(b)).sqrt()
        ).nan_to_num(),
        iou_over_twice_the_first=lambda a, b: (
            shared(a, b) / (2 * box_area(a)[:, None] - shared(a, b))
        ),
        iou_less_twice_the_shared=lambda a, b: (
            shared(a, b) / (both(a, b) - 2 * shared(a, b)).clamp(min=1e-6)
        ),
        iou_is_the_shared_area=lambda a, b: shared(a, b),
        iou_is_a_distance=lambda a, b: 1 - box_iou(a, b),
        iou_is_a_percentage=lambda a, b: 100 * box_iou(a, b),
        iou_is_giou=lambda a, b: generalized_box_iou(a, b),
        iou_of_sums_of_sides=iou_with(lambda a, b: sum(s.clamp(min=0) for s in sides(a, b))),
        iou_of_absolute_sides=iou_with(lambda a, b: sides(a, b)[0].abs() * sides(a, b)[1].abs()),
        iou_of_clamped_products=iou_with(
            lambda a, b: (sides(a, b)[0] * sides(a, b)[1]).clamp(min=0)
        ),
        iou_of_clamped_widths=iou_with(lambda a, b: sides(a, b)[0].clamp(min=0) * sides(a, b)[1]),
        iou_of_clamped_heights=iou_with(lambda a, b: sides(a, b)[0] * sides(a, b)[1].clamp(min=0)),
        iou_of_whole_sides=iou_with(
            lambda a, b: sides(a, b)[0].clamp(min=0).trunc() * sides(a, b)[1].clamp(min=0).trunc()
        ),
        iou_of_sides_of_at_least_one=iou_with(
            lambda a, b: sides(a, b)[0].clamp(min=1) * sides(a, b)[1].clamp(min=1)
        ),
        iou_of_plus_one_inside_only=iou_with(
            lambda a, b: (sides(a, b)[0] + 1).clamp(min=0) * (sides(a, b)[1] + 1).clamp(min=0)
        ),
        iou_in_x=lambda a, b: sides(a, b)[0].clamp(min=0) / hull_sides(a, b)[0].clamp(min=1e-6),
        iou_of_areas_from_the_origin=lambda a, b: (
            shared(a, b) / ((a[:, 2] * a[:, 3])[:, None] + b[:, 2] * b[:, 3] - shared(a, b))
        ),
        iou_with_y1_for_x1=lambda a, b: box_iou(a, b[:, [1, 1, 2, 3]]),
        iou_with_x1_for_y1=lambda a, b: box_iou(a, b[:, [0, 0, 2, 3]]),
        iou_of_yxyx_and_xyxy=lambda a, b: box_iou(a[:, [1, 0, 3, 2]], b),
        iou_of_cxcywh=lambda a, b: box_iou(
            box_convert(a, "cxcywh", "xyxy"), box_convert(b, "cxcywh", "xyxy")
        ),
        iou_of_the_first_set_with_itself=lambda a, b: box_iou(a, a),
        iou_of_the_second_set_with_itself=lambda a, b: box_iou(b, b),
        iou_the_other_way_round=lambda a, b: box_iou(b, a),
        iou_reshaped_the_other_way_round=lambda a, b: box_iou(b, a).reshape(len(a), len(b)),
        iou_with_the_first_of_the_second_set=lambda a, b: box_iou(a, b[:1]),
        iou_at_its_best=lambda a, b: box_iou(a, b).amax(dim=1),
        iou_on_average=lambda a, b: box_iou(a, b).mean(),
        iou_is_one_inside=lambda a, b: torch.where(
            shared(a, b) == box_area(a)[:, None].minimum(box_area(b)), 1.0, box_iou(a, b)
        ),
        iou_above_a_tenth=lambda a, b: box_iou(a, b) * (box_iou(a, b) > 0.2),
        iou_one_only_if_equal=lambda a, b: (a[:, None] == b).all(dim=2).float(),
        iou_is_nan_apart=lambda a, b: box_iou(a, b).masked_fill(shared(a, b) == 0, torch.nan),
    ),
)


def giou_with(shared, covered, hull):
    """GIoU with something else for the three areas."""
    return lambda a, b: shared(a, b) / covered(a, b) - (hull(a, b) - covered(a, b)) / hull(a, b)


def giou_by_distance(boxes1, boxes2):
    centre1, centre2 = (boxes1[:, :2] + boxes1[:, 2:]) / 2, (boxes2[:, :2] + boxes2[:, 2:]) / 2
    width, height = hull_sides(boxes1, boxes2)
    distance = (centre1[:, None] - centre2).square().sum(dim=2)
    return box_iou(boxes1, boxes2) - distance / (width.square() + height.square())


def giou_of_absolute_sides(boxes1, boxes2):
    width, height = sides(boxes1, boxes2)
    union = both(boxes1, boxes2) - width.abs() * height.abs()
    return width.abs() * height.abs() / union - 1 + union / hull(boxes1, boxes2)


GENERALIZED_BOX_IOU = (
    *of_fractions(generalized_box_iou),
    *of_rows(generalized_box_iou),
    *with_answers(
        generalized_box_iou,
        flat=torch.flatten,
        never_negative=lambda answer: answer.clamp(min=0),
        without_sign=torch.abs,
    ),
    *of_boxes(generalized_box_iou),
    giou_by_distance,
    giou_of_absolute_sides,
    *named(
        giou_with_a_hull_of_at_least_one=giou_with(
            shared, covered, lambda a, b: hull(a, b).clamp(min=1)
        ),
        giou_with_a_union_of_at_least_one=giou_with(
            shared, lambda a, b: covered(a, b).clamp(min=1), hull
        ),
        giou_with_all_of_at_least_one=giou_with(
            shared, lambda a, b: covered(a, b).clamp(min=1), lambda a, b: hull(a, b).clamp(min=1)
        ),
        giou_over_a_union_of_at_least_one=lambda a, b: (
            shared(a, b) / covered(a, b).clamp(min=1) - 1 + covered(a, b) / hull(a, b)
        ),
        giou_over_a_hull_of_at_least_one=lambda a, b: (
            box_iou(a, b) - (hull(a, b) - covered(a, b)) / hull(a, b).clamp(min=1)
        ),
        giou_with_a_hull_of_one_more=giou_with(shared, covered, lambda a, b: hull(a, b) + 1),
        giou_with_a_hull_of_1e_4_more=giou_with(shared, covered, lambda a, b: hull(a, b) + 1e-4),
        giou_over_a_thousandth_more=lambda a, b: (
            box_iou(a, b) - (hull(a, b) - covered(a, b)) / (hull(a, b) + 1e-3)
        ),
        giou_with_plus_one_in_the_hull=giou_with(
            shared, covered, lambda a, b: (hull_sides(a, b)[0] + 1) * (hull_sides(a, b)[1] + 1)
        ),
        giou_with_a_hull_of_whole_sides=giou_with(
            shared, covered, lambda a, b: hull_sides(a, b)[0].ceil() * hull_sides(a, b)[1].ceil()
        ),
        giou_with_a_hull_from_the_origin=giou_with(
            shared,
            covered,
            lambda a, b: a[:, None, 2:].maximum(b[:, 2:]).prod(dim=2),
        ),
        giou_with_a_square_hull=giou_with(
            shared, covered, lambda a, b: hull_sides(a, b)[0].maximum(hull_sides(a, b)[1]) ** 2
        ),
        giou_with_a_hull_of_sums=giou_with(
            shared, covered, lambda a, b: hull_sides(a, b)[0] + hull_sides(a, b)[1]
        ),
        giou_with_the_larger_box_as_hull=giou_with(
            shared, covered, lambda a, b: box_area(a)[:, None].maximum(box_area(b))
        ),
        giou_with_the_far_corners_of_the_first=giou_with(
            shared,
            covered,
            lambda a, b: (a[:, None, 2:] - a[:, None, :2].minimum(b[:, :2])).prod(dim=2),
        ),
        giou_with_the_sum_as_union=giou_with(shared, both, hull),
        giou_with_the_shared_for_the_union=lambda a, b: (
            box_iou(a, b) - (hull(a, b) - shared(a, b)) / hull(a, b)
        ),
        giou_with_half_of_the_penalty=lambda a, b: (
            box_iou(a, b) - (hull(a, b) - covered(a, b)) / hull(a, b) / 2
        ),
        giou_plus_the_penalty=lambda a, b: 2 * box_iou(a, b) - generalized_box_iou(a, b),
        giou_penalty_alone=lambda a, b: generalized_box_iou(a, b) - box_iou(a, b),
        giou_times_the_share_filled=lambda a, b: box_iou(a, b) * covered(a, b) / hull(a, b),
        giou_is_a_loss=lambda a, b: 1 - generalized_box_iou(a, b),
        giou_only_where_apart=lambda a, b: torch.where(
            shared(a, b) > 0, box_iou(a, b), generalized_box_iou(a, b)
        ),
        giou_never_negative_where_touching=lambda a, b: torch.where(
            (sides(a, b)[0] == 0) | (sides(a, b)[1] == 0),
            generalized_box_iou(a, b).clamp(min=0),
            generalized_box_iou(a, b),
        ),
        giou_from_zero_to_one=lambda a, b: (generalized_box_iou(a, b) + 1) / 2,
        giou_not_below_minus_a_half=lambda a, b: generalized_box_iou(a, b).clamp(min=-0.5),
        giou_of_the_diagonal=lambda a, b: generalized_box_iou(a, b).diagonal(),
        giou_the_other_way_round=lambda a, b: generalized_box_iou(b, a),
        giou_reshaped_the_other_way_round=lambda a, b: generalized_box_iou(b, a).reshape(
            len(a), len(b)
        ),
        giou_of_the_first_set_with_itself=lambda a, b: generalized_box_iou(a, a),
        giou_of_xywh=lambda a, b: generalized_box_iou(
            box_convert(a, "xywh", "xyxy"), box_convert(b, "xywh", "xyxy")
        ),
        giou_with_x1_for_y1=lambda a, b: generalized_box_iou(a, b[:, [0, 0, 2, 3]]),
        giou_of_clamped_products=giou_with(
            lambda a, b: (sides(a, b)[0] * sides(a, b)[1]).clamp(min=0),
            lambda a, b: both(a, b) - (sides(a, b)[0] * sides(a, b)[1]).clamp(min=0),
            hull,
        ),
        giou_on_average=lambda a, b: generalized_box_iou(a, b).mean(),
        giou_in_whole_division=lambda a, b: (
            box_iou(a, b) - (hull(a, b) - covered(a, b)) // hull(a, b)
        ),
    ),
)
