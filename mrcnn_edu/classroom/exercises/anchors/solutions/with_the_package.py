"""With what the package has."""

import torch

from mrcnn_edu.ops.anchors import cell_anchors, multilevel_anchors
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image
from mrcnn_edu.ops.matching import label_matches, match_boxes
from mrcnn_edu.ops.nms import batched_nms


def place_anchors(scales, ratios, grid, stride):
    cell = cell_anchors(tuple(scales.tolist()), tuple(ratios.tolist()))
    size = grid[0] * stride, grid[1] * stride
    return multilevel_anchors([cell], [grid], size)[0]


def match_anchors(iou, high, low, low_quality):
    matches = match_boxes(iou.double(), high, low)
    of_best = match_boxes(iou, 1.0, 1.0, allow_low_quality=True)
    learns = label_matches(of_best, torch.ones(len(iou))) > 0
    return torch.where(learns, of_best, matches) if low_quality else matches


def propose(anchors, deltas, scores, size, n):
    order = scores.argsort(descending=True)
    boxes = clip_boxes_to_image(decode_boxes(deltas, anchors)[order], size)
    boxes = boxes[((boxes[:, 2:] - boxes[:, :2]) >= 0.001).all(dim=1)]
    falling = -torch.arange(len(boxes)).to(boxes)
    keep = batched_nms(boxes, falling, torch.zeros(len(boxes), dtype=torch.int64), 0.7)
    return boxes[keep[:n]]
