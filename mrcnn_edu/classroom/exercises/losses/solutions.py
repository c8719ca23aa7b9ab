"""Right losses in other styles: with loops, lists, numpy and torch, in one formula or two."""

import math

import numpy as np
import torch
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    logsigmoid,
    one_hot,
    smooth_l1_loss,
    softplus,
)

BETA = 1 / 9


def mask_loss_of_torch(mask_logits, labels, targets):
    if len(labels) == 0:
        return mask_logits.sum()
    of_true_class = mask_logits[range(len(labels)), labels]
    return binary_cross_entropy_with_logits(of_true_class, targets)


def mask_loss_in_loops(mask_logits, labels, targets):
    total, count = 0.0, 0
    for r, label in enumerate(labels.tolist()):
        for y in range(targets.shape[1]):
            for x in range(targets.shape[2]):
                logit, goal = mask_logits[r, label, y, x], targets[r, y, x]
                total = total - goal * logsigmoid(logit) - (1 - goal) * logsigmoid(-logit)
                count += 1
    return total / max(count, 1)


def mask_loss_by_softplus(mask_logits, labels, targets):
    index = labels[:, None, None, None].expand(-1, 1, *targets.shape[1:])
    x = mask_logits.gather(1, index)[:, 0]  # (R, M, M)
    return (softplus(x) - targets * x).sum() / max(x.numel(), 1)


def mask_loss_by_absolute_values(mask_logits, labels, targets):
    if not len(labels):
        return 0
    x = torch.stack([masks[label] for masks, label in zip(mask_logits, labels, strict=True)])
    return (x.clamp(min=0) - x * targets + (-x.abs()).exp().log1p()).mean()


def mask_loss_object_by_object(mask_logits, labels, targets):
    each = [
        binary_cross_entropy_with_logits(masks[label], target)
        for masks, label, target in zip(mask_logits, labels, targets, strict=True)
    ]
    return torch.stack(each).mean() if each else mask_logits.sum()


def mask_loss_by_choosing(mask_logits, labels, targets):
    chosen = one_hot(labels, mask_logits.shape[1]).bool()  # (R, K)
    x = mask_logits.double()[chosen]  # (R, M, M), in order
    pixels = binary_cross_entropy_with_logits(x, targets.double(), reduction="sum")
    return pixels / max(targets.numel(), 1)


def mask_loss_of_two_classes(mask_logits, labels, targets):
    x = mask_logits[torch.arange(len(labels)), labels].flatten()
    yes_or_no = torch.stack((torch.zeros_like(x), x), dim=1)  # a sigmoid is a softmax beside 0
    goals = torch.stack((1 - targets.flatten(), targets.flatten()), dim=1)
    return cross_entropy(yes_or_no, goals, reduction="sum") / max(len(x), 1)


class _ByHand(torch.autograd.Function):
    """A loss with a gradient that is written out: (p - t) / N at the true class, else 0."""

    @staticmethod
    def forward(ctx, mask_logits, labels, targets):
        ctx.save_for_backward(mask_logits, labels, targets)
        return mask_loss_by_softplus(mask_logits, labels, targets)

    @staticmethod
    def backward(ctx, upstream):
        mask_logits, labels, targets = ctx.saved_tensors
        each = torch.arange(len(labels))
        gradient = torch.zeros_like(mask_logits)
        gradient[each, labels] = (mask_logits[each, labels].sigmoid() - targets) / targets.numel()
        return upstream * gradient, None, None


def mask_loss_with_its_gradient_by_hand(mask_logits, labels, targets):
    return _ByHand.apply(mask_logits, labels, targets)


MASK_LOSS = (
    mask_loss_of_torch,
    mask_loss_in_loops,
    mask_loss_by_softplus,
    mask_loss_by_absolute_values,
    mask_loss_object_by_object,
    mask_loss_by_choosing,
    mask_loss_of_two_classes,
    mask_loss_with_its_gradient_by_hand,
)


def rpn_loss_of_torch(objectness, deltas, labels, targets):
    positive = labels > 0
    number = max(len(labels), 1)
    of_objects = binary_cross_entropy_with_logits(objectness, labels, reduction="sum")
    of_boxes = smooth_l1_loss(deltas[positive], targets[positive], beta=BETA, reduction="sum")
    return of_objects / number, of_boxes / number


def rpn_loss_in_loops(objectness, deltas, labels, targets):
    of_objects = of_boxes = 0.0
    rows = (objectness.tolist(), deltas.tolist(), labels.tolist(), targets.tolist())
    for logit, delta, label, target in zip(*rows, strict=True):
        sure = logit if label else -logit
        of_objects += math.log1p(math.exp(-abs(sure))) + max(-sure, 0)
        for d, t in zip(delta, target, strict=True) if label else ():
            error = abs(d - t)
            of_boxes += error**2 / (2 * BETA) if error < BETA else error - BETA / 2
    return of_objects / max(len(labels), 1), of_boxes / max(len(labels), 1)


def rpn_loss_in_numpy(objectness, deltas, labels, targets):
    logits, is_object = objectness.numpy(), labels.numpy() > 0
    number = max(len(logits), 1)
    of_objects = np.logaddexp(0, np.where(is_object, -logits, logits)).sum()
    error = np.abs(deltas.numpy()[is_object] - targets.numpy()[is_object])
    smooth = np.where(error < BETA, error**2 / (2 * BETA), error - BETA / 2)
    return of_objects / number, smooth.sum() / number


def rpn_loss_by_where(objectness, deltas, labels, targets):
    number = max(len(labels), 1)
    error = torch.where(labels[:, None] > 0, deltas - targets, 0).abs()
    near = error.clamp(max=BETA)
    smooth = near**2 / (2 * BETA) + (error - near)  # a parabola, and its slope of 1 beyond
    of_objects = softplus(torch.where(labels > 0, -objectness, objectness))
    return [of_objects.sum() / number, smooth.sum() / number]


def rpn_loss_in_float64(objectness, deltas, labels, targets):
    objects = labels.nonzero()[:, 0]
    x, share = objectness.double(), 1 / max(len(labels), 1)
    of_objects = (softplus(x) - labels * x).sum() * share
    error = (deltas.double() - targets.double())[objects].abs()
    lines = (error - BETA / 2) * (error >= BETA)
    return of_objects, (lines + error**2 * 4.5 * (error < BETA)).sum() * share


def rpn_loss_by_huber(objectness, deltas, labels, targets):
    chosen = labels.bool()
    number = max(labels.numel(), 1)
    huber = torch.nn.HuberLoss(reduction="sum", delta=BETA)
    of_objects = -logsigmoid((2 * labels - 1) * objectness).sum()
    return of_objects / number, huber(deltas[chosen], targets[chosen]) / BETA / number


RPN_LOSS = (
    rpn_loss_of_torch,
    rpn_loss_in_loops,
    rpn_loss_in_numpy,
    rpn_loss_by_where,
    rpn_loss_in_float64,
    rpn_loss_by_huber,
)
