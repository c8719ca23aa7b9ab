"""Wrong proposals: anchors (A, 4), deltas (A, 4), scores (A,), size, n to (P, 4)."""

from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image, remove_small_boxes
from mrcnn_edu.ops.nms import nms


def propose_of_the_first_n(anchors, deltas, scores, size, n):
    best = scores.argsort(descending=True)[:n]
    boxes = clip_boxes_to_image(decode_boxes(deltas[best], anchors[best]), size)
    scores = scores[best]
    large = remove_small_boxes(boxes, 0.001)
    boxes, scores = boxes[large], scores[large]
    return boxes[nms(boxes, scores, 0.7)]


def propose_clipped_at_the_end(anchors, deltas, scores, size, n):
    boxes = decode_boxes(deltas, anchors)
    large = remove_small_boxes(boxes, 0.001)
    boxes, scores = boxes[large], scores[large]
    return clip_boxes_to_image(boxes[nms(boxes, scores, 0.7)[:n]], size)


def propose_without_anchors_that_cross(anchors, deltas, scores, size, n):
    height, width = size
    inside = (anchors[:, :2] >= 0).all(dim=1) & (anchors[:, 2] <= width) & (anchors[:, 3] <= height)
    boxes = clip_boxes_to_image(decode_boxes(deltas[inside], anchors[inside]), size)
    scores = scores[inside]
    large = remove_small_boxes(boxes, 0.001)
    boxes, scores = boxes[large], scores[large]
    return boxes[nms(boxes, scores, 0.7)[:n]]


def propose_with_scores_of_others(anchors, deltas, scores, size, n):
    boxes = clip_boxes_to_image(decode_boxes(deltas, anchors), size)
    boxes = boxes[remove_small_boxes(boxes, 0.001)]  # the scores are still those of all
    return boxes[nms(boxes, scores[: len(boxes)], 0.7)[:n]]


PROPOSE = [
    propose_with_scores_of_others,
    propose_clipped_at_the_end,
    propose_of_the_first_n,
    propose_without_anchors_that_cross,
]
