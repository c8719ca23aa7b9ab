"""Wrong losses beside those that the museum shows, each with a name that tells the slip."""

import torch
from torch.nn.functional import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    logsigmoid,
    one_hot,
    smooth_l1_loss,
    softplus,
)

from mrcnn_edu.classroom.exercises.mutants import named, of_fractions, with_answers, with_arguments
from mrcnn_edu.ops.losses import mask_loss, rpn_loss

BETA = 1 / 9


def of_class(mask_logits, labels):
    return mask_logits[torch.arange(len(labels)), labels]


def each_pixel(mask_logits, labels, targets):
    """What most of these get right: (R, M, M)."""
    return binary_cross_entropy_with_logits(
        of_class(mask_logits, labels), targets, reduction="none"
    )


def of_every_class(mask_logits, targets):
    goals = targets[:, None].expand_as(mask_logits)
    return binary_cross_entropy_with_logits(mask_logits, goals, reduction="none")


def mask_loss_by_a_product_with_zeros(mask_logits, labels, targets):
    chosen = one_hot(labels, mask_logits.shape[1])[:, :, None, None]
    return (chosen * of_every_class(mask_logits, targets)).mean()  # the zeros count as pixels


def mask_loss_of_labels_for_all(mask_logits, labels, targets):
    return binary_cross_entropy_with_logits(mask_logits[:, labels[:1]][:, 0], targets)


def mask_loss_stopped_at_the_last(mask_logits, labels, targets):
    return each_pixel(mask_logits[:-1], labels[:-1], targets[:-1]).mean()


def mask_loss_without_a_gradient(mask_logits, labels, targets):
    return each_pixel(mask_logits, labels, targets).mean().item()


def mask_loss_detached(mask_logits, labels, targets):
    return mask_loss(mask_logits, labels, targets).detach()


def mask_loss_through_a_new_tensor(mask_logits, labels, targets):
    return torch.tensor(float(mask_loss(mask_logits, labels, targets)), requires_grad=True)


def mask_loss_of_a_hard_decision(mask_logits, labels, targets):
    mask = (of_class(mask_logits, labels) > 0).float().requires_grad_()
    return (mask - targets).abs().mean()


def mask_loss_pulling_twice(mask_logits, labels, targets):
    """The right value, and twice the gradient."""
    loss = mask_loss(mask_logits, labels, targets)
    return 2 * loss - loss.detach()


def mask_loss_pulling_away(mask_logits, labels, targets):
    """The right value, and the gradient of its negative."""
    loss = mask_loss(mask_logits, labels, targets)
    return 2 * loss.detach() - loss


def mask_loss_pulling_others(mask_logits, labels, targets):
    """The right value, and a pull at the masks of all classes."""
    others = mask_logits.mean()
    return mask_loss(mask_logits, labels, targets) + others - others.detach()


def mask_loss_of_clipped_logits(mask_logits, labels, targets):
    return mask_loss(mask_logits.clamp(-50, 50), labels, targets)


def mask_loss_with_a_thousandth_in_the_logarithm(mask_logits, labels, targets):
    p = of_class(mask_logits, labels).sigmoid()
    return -(targets * (p + 1e-3).log() + (1 - targets) * (1 - p + 1e-3).log()).mean()


def mask_loss_with_a_cut_logarithm(mask_logits, labels, targets):
    p = of_class(mask_logits, labels).sigmoid().clamp(1e-6, 1 - 1e-6)
    return -(targets * p.log() + (1 - targets) * (1 - p).log()).mean()


def mask_loss_by_torch_of_probabilities(mask_logits, labels, targets):
    return binary_cross_entropy(of_class(mask_logits, labels).sigmoid(), targets)  # stops at 100


def mask_loss_of_the_object_alone(mask_logits, labels, targets):
    return -(targets * logsigmoid(of_class(mask_logits, labels))).mean()


def mask_loss_of_the_background_alone(mask_logits, labels, targets):
    return ((1 - targets) * softplus(of_class(mask_logits, labels))).mean()


def mask_loss_by_softmax_of_all_pixels(mask_logits, labels, targets):
    flat = of_class(mask_logits, labels).flatten(1).log_softmax(dim=1)
    return -(targets.flatten(1) * flat).mean()


def mask_loss_by_a_softmax_of_classes(mask_logits, labels, targets):
    return cross_entropy(mask_logits, labels[:, None, None].expand_as(targets))


