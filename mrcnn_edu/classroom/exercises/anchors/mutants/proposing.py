"""Wrong proposals, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.anchors.one_map import propose
from mrcnn_edu.classroom.exercises.mutants import (
    of_fractions,
    of_rows,
    rewritten,
    with_answers,
    without,
)
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image, remove_small_boxes
from mrcnn_edu.ops.nms import nms


def in_torch(anchors, deltas, scores, size, n):
    boxes = decode_boxes(deltas, anchors)
    boxes = clip_boxes_to_image(boxes, size)
    large = remove_small_boxes(boxes, 0.001)
    boxes, scores = boxes[large], scores[large]
    keep = nms(boxes, scores, 0.7)
    return boxes[keep[:n]]


def mend_me(anchors, deltas, scores, size, n):
    """What the lesson gives to mend: two bugs, the first line and the last."""
    best = scores.argsort(descending=True)[:n]
    boxes, scores = decode_boxes(deltas[best], anchors[best]), scores[best]
    large = remove_small_boxes(boxes, 0.001)
    boxes, scores = boxes[large], scores[large]
    keep = nms(boxes, scores, 0.7)
    return clip_boxes_to_image(boxes[keep], size)


PROPOSE = (
    mend_me,
    *rewritten(
        mend_me,
        with_the_cut_mended=("scores.argsort(descending=True)[:n]",
                             "scores.argsort(descending=True)"),
        with_the_clipping_mended=("decode_boxes(deltas[best], anchors[best])",
                                  "clip_boxes_to_image(decode_boxes(deltas[best], anchors[best]),"
                                  " size)"),
        with_twice_as_many=("[:n]", "[: 2 * n]"),
    ),
    *without(
        "of_half_precision",
        without("of_bfloat16", without("to_two_digits", without("to_three_digits",
        of_fractions(propose)))),
    ),
    *without("that_needs_a_row", of_rows(propose)),
    *with_answers(
        propose,
        with_y_first=lambda boxes: boxes[:, [1, 0, 3, 2]],
        as_corner_and_sizes=lambda boxes: torch.cat(
            (boxes[:, :2], boxes[:, 2:] - boxes[:, :2]), dim=1
        ),
        a_pixel_short=lambda boxes: boxes - torch.tensor([0, 0, 1, 1]),
    ),
    *rewritten(
        in_torch,
        of_anchors_alone=("decode_boxes(deltas, anchors)", "anchors"),
        of_deltas_added=("decode_boxes(deltas, anchors)", "anchors + deltas"),
        of_deltas_turned=("decode_boxes(deltas, anchors)", "decode_boxes(-deltas, anchors)"),
        of_deltas_with_y_first=("decode_boxes(deltas, anchors)",
                                "decode_boxes(deltas[:, [1, 0, 3, 2]], anchors)"),
        of_the_heads_weights=("decode_boxes(deltas, anchors)",
                              "decode_boxes(deltas, anchors, (10, 10, 5, 5))"),
        without_growth=("decode_boxes(deltas, anchors)",
                        "decode_boxes(deltas * torch.tensor([1, 1, 0, 0]), anchors)"),
        without_movement=("decode_boxes(deltas, anchors)",
                          "decode_boxes(deltas * torch.tensor([0, 0, 1, 1]), anchors)"),
        of_clipped_anchors=("decode_boxes(deltas, anchors)",
                            "decode_boxes(deltas, clip_boxes_to_image(anchors, size))"),
        without_clipping=("boxes = clip_boxes_to_image(boxes, size)", "boxes = boxes.clone()"),
        clipped_to_width_and_height=("clip_boxes_to_image(boxes, size)",
                                     "clip_boxes_to_image(boxes, size[::-1])"),
        clipped_below_zero_alone=("clip_boxes_to_image(boxes, size)", "boxes.clamp(min=0)"),
        clipped_to_the_last_pixel=("clip_boxes_to_image(boxes, size)",
                                   "clip_boxes_to_image(boxes, (size[0] - 1, size[1] - 1))"),
        clipped_to_a_square=("clip_boxes_to_image(boxes, size)",
                             "clip_boxes_to_image(boxes, (max(size), max(size)))"),
        dropped_for_crossing=("boxes = clip_boxes_to_image(boxes, size)",
                              "scores = scores[(boxes == clip_boxes_to_image(boxes,"
                              " size)).all(dim=1)]\n    boxes = boxes[(boxes =="
                              " clip_boxes_to_image(boxes, size)).all(dim=1)]"),
        with_small_ones=("remove_small_boxes(boxes, 0.001)", "torch.arange(len(boxes))"),
        without_those_below_a_pixel=("remove_small_boxes(boxes, 0.001)",
                                     "remove_small_boxes(boxes, 1)"),
        without_those_below_16=("remove_small_boxes(boxes, 0.001)",
                                "remove_small_boxes(boxes, 16)"),
        without_lines_alone=("remove_small_boxes(boxes, 0.001)",
                             "(boxes[:, 2:] > boxes[:, :2]).all(dim=1)"),
        with_scores_of_others=("boxes, scores = boxes[large], scores[large]",
                               "boxes, scores = boxes[large], scores[: len(large)]"),
        with_half_the_threshold=("nms(boxes, scores, 0.7)", "nms(boxes, scores, 0.5)"),
        with_a_higher_threshold=("nms(boxes, scores, 0.7)", "nms(boxes, scores, 0.9)"),
        of_the_worst=("nms(boxes, scores, 0.7)", "nms(boxes, -scores, 0.7)"),
        of_scores_in_order=("nms(boxes, scores, 0.7)",
                            "nms(boxes, scores.sort(descending=True).values, 0.7)"),
        without_nms=("nms(boxes, scores, 0.7)", "scores.argsort(descending=True)"),
        as_they_came=("boxes[keep[:n]]", "boxes[keep[:n].sort().values]"),
        cut_as_they_came=("boxes[keep[:n]]", "boxes[keep.sort().values[:n]]"),
        the_worst_first=("boxes[keep[:n]]", "boxes[keep[:n].flip(0)]"),
        of_the_worst_n=("boxes[keep[:n]]", "boxes[keep[-n:]]"),
        one_too_few=("boxes[keep[:n]]", "boxes[keep[: n - 1]]"),
        one_too_many=("boxes[keep[:n]]", "boxes[keep[: n + 1]]"),
        without_a_cut=("boxes[keep[:n]]", "boxes[keep]"),
        as_indices=("boxes[keep[:n]]", "keep[:n]"),
        of_anchors_that_were_kept=("boxes[keep[:n]]", "anchors[large][keep[:n]]"),
    ),
)  # fmt: skip
