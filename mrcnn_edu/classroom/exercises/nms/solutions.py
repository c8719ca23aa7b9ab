"""Right solutions of the exercises on suppression, as different people write them.

They share no code with the package, and answer with lists, numpy arrays or tensors, in float32 or
float64. The check must pass every one of them.
"""

import numpy as np
import torch

from mrcnn_edu.classroom.exercises.boxes.solutions import (
    iou_by_broadcasting,
    iou_by_numpy,
    iou_of_two,
)


def nms_by_loop(boxes, scores, iou_threshold):
    boxes, scores = boxes.tolist(), scores.tolist()
    keep = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        if all(iou_of_two(boxes[i], boxes[k]) <= iou_threshold for k in keep):
            keep.append(i)
    return keep


def nms_by_sorting_tuples(boxes, scores, iou_threshold):
    queue = sorted((-score, index) for index, score in enumerate(scores.tolist()))
    keep = []
    while queue:
        _, best = queue.pop(0)
        keep.append(best)
        near = [iou_of_two(boxes[best], boxes[other]) > iou_threshold for _, other in queue]
        queue = [item for item, removed in zip(queue, near, strict=True) if not removed]
    return torch.LongTensor(keep)


def nms_by_numpy(boxes, scores, iou_threshold):
    iou = iou_by_numpy(boxes, boxes)
    queue = np.argsort(-scores.numpy(), kind="stable")
    keep = []
    while queue.size:
        keep.append(queue[0])
        queue = queue[1:][iou[queue[0], queue[1:]] <= iou_threshold]
    return np.array(keep, dtype=np.int32)


def nms_by_a_table(boxes, scores, iou_threshold):
    order = torch.sort(scores, descending=True, stable=True).indices
    defeats = (iou_by_broadcasting(boxes[order], boxes[order]) > iou_threshold).triu(1)
    kept = torch.ones(len(order), dtype=torch.bool)
    for row in range(len(order)):
        if kept[row]:
            kept &= ~defeats[row]
    return order[kept]


def nms_by_marking_the_removed(boxes, scores, iou_threshold):
    left, keep = scores.clone(), []
    while len(keep) < len(boxes) and left.max() > -torch.inf:
        best = left.argmax()
        keep.append(best.item())
        left[iou_by_broadcasting(boxes[best][None], boxes)[0] > iou_threshold] = -torch.inf
        left[best] = -torch.inf
    return torch.as_tensor(keep, dtype=torch.int64)