MASK_LOSS = (
    *of_fractions(mask_loss),
    *with_answers(
        mask_loss,
        in_a_row=lambda loss: loss[None],
        of_the_opposite_sign=torch.neg,
        twice=lambda loss: 2 * loss,
        at_most_one=lambda loss: loss.clamp(max=1),
        with_one_more=lambda loss: loss + 1e-3,
    ),
    *with_arguments(mask_loss, of_rounded_targets=torch.round, of_whole_numbers=torch.trunc),
    *named(
        mask_loss_for_each_pixel=each_pixel,
        mask_loss_for_each_object=lambda x, k, t: each_pixel(x, k, t).mean(dim=(1, 2)),
        mask_loss_summed=lambda x, k, t: each_pixel(x, k, t).sum(),
        mask_loss_over_classes_too=lambda x, k, t: each_pixel(x, k, t).sum() / x.numel(),
        mask_loss_over_a_side=lambda x, k, t: (
            each_pixel(x, k, t).sum(dim=(1, 2)).mean() / t.shape[-1]
        ),
        mask_loss_over_the_objects_pixels=lambda x, k, t: (
            each_pixel(x, k, t).sum() / (t > 0).sum().clamp(min=1)
        ),
        mask_loss_of_every_class=lambda x, k, t: of_every_class(x, t).mean(),
        mask_loss_of_the_first_class=lambda x, k, t: mask_loss(x, 0 * k, t),
        mask_loss_of_the_last_class=lambda x, k, t: mask_loss(x, 0 * k + x.shape[1] - 1, t),
        mask_loss_of_the_next_class=lambda x, k, t: mask_loss(x, (k + 1) % x.shape[1], t),
        mask_loss_of_the_best_class=lambda x, k, t: (
            of_every_class(x, t).mean(dim=(2, 3)).amin(dim=1).mean()
        ),
        mask_loss_of_transposed_targets=lambda x, k, t: mask_loss(x, k, t.mT),
        mask_loss_of_turned_targets=lambda x, k, t: mask_loss(x, k, 1 - t),
        mask_loss_of_negative_logits=lambda x, k, t: mask_loss(-x, k, t),
        mask_loss_of_hard_targets=lambda x, k, t: mask_loss(x, k, (t >= 0.5).to(t)),
        mask_loss_of_targets_above_zero=lambda x, k, t: mask_loss(x, k, (t > 0).to(t)),
        mask_loss_of_two_sigmoids=lambda x, k, t: mask_loss(x.sigmoid(), k, t),
        mask_loss_of_distances=lambda x, k, t: (of_class(x, k).sigmoid() - t).abs().mean(),
        mask_loss_in_bits=lambda x, k, t: mask_loss(x, k, t) / torch.log(torch.tensor(2.0)),
        mask_loss_of_the_first_object=lambda x, k, t: mask_loss(x[:1], k[:1], t[:1]),
        mask_loss_of_tables_of_objects=lambda x, k, t: binary_cross_entropy_with_logits(
            x[:, k], t[:, None].expand(-1, len(k), -1, -1)
        ),
        mask_loss_that_writes_into_targets=lambda x, k, t: (
            mask_loss(x, k, t.mul_(0.5)) + 0 * t.sum()
        ),
    ),
    mask_loss_by_a_product_with_zeros,
    mask_loss_of_labels_for_all,
    mask_loss_stopped_at_the_last,
    mask_loss_without_a_gradient,
    mask_loss_detached,
    mask_loss_through_a_new_tensor,
    mask_loss_of_a_hard_decision,
    mask_loss_pulling_twice,
    mask_loss_pulling_away,
    mask_loss_pulling_others,
    mask_loss_of_clipped_logits,
    mask_loss_with_a_thousandth_in_the_logarithm,
    mask_loss_with_a_cut_logarithm,
    mask_loss_by_torch_of_probabilities,
    mask_loss_of_the_object_alone,
    mask_loss_of_the_background_alone,
    mask_loss_by_softmax_of_all_pixels,
    mask_loss_by_a_softmax_of_classes,
)


def both(of_objectness, of_boxes):
    """A loss of anchors from its two halves."""
    return lambda o, d, labels, t: (of_objectness(o, labels), of_boxes(d, labels, t))


def objectness_over(divisor):
    def of_objectness(o, labels):
        total = binary_cross_entropy_with_logits(o, labels, reduction="sum")
        return total / divisor(labels)

    return both(of_objectness, right_boxes)


def boxes_over(divisor):
    return both(
        right_objectness, lambda d, labels, t: error_of(d, labels, t).sum() / divisor(labels)
    )


def boxes_by(measure):
    """Another measure of (P, 4) errors, summed and divided as it should be."""
    return both(
        right_objectness,
        lambda d, labels, t: measure((d - t)[labels > 0].abs()).sum() / number(labels),
    )


def number(labels):
    return max(len(labels), 1)


def right_objectness(o, labels):
    return binary_cross_entropy_with_logits(o, labels, reduction="sum") / number(labels)


def right_boxes(d, labels, t):
    return error_of(d, labels, t).sum() / number(labels)


def error_of(d, labels, t):
    positive = labels > 0
    return smooth_l1_loss(d[positive], t[positive], beta=BETA, reduction="none")  # (P, 4)


def bend(parabola, line):
    return lambda e: torch.where(e < BETA, parabola(e), line(e))


def positives(labels):
    return labels.sum().clamp(min=1)


def negatives(labels):
    return (1 - labels).sum().clamp(min=1)


def rpn_loss_balanced(o, d, labels, t):
    each = binary_cross_entropy_with_logits(o, labels, reduction="none")
    halves = each[labels > 0].sum() / positives(labels) + each[labels == 0].sum() / negatives(
        labels
    )
    return halves / 2, right_boxes(d, labels, t)


