"""Correct solutions of the exercises as a beginner writes them: loops over plain numbers.

They answer with nested lists, and share no code with the package.
"""


def cxcywh_to_xyxy(boxes):
    result = []
    for cx, cy, w, h in boxes.tolist():
        result.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return result


def clip_boxes_to_image(boxes, size):
    height, width = size
    result = []
    for x1, y1, x2, y2 in boxes.tolist():
        x1, x2 = (min(max(x, 0), width) for x in (x1, x2))
        y1, y2 = (min(max(y, 0), height) for y in (y1, y2))
        result.append([x1, y1, x2, y2])
    return result


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap_and_union(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    overlap = width * height if width > 0 and height > 0 else 0
    return overlap, area(a) + area(b) - overlap


def iou(a, b):
    overlap, union = overlap_and_union(a, b)
    return overlap / union


def giou(a, b):
    overlap, union = overlap_and_union(a, b)
    hull = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
    return overlap / union - (hull - union) / hull


def box_iou(boxes1, boxes2):
    return [[iou(a, b) for b in boxes2.tolist()] for a in boxes1.tolist()]


def generalized_box_iou(boxes1, boxes2):
    return [[giou(a, b) for b in boxes2.tolist()] for a in boxes1.tolist()]


def nms(boxes, scores, iou_threshold):
    boxes, scores = boxes.tolist(), scores.tolist()
    queue = sorted(range(len(boxes)), key=lambda i: -scores[i])
    keep = []
    for i in queue:
        if all(iou(boxes[i], boxes[k]) <= iou_threshold for k in keep):
            keep.append(i)
    return keep


def batched_nms(boxes, scores, idxs, iou_threshold):
    boxes, scores, idxs = boxes.tolist(), scores.tolist(), idxs.tolist()
    keep = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        rivals = [k for k in keep if idxs[k] == idxs[i]]
        if all(iou(boxes[i], boxes[k]) <= iou_threshold for k in rivals):
            keep.append(i)
    return keep


def soft_nms(boxes, scores, iou_threshold):
    boxes, left = boxes.tolist(), dict(enumerate(scores.tolist()))
    keep, kept_scores = [], []
    while left:
        best = max(left, key=left.get)
        score = left.pop(best)
        if score < 0.001:
            break
        keep.append(best)
        kept_scores.append(score)
        for i in left:
            if iou(boxes[best], boxes[i]) > iou_threshold:
                left[i] *= 1 - iou(boxes[best], boxes[i])
    return keep, kept_scores
