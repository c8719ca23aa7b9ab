"""Images one after the other; and a loss that is put together from its rows."""

import torch

from mrcnn_edu.classroom.exercises.faster.one_batch import box_loss
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.roi_pooling import roi_pool


def _mean(deltas, places, boxes):
    losses = [
        box_loss(delta, place[None], boxes) for delta, place in zip(deltas, places, strict=True)
    ]
    return torch.stack(losses).mean() if losses else deltas.sum()


def joint_losses(rpn_deltas, head_deltas, anchors, boxes):
    proposals = decode_boxes(rpn_deltas.clone().detach(), anchors)
    places = [*proposals, *boxes]
    head_loss = _mean([head_deltas] * len(places), places, boxes)
    return _mean(rpn_deltas, anchors, boxes), head_loss


def pool_boxes(features, boxes, counts, stride, n):
    pooled, first = [], 0
    for image, count in enumerate(counts):
        some = boxes[first : first + count] / stride
        pooled.append(roi_pool(features[image, None], [some], n))
        first += count
    return torch.cat(pooled)