def rpn_loss_of_first_rows(o, d, labels, t):
    count = int(labels.sum())  # as if positive anchors came first
    error = smooth_l1_loss(d[:count], t[:count], beta=BETA, reduction="sum")
    return right_objectness(o, labels), error / number(labels)


def rpn_loss_in_one_number(o, d, labels, t):
    return sum(rpn_loss(o, d, labels, t))


def rpn_loss_of_probabilities(o, d, labels, t):
    p = o.sigmoid()
    each = -(labels * p.log() + (1 - labels) * (1 - p).log())
    return each.sum() / number(labels), right_boxes(d, labels, t)


RPN_LOSS = (
    *of_fractions(rpn_loss),
    *with_answers(rpn_loss, in_a_row=lambda loss: loss[None], of_the_opposite_sign=torch.neg),
    *named(
        rpn_loss_objectness_summed=objectness_over(lambda labels: 1),
        rpn_loss_objectness_over_256=objectness_over(lambda labels: 256),
        rpn_loss_objectness_over_positives=objectness_over(positives),
        rpn_loss_objectness_over_negatives=objectness_over(negatives),
        rpn_loss_objectness_over_one_more=objectness_over(lambda labels: len(labels) + 1),
        rpn_loss_objectness_of_turned_labels=both(
            lambda o, labels: right_objectness(o, 1 - labels), right_boxes
        ),
        rpn_loss_objectness_of_two_sigmoids=both(
            lambda o, labels: right_objectness(o.sigmoid(), labels), right_boxes
        ),
        rpn_loss_objectness_of_positives=both(
            lambda o, labels: (labels * softplus(-o)).sum() / number(labels), right_boxes
        ),
        rpn_loss_objectness_of_squares=both(
            lambda o, labels: ((o.sigmoid() - labels) ** 2).sum() / number(labels), right_boxes
        ),
        rpn_loss_objectness_by_softmax_of_anchors=both(
            lambda o, labels: -(labels * o.log_softmax(dim=0)).sum() / number(labels), right_boxes
        ),
        rpn_loss_boxes_summed=boxes_over(lambda labels: 1),
        rpn_loss_boxes_over_256=boxes_over(lambda labels: 256),
        rpn_loss_boxes_over_positives=boxes_over(positives),
        rpn_loss_boxes_over_negatives=boxes_over(negatives),
        rpn_loss_boxes_over_four_times_as_many=boxes_over(lambda labels: 4 * number(labels)),
        rpn_loss_boxes_over_deltas_of_positives=boxes_over(lambda labels: 4 * positives(labels)),
        rpn_loss_boxes_of_background=both(
            right_objectness, lambda d, labels, t: right_boxes(d, 1 - labels, t)
        ),
        rpn_loss_boxes_without_targets=both(
            right_objectness, lambda d, labels, t: right_boxes(d, labels, 0 * d)
        ),
        rpn_loss_boxes_of_three_deltas=both(
            right_objectness, lambda d, labels, t: right_boxes(d[:, :3], labels, t[:, :3])
        ),
        rpn_loss_boxes_ten_times=both(
            right_objectness, lambda d, labels, t: 10 * right_boxes(d, labels, t)
        ),
        rpn_loss_boxes_by_distance=boxes_by(lambda e: e),
        rpn_loss_boxes_by_squares=boxes_by(lambda e: e**2),
        rpn_loss_boxes_by_half_squares=boxes_by(lambda e: e**2 / 2),
        rpn_loss_boxes_with_whole_parabola=boxes_by(
            bend(lambda e: e**2 / BETA, lambda e: e - BETA / 2)
        ),
        rpn_loss_boxes_with_flat_parabola=boxes_by(
            bend(lambda e: e**2 / 2, lambda e: e - BETA / 2)
        ),
        rpn_loss_boxes_with_the_papers_line=boxes_by(
            bend(lambda e: e**2 / (2 * BETA), lambda e: e - 0.5)
        ),
        rpn_loss_boxes_with_the_line_through_zero=boxes_by(
            bend(lambda e: e**2 / (2 * BETA), lambda e: e)
        ),
        rpn_loss_boxes_with_beta_three=boxes_by(lambda e: torch.where(e < 3, e**2 / 6, e - 1.5)),
        rpn_loss_boxes_with_beta_a_third=boxes_by(
            lambda e: torch.where(e < 1 / 3, e**2 * 1.5, e - 1 / 6)
        ),
        rpn_loss_boxes_first=lambda o, d, labels, t: rpn_loss(o, d, labels, t)[::-1],
        rpn_loss_of_the_mean_of_empty_rows=lambda o, d, labels, t: (
            binary_cross_entropy_with_logits(o, labels),
            right_boxes(d, labels, t),
        ),
    ),
    rpn_loss_balanced,
    rpn_loss_of_first_rows,
    rpn_loss_in_one_number,
    rpn_loss_of_probabilities,
)
