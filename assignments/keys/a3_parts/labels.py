"""The operator that students write tests for: which anchors are objects, background, left out."""

import numpy as np
import torch


def in_torch(iou, high, low):
    anchors = iou.shape[1]
    if len(iou) == 0 or anchors == 0:
        return torch.zeros(anchors, dtype=torch.int64)
    best = iou.amax(dim=0)
    labels = torch.where(best >= high, 1, torch.where(best < low, 0, -1))
    of_object = iou.amax(dim=1, keepdim=True)
    labels[((iou == of_object) & (of_object > 0)).any(dim=0)] = 1
    return labels


def in_loops(iou, high, low):
    rows, labels = iou.tolist(), []
    for a in range(iou.shape[1]):
        column = [row[a] for row in rows]
        top = max(column, default=0.0)
        label = 0 if not column or top < low else 1 if top >= high else -1
        if any(row[a] > 0 and row[a] == max(row) for row in rows):
            label = 1
        labels.append(label)
    return torch.tensor(labels, dtype=torch.int64)


def in_numpy(iou, high, low):
    table = np.concatenate((iou.numpy(), np.zeros((1, iou.shape[1]), dtype=np.float32)))
    top = table.max(axis=0)
    labels = np.where(top >= high, 1, -1)
    labels[(top < low) | (len(table) == 1)] = 0
    for row in table[:-1] if table.size else ():
        labels[np.flatnonzero((row == row.max()) & (row > 0))] = 1
    return torch.from_numpy(labels)


CORRECT = (in_torch, in_loops, in_numpy)


def _assign(iou, high, low, *, enough=torch.ge, far=torch.lt, best=None, between=-1, top=None):
    """The rule with every step that can go wrong as an argument."""
    if len(iou) == 0 or iou.shape[1] == 0:
        return torch.zeros(iou.shape[1], dtype=torch.int64)
    overlap = iou.amax(dim=0) if top is None else top(iou)
    labels = torch.where(enough(overlap, high), 1, torch.where(far(overlap, low), 0, between))
    if best is None:
        of_object = iou.amax(dim=1, keepdim=True)
        best = ((iou == of_object) & (of_object > 0)).any(dim=0)
    else:
        best = best(iou)
    labels[best] = 1
    return labels


def above_high_alone(iou, high, low):
    """An IoU of exactly ``high`` is left out."""
    return _assign(iou, high, low, enough=torch.gt)


def background_at_low(iou, high, low):
    """An IoU of exactly ``low`` is background."""
    return _assign(iou, high, low, far=torch.le)


def thresholds_alone(iou, high, low):
    """An object without an anchor above ``high`` gets none."""
    return _assign(iou, high, low, best=lambda i: torch.zeros(i.shape[1], dtype=torch.bool))


def first_of_equals(iou, high, low):
    """Of anchors that overlap an object alike, the first alone is its best."""

    def best(i):
        place = torch.from_numpy(i.numpy().argmax(axis=1))[i.amax(dim=1) > 0]
        return torch.zeros(i.shape[1], dtype=torch.bool).index_fill(0, place, True)

    return _assign(iou, high, low, best=best)


def best_of_nothing(iou, high, low):
    """An object that no anchor touches makes all anchors objects."""
    return _assign(iou, high, low, best=lambda i: (i == i.amax(dim=1, keepdim=True)).any(dim=0))


def best_from_low_up(iou, high, low):
    """An object's best anchor counts only where it is not background."""

    def best(i):
        of_object = i.amax(dim=1, keepdim=True)
        return ((i == of_object) & (i >= low) & (i > 0)).any(dim=0)

    return _assign(iou, high, low, best=best)


def best_of_the_first_object(iou, high, low):
    """Only the first object is sure of its best anchor."""
    return _assign(iou, high, low, best=lambda i: (i[0] == i[0].max()) & (i[0] > 0))


def best_of_each_anchor(iou, high, low):
    """Takes the largest IoU of each anchor for that of each object: whatever overlaps is one."""
    return _assign(iou, high, low, best=lambda i: i.amax(dim=0) > 0)


def nothing_left_out(iou, high, low):
    """What lies between the thresholds is background."""
    return _assign(iou, high, low, between=0)


def first_object_alone(iou, high, low):
    """Thresholds look at the first object, and not at the one that an anchor overlaps most."""
    return _assign(iou, high, low, top=lambda i: i[0])


def of_fixed_thresholds(iou, high, low):
    """Takes 0.7 and 0.3, whatever it is given."""
    return _assign(iou, 0.7, 0.3)


def left_out_without_objects(iou, high, low):
    """In an image without objects all anchors are left out, and nothing is background."""
    return in_torch(iou, high, low) if len(iou) else torch.full((iou.shape[1],), -1)


PLANTED = (
    above_high_alone,
    background_at_low,
    thresholds_alone,
    first_of_equals,
    best_of_nothing,
    best_from_low_up,
    best_of_the_first_object,
    best_of_each_anchor,
    nothing_left_out,
    first_object_alone,
    of_fixed_thresholds,
    left_out_without_objects,
)
