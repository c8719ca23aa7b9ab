"""Wrong losses of RPN and head: rpn_deltas (A, 4), head_deltas (4,), anchors, boxes to two."""

import torch

from mrcnn_edu.classroom.exercises.faster.one_batch import box_loss
from mrcnn_edu.ops.box_coding import decode_boxes


def joint_with_moving_targets(rpn_deltas, head_deltas, anchors, boxes):
    proposals = decode_boxes(rpn_deltas, anchors)
    places = torch.cat((proposals, boxes))
    return box_loss(rpn_deltas, anchors, boxes), box_loss(head_deltas, places, boxes)


def joint_without_the_objects(rpn_deltas, head_deltas, anchors, boxes):
    proposals = decode_boxes(rpn_deltas, anchors).detach()
    return box_loss(rpn_deltas, anchors, boxes), box_loss(head_deltas, proposals, boxes)


def joint_detached_too_early(rpn_deltas, head_deltas, anchors, boxes):
    rpn_deltas = rpn_deltas.detach()
    places = torch.cat((decode_boxes(rpn_deltas, anchors), boxes))
    rpn_loss = box_loss(rpn_deltas, anchors, boxes)
    return rpn_loss + 0 * head_deltas.sum(), box_loss(head_deltas, places, boxes)


def joint_on_anchors(rpn_deltas, head_deltas, anchors, boxes):
    places = torch.cat((anchors, boxes))
    return box_loss(rpn_deltas, anchors, boxes), box_loss(head_deltas, places, boxes)


JOINT_LOSSES = [
    joint_with_moving_targets,
    joint_without_the_objects,
    joint_detached_too_early,
    joint_on_anchors,
]
