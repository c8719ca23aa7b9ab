"""Wrong losses of RPN and head, besides those of the museum, named after the slip."""

import torch

from mrcnn_edu.classroom.exercises.faster.one_batch import box_loss
from mrcnn_edu.classroom.exercises.mutants import rewritten
from mrcnn_edu.ops.box_coding import decode_boxes, encode_boxes
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image
from mrcnn_edu.ops.losses import smooth_l1

__all__ = ["box_iou", "clip_boxes_to_image", "encode_boxes", "smooth_l1"]  # for what is rewritten


def in_torch(rpn_deltas, head_deltas, anchors, boxes):
    proposals = decode_boxes(rpn_deltas, anchors)
    proposals = proposals.detach()
    places = torch.cat((proposals, boxes))
    rpn_loss = box_loss(rpn_deltas, anchors, boxes)
    head_loss = box_loss(head_deltas, places, boxes)
    return rpn_loss, head_loss


JOINT_LOSSES = rewritten(
    in_torch,
    undetached=("proposals.detach()", "proposals"),
    cloned=("proposals.detach()", "proposals.clone()"),
    detached_at_the_wrong_end=("proposals = proposals.detach()", "anchors = anchors.detach()"),
    detached_and_thrown_away=("proposals = proposals.detach()", "proposals.detach()"),
    that_may_still_learn=("proposals.detach()", "proposals.requires_grad_()"),
    with_a_detached_head=("box_loss(head_deltas, places", "box_loss(head_deltas.detach(), places"),
    with_a_detached_rpn=("box_loss(rpn_deltas, anchors", "box_loss(rpn_deltas.detach(), anchors"),
    with_a_detached_loss=("return rpn_loss, head_loss", "return rpn_loss, head_loss.detach()"),
    with_both_detached=("return rpn_loss, head_loss",
                        "return rpn_loss.detach(), head_loss.detach()"),
    as_numbers=("return rpn_loss, head_loss", "return rpn_loss.item(), head_loss.item()"),
    the_head_first=("return rpn_loss, head_loss", "return head_loss, rpn_loss"),
    added_up=("return rpn_loss, head_loss", "return rpn_loss + head_loss"),
    added_up_twice=("return rpn_loss, head_loss",
                    "return rpn_loss + head_loss, rpn_loss + head_loss"),
    the_rpn_twice=("return rpn_loss, head_loss", "return rpn_loss, rpn_loss"),
    the_head_twice=("return rpn_loss, head_loss", "return head_loss, head_loss"),
    halved=("return rpn_loss, head_loss", "return rpn_loss / 2, head_loss / 2"),
    with_ten_for_the_rpn=("return rpn_loss, head_loss", "return 10 * rpn_loss, head_loss"),
    turned=("return rpn_loss, head_loss", "return -rpn_loss, -head_loss"),
    with_an_axis=("return rpn_loss, head_loss", "return rpn_loss[None], head_loss[None]"),
    of_proposals_alone=("torch.cat((proposals, boxes))", "proposals"),
    of_objects_alone=("torch.cat((proposals, boxes))", "boxes"),
    of_objects_twice=("torch.cat((proposals, boxes))", "torch.cat((proposals, boxes, boxes))"),
    of_one_object=("torch.cat((proposals, boxes))", "torch.cat((proposals, boxes[:1]))"),
    of_anchors_and_objects=("torch.cat((proposals, boxes))", "torch.cat((anchors, boxes))"),
    of_anchors_and_proposals=("torch.cat((proposals, boxes))", "torch.cat((proposals, anchors))"),
    of_all_three=("torch.cat((proposals, boxes))", "torch.cat((proposals, anchors, boxes))"),
    of_the_best_alone=("torch.cat((proposals, boxes))", "torch.cat((proposals[:1], boxes))"),
    of_whole_pixels=("torch.cat((proposals, boxes))", "torch.cat((proposals, boxes)).round()"),
    clipped_at_0=("proposals.detach()", "proposals.detach().clamp(min=0)"),
    of_boxes_that_the_rpn_was_to_find=("decode_boxes(rpn_deltas, anchors)",
                                       "decode_boxes(rpn_deltas, boxes[:1])"),
    of_the_heads_deltas=("decode_boxes(rpn_deltas, anchors)",
                         "decode_boxes(head_deltas.expand_as(anchors), anchors)"),
    decoded_with_weights=("decode_boxes(rpn_deltas, anchors)",
                          "decode_boxes(rpn_deltas, anchors, (10, 10, 5, 5))"),
    decoded_the_other_way=("decode_boxes(rpn_deltas, anchors)",
                           "decode_boxes(-rpn_deltas, anchors)"),
    of_deltas_added=("decode_boxes(rpn_deltas, anchors)", "anchors + rpn_deltas"),
    of_deltas_as_boxes=("decode_boxes(rpn_deltas, anchors)", "rpn_deltas"),
    of_deltas_with_y_first=("decode_boxes(rpn_deltas, anchors)",
                            "decode_boxes(rpn_deltas[:, [1, 0, 3, 2]], anchors)"),
    of_no_deltas=("decode_boxes(rpn_deltas, anchors)", "anchors + 0 * rpn_deltas"),
    that_learns_from_proposals=("box_loss(rpn_deltas, anchors, boxes)",
                                "box_loss(rpn_deltas, proposals, boxes)"),
    that_learns_from_all=("box_loss(rpn_deltas, anchors, boxes)",
                          "box_loss(rpn_deltas[0], places, boxes)"),
    with_the_heads_deltas=("box_loss(rpn_deltas, anchors, boxes)",
                           "box_loss(head_deltas, anchors, boxes)"),
    with_the_rpns_deltas=("box_loss(head_deltas, places, boxes)",
                          "box_loss(rpn_deltas[:1].mean(dim=0), places, boxes)"),
    with_both_said=("box_loss(head_deltas, places, boxes)",
                    "box_loss(head_deltas + rpn_deltas.sum(dim=0), places, boxes)"),
    with_targets_of_the_first=("box_loss(head_deltas, places, boxes)",
                               "box_loss(head_deltas, places, boxes[:1])"),
    over_objects=("box_loss(head_deltas, places, boxes)",
                  "box_loss(head_deltas, places, boxes) * len(places) / max(len(boxes), 1)"),
    over_anchors=("box_loss(head_deltas, places, boxes)",
                  "box_loss(head_deltas, places, boxes) * len(places) / max(len(anchors), 1)"),
    summed=("box_loss(head_deltas, places, boxes)",
            "box_loss(head_deltas, places, boxes) * len(places)"),
)  # fmt: skip