def nms_in_rounds_until_nothing_changes(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    defeats = (iou_by_broadcasting(boxes[order], boxes[order]) > iou_threshold).triu(1)
    kept, before = torch.ones(len(order), dtype=torch.bool), None
    while before is None or not torch.equal(kept, before):
        before, kept = kept, ~(defeats & kept[:, None]).any(dim=0)
    return order[kept]


def nms_in_float32(boxes, scores, iou_threshold):
    return list(nms_by_a_table(boxes.float(), scores.float(), iou_threshold))


NMS = (
    nms_by_loop,
    nms_by_sorting_tuples,
    nms_by_numpy,
    nms_by_a_table,
    nms_by_marking_the_removed,
    nms_in_rounds_until_nothing_changes,
    nms_in_float32,
)


def batched_nms_by_loop(boxes, scores, idxs, iou_threshold):
    boxes, scores, idxs = boxes.tolist(), scores.tolist(), idxs.tolist()
    keep = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        rivals = [k for k in keep if idxs[k] == idxs[i]]
        if all(iou_of_two(boxes[i], boxes[k]) <= iou_threshold for k in rivals):
            keep.append(i)
    return keep


def batched_nms_by_numpy(boxes, scores, idxs, iou_threshold):
    same_class = idxs.numpy()[:, None] == idxs.numpy()
    iou = iou_by_numpy(boxes, boxes) * same_class
    alive = np.ones(len(boxes), dtype=bool)
    keep = []
    while alive.any():
        best = np.where(alive, scores.numpy(), -np.inf).argmax()
        keep.append(best)
        alive &= iou[best] <= iou_threshold
        alive[best] = False
    return keep


def batched_nms_by_offset(boxes, scores, idxs, iou_threshold):
    if not len(boxes):
        return torch.zeros(0, dtype=torch.int64)
    # The offset trick done right: double precision, and steps wider than all boxes together.
    boxes = boxes.double()
    step = boxes.max() - boxes.min() + 1
    return nms_by_a_table(boxes + idxs[:, None] * step, scores, iou_threshold)


def batched_nms_by_offset_in_float32(boxes, scores, idxs, iou_threshold):
    if not boxes.numel():
        return idxs
    step = boxes.max() - boxes.min() + 1
    return nms_by_a_table((boxes + idxs[:, None] * step).float(), scores, iou_threshold)


def batched_nms_class_by_class(boxes, scores, idxs, iou_threshold):
    kept = torch.zeros(len(boxes), dtype=torch.bool)
    for label in idxs.unique():
        rows = torch.where(idxs == label)[0]
        kept[rows[nms_by_a_table(boxes[rows], scores[rows], iou_threshold)]] = True
    kept = kept.nonzero()[:, 0]
    return kept[scores[kept].argsort(descending=True, stable=True)]


def batched_nms_by_dictionary(boxes, scores, idxs, iou_threshold):
    members = {}
    for index, label in enumerate(idxs.tolist()):
        members.setdefault(label, []).append(index)
    keep = []
    for rows in members.values():
        keep += [rows[k] for k in nms_by_loop(boxes[rows], scores[rows], iou_threshold)]
    return sorted(keep, key=lambda index: (-scores[index].item(), index))


BATCHED_NMS = (
    batched_nms_by_loop,
    batched_nms_by_numpy,
    batched_nms_by_offset,
    batched_nms_by_offset_in_float32,
    batched_nms_class_by_class,
    batched_nms_by_dictionary,
)


def soft_nms_by_dictionary(boxes, scores, iou_threshold):
    boxes, left = boxes.tolist(), dict(enumerate(scores.tolist()))
    keep, kept_scores = [], []
    while left:
        best = max(left, key=left.get)
        score = left.pop(best)
        if score < 0.001:
            break
        keep.append(best)
        kept_scores.append(score)
        for i in left:
            iou = iou_of_two(boxes[best], boxes[i])
            if iou > iou_threshold:
                left[i] *= 1 - iou
    return keep, kept_scores


def soft_nms_by_numpy(boxes, scores, iou_threshold):
    iou, scores = iou_by_numpy(boxes, boxes), scores.numpy().astype(np.float64)
    weights = np.where(iou > iou_threshold, 1 - iou, 1)
    keep, kept_scores = [], []
    for _ in range(len(scores)):
        best = scores.argmax()
        if scores[best] < 0.001:
            break
        keep.append(best)
        kept_scores.append(scores[best])
        scores = scores * weights[best]
        scores[best] = -1
    return np.array(keep, dtype=np.int64), np.array(kept_scores)


def soft_nms_by_indices_left(boxes, scores, iou_threshold):
    left, scores = torch.arange(len(boxes)), scores.clone()
    keep, kept_scores = [], []
    while len(left) and scores[left].max() >= 0.001:
        place = scores[left].argmax()
        best = left[place]
        keep.append(best)
        kept_scores.append(scores[best])
        left = torch.cat((left[:place], left[place + 1 :]))
        iou = iou_by_broadcasting(boxes[best][None], boxes[left]).squeeze(0)
        scores[left] = torch.where(iou > iou_threshold, scores[left] * (1 - iou), scores[left])
    return torch.as_tensor(keep, dtype=torch.int64), torch.as_tensor(kept_scores)


def soft_nms_by_sorting_each_time(boxes, scores, iou_threshold):
    queue = [[score, index] for index, score in enumerate(scores.tolist())]
    taken = []
    while queue:
        queue.sort(key=lambda item: -item[0])
        score, best = queue.pop(0)
        taken.append((best, score))
        for item in queue:
            iou = iou_of_two(boxes[best].tolist(), boxes[item[1]].tolist())
            item[0] *= 1 - iou if iou > iou_threshold else 1
        queue = [item for item in queue if item[0] >= 0.001]
    taken = [pair for pair in taken if pair[1] >= 0.001]
    return [index for index, _ in taken], [score for _, score in taken]


def soft_nms_by_swapping(boxes, scores, iou_threshold):
    """As the paper's own code does: the best is swapped to the front, over and over."""
    boxes, scores, order = boxes.clone(), scores.clone(), torch.arange(len(boxes))
    for first in range(len(boxes)):
        best = first + int(scores[first:].argmax())
        swapped = torch.arange(len(boxes))
        swapped[[first, best]] = torch.tensor([best, first])
        boxes, scores, order = boxes[swapped], scores[swapped], order[swapped]
        iou = iou_by_broadcasting(boxes[first, None], boxes[first + 1 :])[0]
        scores[first + 1 :] *= torch.where(iou > iou_threshold, 1 - iou, 1.0)
    return order[scores >= 0.001], scores[scores >= 0.001]


def soft_nms_in_float32(boxes, scores, iou_threshold):
    return soft_nms_by_indices_left(boxes.float(), scores.float(), iou_threshold)


SOFT_NMS = (
    soft_nms_by_dictionary,
    soft_nms_by_numpy,
    soft_nms_by_indices_left,
    soft_nms_by_sorting_each_time,
    soft_nms_by_swapping,
    soft_nms_in_float32,
)
