"""Wrong losses of masks: logits (R, K, M, M), labels (R,), targets (R, M, M), to a scalar."""

import torch
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    mse_loss,
    one_hot,
)


def _of_class(mask_logits, labels):
    """Of the masks of all classes the one of each label: (R, M, M)."""
    return mask_logits[torch.arange(len(labels)), labels]


def mask_loss_of_all_classes(mask_logits, labels, targets):
    true_class = one_hot(labels, mask_logits.shape[1])[:, :, None, None]  # (R, K, 1, 1)
    of_each_class = true_class * targets[:, None]  # (R, K, M, M), zeros for the others
    return binary_cross_entropy_with_logits(mask_logits, of_each_class)


def mask_loss_of_predicted_class(mask_logits, labels, targets):
    predicted = mask_logits.mean(dim=(2, 3)).argmax(dim=1)  # (R,), the fullest mask
    return binary_cross_entropy_with_logits(_of_class(mask_logits, predicted), targets)


def mask_loss_by_softmax(mask_logits, labels, targets):
    classes = torch.where(targets >= 0.5, labels[:, None, None], 0)  # 0 is background
    return cross_entropy(mask_logits, classes)


def mask_loss_of_probabilities(mask_logits, labels, targets):
    p = _of_class(mask_logits, labels).sigmoid()
    return -(targets * p.log() + (1 - targets) * (1 - p).log()).mean()


def mask_loss_summed_over_pixels(mask_logits, labels, targets):
    of_true_class = _of_class(mask_logits, labels)
    total = binary_cross_entropy_with_logits(of_true_class, targets, reduction="sum")
    return total / len(labels)


def mask_loss_with_labels_from_one(mask_logits, labels, targets):
    of_true_class = _of_class(mask_logits, labels - 1)
    return binary_cross_entropy_with_logits(of_true_class, targets)


def mask_loss_of_squares(mask_logits, labels, targets):
    return mse_loss(_of_class(mask_logits, labels).sigmoid(), targets)


MASK_LOSS = [
    mask_loss_of_all_classes,
    mask_loss_of_predicted_class,
    mask_loss_by_softmax,
    mask_loss_of_probabilities,
    mask_loss_summed_over_pixels,
    mask_loss_with_labels_from_one,
    mask_loss_of_squares,
]
