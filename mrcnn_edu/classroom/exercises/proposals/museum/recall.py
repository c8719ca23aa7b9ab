"""Wrong recalls: boxes (G, 4), proposals (R, 4), iou, n to the share of objects that are found."""

import torch

from mrcnn_edu.classroom.exercises.proposals.one_image import recall_at
from mrcnn_edu.ops.boxes import box_iou


def recall_of_proposals(boxes, proposals, iou, n):
    if len(proposals[:n]) == 0:
        return 0.0
    hits = (box_iou(boxes, proposals[:n]) >= iou).any(dim=0)  # (R,)
    return hits.double().mean()


def recall_of_all_proposals(boxes, proposals, iou, n):
    if n == 0 or len(proposals) == 0:
        return 0.0
    return (box_iou(boxes, proposals).amax(dim=1) >= iou).double().mean()


def recall_with_y_first(boxes, proposals, iou, n):
    return recall_at(boxes, proposals[:, [1, 0, 3, 2]], iou, n)


def recall_of_widths_for_corners(boxes, proposals, iou, n):
    sides = proposals[:, 2:] - proposals[:, :2]
    given = torch.cat((proposals[:, :2], sides), dim=1)  # (x, y, w, h), read as corners
    return recall_at(boxes, given, iou, n)


RECALL_AT = [
    recall_of_proposals,
    recall_of_all_proposals,
    recall_with_y_first,
    recall_of_widths_for_corners,
]
