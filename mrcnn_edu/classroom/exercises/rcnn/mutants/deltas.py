"""Wrong deltas and wrong ways back, besides those of the museum, named after the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_boxes,
    of_fractions,
    of_rows,
    rewritten,
    with_answers,
    without,
)
from mrcnn_edu.ops.box_coding import LARGEST_GROWTH, decode_boxes, encode_boxes


def to_deltas(boxes, proposals):
    x1, y1, x2, y2 = boxes.unbind(1)
    a1, b1, a2, b2 = proposals.unbind(1)
    w, h, w_p, h_p = x2 - x1, y2 - y1, a2 - a1, b2 - b1
    x, y, x_p, y_p = (x1 + x2) / 2, (y1 + y2) / 2, (a1 + a2) / 2, (b1 + b2) / 2
    t_x, t_y = (x - x_p) / w_p, (y - y_p) / h_p
    t_w, t_h = torch.log(w / w_p), torch.log(h / h_p)
    return torch.stack((t_x, t_y, t_w, t_h), dim=1)


def to_boxes(deltas, proposals):
    a1, b1, a2, b2 = proposals.unbind(1)
    t_x, t_y, t_w, t_h = deltas.unbind(1)
    w_p, h_p = a2 - a1, b2 - b1
    x, y = (a1 + a2) / 2 + t_x * w_p, (b1 + b2) / 2 + t_y * h_p
    w = w_p * torch.exp(t_w.clamp(max=LARGEST_GROWTH))
    h = h_p * torch.exp(t_h.clamp(max=LARGEST_GROWTH))
    return torch.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), dim=1)


ENCODE_BOXES = (
    *of_fractions(encode_boxes),
    *of_rows(encode_boxes),
    *of_boxes(encode_boxes),
    *rewritten(
        to_deltas,
        by_the_objects_width=("(x - x_p) / w_p", "(x - x_p) / w"),
        by_the_objects_height=("(y - y_p) / h_p", "(y - y_p) / h"),
        without_division=("(x - x_p) / w_p, (y - y_p) / h_p", "x - x_p, y - y_p"),
        all_by_widths=("(y - y_p) / h_p", "(y - y_p) / w_p"),
        the_other_way_round=("(x - x_p) / w_p, (y - y_p) / h_p",
                             "(x_p - x) / w_p, (y_p - y) / h_p"),
        from_the_object=("boxes.unbind(1)\n    a1, b1, a2, b2 = proposals.unbind(1)",
                         "proposals.unbind(1)\n    a1, b1, a2, b2 = boxes.unbind(1)"),
        from_corners=("(x1 + x2) / 2, (y1 + y2) / 2, (a1 + a2) / 2, (b1 + b2) / 2",
                      "x1, y1, a1, b1"),
        from_far_corners=("(x1 + x2) / 2, (y1 + y2) / 2, (a1 + a2) / 2, (b1 + b2) / 2",
                          "x2, y2, a2, b2"),
        with_half_a_side_for_the_middle=(
            "(x1 + x2) / 2, (y1 + y2) / 2, (a1 + a2) / 2, (b1 + b2) / 2",
            "w / 2, h / 2, w_p / 2, h_p / 2"),
        with_whole_middles=("(x1 + x2) / 2, (y1 + y2) / 2, (a1 + a2) / 2, (b1 + b2) / 2",
                            "(x1 + x2) // 2, (y1 + y2) // 2, (a1 + a2) // 2, (b1 + b2) // 2"),
        without_halves=("(x1 + x2) / 2, (y1 + y2) / 2, (a1 + a2) / 2, (b1 + b2) / 2",
                        "x1 + x2, y1 + y2, a1 + a2, b1 + b2"),
        by_ratios=("torch.log(w / w_p), torch.log(h / h_p)", "w / w_p, h / h_p"),
        by_differences=("torch.log(w / w_p), torch.log(h / h_p)", "w - w_p, h - h_p"),
        by_log_of_differences=("torch.log(w / w_p), torch.log(h / h_p)",
                               "torch.log((w - w_p).abs() + 1), torch.log((h - h_p).abs() + 1)"),
        by_log2=("torch.log(w / w_p), torch.log(h / h_p)", "torch.log2(w / w_p),"
                 " torch.log2(h / h_p)"),
        by_log10=("torch.log(w / w_p), torch.log(h / h_p)", "torch.log10(w / w_p),"
                  " torch.log10(h / h_p)"),
        by_log1p=("torch.log(w / w_p), torch.log(h / h_p)", "torch.log1p(w / w_p),"
                  " torch.log1p(h / h_p)"),
        by_roots=("torch.log(w / w_p), torch.log(h / h_p)", "torch.sqrt(w / w_p) - 1,"
                  " torch.sqrt(h / h_p) - 1"),
        growing_the_other_way=("torch.log(w / w_p), torch.log(h / h_p)",
                               "torch.log(w_p / w), torch.log(h_p / h)"),
        by_logs_of_sides=("torch.log(w / w_p), torch.log(h / h_p)", "torch.log(w), torch.log(h)"),
        with_a_little_more=("torch.log(w / w_p)", "torch.log(w / w_p + 1e-3)"),
        limited=("torch.log(w / w_p)", "torch.log(w / w_p).clamp(max=4.135)"),
        sizes_first=("(t_x, t_y, t_w, t_h)", "(t_w, t_h, t_x, t_y)"),
        y_first=("(t_x, t_y, t_w, t_h)", "(t_y, t_x, t_h, t_w)"),
        in_columns=("dim=1", "dim=0"),
        in_one_row=("dim=1", "dim=0).flatten("),
        with_widths_for_corners=("w, h, w_p, h_p = x2 - x1, y2 - y1, a2 - a1, b2 - b1",
                                 "w, h, w_p, h_p = x2, y2, a2, b2"),
    ),
    *with_answers(
        encode_boxes,
        with_the_weights_of_a_later_head=lambda deltas: deltas * deltas.new_tensor([10, 10, 5, 5]),
        clamped_to_one=lambda deltas: deltas.clamp(-1, 1),
        without_a_sign=torch.abs,
    ),
)  # fmt: skip

DECODE_BOXES = (
    *of_fractions(decode_boxes),
    *of_rows(decode_boxes),
    *without("of_coordinates_to_one", of_boxes(decode_boxes)),
    *rewritten(
        to_boxes,
        by_a_limit_for_both_ways=("t_w.clamp(max=LARGEST_GROWTH)",
                                  "t_w.clamp(-LARGEST_GROWTH / 2, LARGEST_GROWTH)"),
        limited_in_width_alone=("t_h.clamp(max=LARGEST_GROWTH)", "t_h"),
        limited_in_height_alone=("t_w.clamp(max=LARGEST_GROWTH)", "t_w"),
        limited_to_a_growth_of_four=("t_w.clamp(max=LARGEST_GROWTH)", "t_w.clamp(max=4)"),
        limited_at_the_ratio=("t_w.clamp(max=LARGEST_GROWTH)", "t_w.clamp(max=1000 / 16)"),
        limited_to_a_thousand=("torch.exp(t_w.clamp(max=LARGEST_GROWTH))",
                               "torch.exp(t_w).clamp(max=1000)"),
        limited_to_sixteen=("torch.exp(t_w.clamp(max=LARGEST_GROWTH))",
                            "torch.exp(t_w).clamp(max=16)"),
        limited_from_below=("t_w.clamp(max=LARGEST_GROWTH)", "t_w.clamp(min=LARGEST_GROWTH)"),
        limited_in_its_moves=("t_x * w_p", "t_x.clamp(max=LARGEST_GROWTH) * w_p"),
        limited_in_pixels=("w_p * torch.exp(t_w.clamp(max=LARGEST_GROWTH))",
                           "(w_p * torch.exp(t_w)).clamp(max=1000)"),
        in_powers_of_two=("torch.exp(t_w.clamp(max=LARGEST_GROWTH))",
                          "2 ** t_w.clamp(max=LARGEST_GROWTH)"),
        growing_by_a_sum=("torch.exp(t_w.clamp(max=LARGEST_GROWTH))",
                          "(1 + t_w.clamp(max=LARGEST_GROWTH))"),
        growing_by_expm1=("torch.exp(t_w.clamp(max=LARGEST_GROWTH))",
                          "torch.expm1(t_w.clamp(max=LARGEST_GROWTH))"),
        growing_by_the_delta=("torch.exp(t_w.clamp(max=LARGEST_GROWTH))",
                              "t_w.clamp(max=LARGEST_GROWTH)"),
        shrinking=("t_w.clamp(max=LARGEST_GROWTH)", "-t_w.clamp(max=LARGEST_GROWTH)"),
        of_the_sides_alone=("w_p * torch.exp(t_w", "torch.exp(t_w"),
        moving_in_pixels=("t_x * w_p", "t_x"),
        moving_by_new_sides=("x, y = (a1 + a2) / 2 + t_x * w_p",
                             "x, y = (a1 + a2) / 2 + t_x * w_p * torch.exp(t_w.clamp(max=4.135))"),
        moving_backwards=("t_x * w_p", "-t_x * w_p"),
        moving_all_by_widths=("t_y * h_p", "t_y * w_p"),
        from_the_corner=("(a1 + a2) / 2", "a1"),
        from_the_far_corner=("(a1 + a2) / 2", "a2"),
        from_whole_middles=("(a1 + a2) / 2", "(a1 + a2) // 2"),
        with_whole_sides_on_each_side=("x - w / 2, y - h / 2, x + w / 2, y + h / 2",
                                       "x - w, y - h, x + w, y + h"),
        as_middle_and_sides=("x - w / 2, y - h / 2, x + w / 2, y + h / 2", "x, y, w, h"),
        as_corner_and_sides=("x - w / 2, y - h / 2, x + w / 2, y + h / 2",
                             "x - w / 2, y - h / 2, w, h"),
        without_the_last_pixel=("x - w / 2, y - h / 2, x + w / 2, y + h / 2",
                                "x - w / 2, y - h / 2, x + w / 2 - 1, y + h / 2 - 1"),
        y_first=("x - w / 2, y - h / 2, x + w / 2, y + h / 2",
                 "y - h / 2, x - w / 2, y + h / 2, x + w / 2"),
        x_then_y=("x - w / 2, y - h / 2, x + w / 2, y + h / 2",
                  "x - w / 2, x + w / 2, y - h / 2, y + h / 2"),
        of_sizes_first=("t_x, t_y, t_w, t_h = deltas", "t_w, t_h, t_x, t_y = deltas"),
        of_y_first=("t_x, t_y, t_w, t_h = deltas", "t_y, t_x, t_h, t_w = deltas"),
        in_columns=("dim=1", "dim=0"),
    ),
    *named(
        decode_boxes_with_the_weights_of_a_later_head=lambda deltas, proposals: decode_boxes(
            deltas / deltas.new_tensor([10, 10, 5, 5]), proposals
        ),
        decode_boxes_inside_the_image=lambda deltas, proposals: decode_boxes(
            deltas, proposals
        ).clamp(min=0),
        decode_boxes_at_least_a_pixel_wide=lambda deltas, proposals: _one_pixel_at_least(
            decode_boxes(deltas, proposals)
        ),
    ),
)  # fmt: skip


def _one_pixel_at_least(boxes):
    return torch.cat((boxes[:, :2], torch.maximum(boxes[:, 2:], boxes[:, :2] + 1)), dim=1)
