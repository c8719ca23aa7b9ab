"""Correct solutions of the exercises in torch, written another way than the package's."""

import torch


def cxcywh_to_xyxy(boxes):
    to_corners = torch.tensor([[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])
    return boxes @ to_corners.to(boxes)


def clip_boxes_to_image(boxes, size):
    height, width = size
    clipped = boxes.clone()
    clipped[:, ::2].clamp_(0, width)
    clipped[:, 1::2].clamp_(0, height)
    return clipped


def box_iou(boxes1, boxes2):
    a, b = boxes1.unsqueeze(1), boxes2.unsqueeze(0)
    overlap = (torch.min(a, b)[..., 2:] - torch.max(a, b)[..., :2]).relu().prod(-1)
    area = lambda boxes: (boxes[..., 2:] - boxes[..., :2]).prod(-1)  # noqa: E731
    return overlap / (area(a) + area(b) - overlap)


def generalized_box_iou(boxes1, boxes2):
    a, b = boxes1.unsqueeze(1), boxes2.unsqueeze(0)
    iou = box_iou(boxes1, boxes2)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    union = areas / (1 + iou)  # from iou = overlap / union and union = areas - overlap
    hull = (torch.max(a, b)[..., 2:] - torch.min(a, b)[..., :2]).prod(-1)
    return iou - (hull - union) / hull


def nms(boxes, scores, iou_threshold):
    order = torch.sort(scores, descending=True, stable=True).indices
    defeats = (box_iou(boxes[order], boxes[order]) > iou_threshold).triu(1)
    kept = torch.ones(len(order), dtype=torch.bool)
    for row in range(len(order)):
        if kept[row]:
            kept &= ~defeats[row]
    return order[kept]


def batched_nms(boxes, scores, idxs, iou_threshold):
    if not len(boxes):
        return torch.zeros(0, dtype=torch.int64)
    # The offset trick done right: double precision, and steps wider than all boxes together.
    boxes = boxes.double()
    step = boxes.max() - boxes.min() + 1
    return nms(boxes + idxs[:, None] * step, scores, iou_threshold)


def soft_nms(boxes, scores, iou_threshold):
    left, scores = torch.arange(len(boxes)), scores.clone()
    keep, kept_scores = [], []
    while len(left) and scores[left].max() >= 0.001:
        place = scores[left].argmax()
        best = left[place]
        keep.append(best)
        kept_scores.append(scores[best])
        left = torch.cat((left[:place], left[place + 1 :]))
        iou = box_iou(boxes[best][None], boxes[left]).squeeze(0)
        scores[left] = torch.where(iou > iou_threshold, scores[left] * (1 - iou), scores[left])
    return torch.as_tensor(keep, dtype=torch.int64), torch.as_tensor(kept_scores)
