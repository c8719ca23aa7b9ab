"""Wrong losses of the region proposal network: objectness (A,), deltas (A, 4), labels (A,), 0 or
1, targets (A, 4), to both losses.
"""

from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss

BETA = 1 / 9


def _of_objectness(objectness, labels):
    """The loss of objectness, which most of these get right."""
    total = binary_cross_entropy_with_logits(objectness, labels, reduction="sum")
    return total / max(len(labels), 1)


def rpn_loss_divided_by_positives(objectness, deltas, labels, targets):
    positive = labels > 0
    box_loss = smooth_l1_loss(deltas[positive], targets[positive], beta=BETA, reduction="sum")
    return _of_objectness(objectness, labels), box_loss / positive.sum()


def rpn_loss_masked_by_a_product(objectness, deltas, labels, targets):
    each = smooth_l1_loss(deltas, targets, beta=BETA, reduction="none")  # (A, 4)
    box_loss = (labels[:, None] * each).sum() / max(len(labels), 1)
    return _of_objectness(objectness, labels), box_loss


def rpn_loss_of_background_boxes(objectness, deltas, labels, targets):
    box_loss = smooth_l1_loss(deltas, targets, beta=BETA, reduction="sum")
    return _of_objectness(objectness, labels), box_loss / max(len(labels), 1)


def rpn_loss_of_four_deltas(objectness, deltas, labels, targets):
    positive = labels > 0
    each = smooth_l1_loss(deltas[positive], targets[positive], beta=BETA, reduction="none")
    return _of_objectness(objectness, labels), each.mean(dim=1).sum() / max(len(labels), 1)


def rpn_loss_of_an_empty_sample(objectness, deltas, labels, targets):
    positive = labels > 0
    box_loss = smooth_l1_loss(deltas[positive], targets[positive], beta=BETA, reduction="sum")
    return binary_cross_entropy_with_logits(objectness, labels), box_loss / len(labels)


def rpn_loss_with_beta_one(objectness, deltas, labels, targets):
    positive = labels > 0
    box_loss = smooth_l1_loss(deltas[positive], targets[positive], reduction="sum")
    return _of_objectness(objectness, labels), box_loss / max(len(labels), 1)


RPN_LOSS = [
    rpn_loss_divided_by_positives,
    rpn_loss_masked_by_a_product,
    rpn_loss_of_background_boxes,
    rpn_loss_of_four_deltas,
    rpn_loss_of_an_empty_sample,
    rpn_loss_with_beta_one,
]
