"""Correct solutions of the exercises in numpy, in double precision where it comes naturally."""

import numpy as np


def cxcywh_to_xyxy(boxes):
    centre, half = np.split(boxes.numpy(), [2], axis=1)
    half = half * 0.5
    return np.hstack((centre - half, centre + half))


def clip_boxes_to_image(boxes, size):
    height, width = size
    return np.clip(boxes.numpy(), 0, np.array([width, height, width, height]))


def overlaps(a, b):
    a, b = np.asarray(a, dtype=np.float64)[:, None], np.asarray(b, dtype=np.float64)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    overlap = np.prod(np.maximum(sides, 0), axis=-1)
    hull = np.maximum(a[..., 2:], b[..., 2:]) - np.minimum(a[..., :2], b[..., :2])
    areas = np.prod(a[..., 2:] - a[..., :2], axis=-1) + np.prod(b[..., 2:] - b[..., :2], axis=-1)
    return overlap, areas - overlap, np.prod(hull, axis=-1)


def box_iou(boxes1, boxes2):
    overlap, union, _ = overlaps(boxes1, boxes2)
    return overlap / union


def generalized_box_iou(boxes1, boxes2):
    overlap, union, hull = overlaps(boxes1, boxes2)
    return overlap / union + union / hull - 1


def nms(boxes, scores, iou_threshold):
    iou = box_iou(boxes, boxes)
    queue = np.argsort(-scores.numpy(), kind="stable")
    keep = []
    while queue.size:
        keep.append(queue[0])
        queue = queue[1:][iou[queue[0], queue[1:]] <= iou_threshold]
    return np.array(keep, dtype=np.int32)


def batched_nms(boxes, scores, idxs, iou_threshold):
    same_class = idxs.numpy()[:, None] == idxs.numpy()
    iou = box_iou(boxes, boxes) * same_class
    alive = np.ones(len(boxes), dtype=bool)
    keep = []
    while alive.any():
        best = np.where(alive, scores.numpy(), -np.inf).argmax()
        keep.append(best)
        alive &= iou[best] <= iou_threshold
        alive[best] = False
    return keep


def soft_nms(boxes, scores, iou_threshold):
    iou, scores = box_iou(boxes, boxes), scores.numpy().astype(np.float64)
    weights = np.where(iou > iou_threshold, 1 - iou, 1)
    keep, kept_scores = [], []
    for _ in range(len(scores)):
        best = scores.argmax()
        if scores[best] < 0.001:
            break
        keep.append(best)
        kept_scores.append(scores[best])
        scores = scores * weights[best]
        scores[best] = -1
    return np.array(keep, dtype=np.int64), np.array(kept_scores)
