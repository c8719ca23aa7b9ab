"""Right solutions of the exercises on boxes, as different people write them.

They share no code with the package, and answer with lists, numpy arrays or tensors, in float32 or
float64. The check must pass every one of them.
"""

import numpy as np
import torch


def corners_by_loop(boxes):
    result = []
    for cx, cy, w, h in boxes.tolist():
        result.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return result


def corners_by_numpy(boxes):
    centre, half = np.split(boxes.numpy(), [2], axis=1)
    half = half * 0.5
    return np.hstack((centre - half, centre + half))


def corners_by_matrix(boxes):
    to_corners = torch.tensor([[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])
    return boxes @ to_corners.to(boxes)


def corners_written_into_a_copy(boxes):
    corners = boxes.clone()
    corners[:, :2] = boxes[:, :2] - boxes[:, 2:] / 2
    corners[:, 2:] = corners[:, :2] + boxes[:, 2:]
    return corners


def corners_in_a_float32_table(boxes):
    corners = torch.zeros(len(boxes), 4)
    for row, (cx, cy, w, h) in enumerate(boxes):
        corners[row] = torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2))
    return corners


def corners_in_float64(boxes):
    cx, cy, w, h = boxes.double().T
    return torch.column_stack((cx - 0.5 * w, cy - 0.5 * h, cx + 0.5 * w, cy + 0.5 * h))


def corners_of_a_list_as_a_tensor(boxes):
    return torch.tensor(corners_by_loop(boxes))  # shape (0,) where there are no boxes


CXCYWH_TO_XYXY = (
    corners_by_loop,
    corners_by_numpy,
    corners_by_matrix,
    corners_written_into_a_copy,
    corners_in_a_float32_table,
    corners_in_float64,
    corners_of_a_list_as_a_tensor,
)


def clip_by_loop(boxes, size):
    height, width = size
    result = []
    for x1, y1, x2, y2 in boxes.tolist():
        x1, x2 = (min(max(x, 0), width) for x in (x1, x2))
        y1, y2 = (min(max(y, 0), height) for y in (y1, y2))
        result.append([x1, y1, x2, y2])
    return result


def clip_by_numpy(boxes, size):
    height, width = size
    return np.clip(boxes.numpy(), 0, np.array([width, height, width, height]))


def clip_every_other_column(boxes, size):
    clipped = boxes.clone()
    clipped[:, ::2].clamp_(0, size[1])
    clipped[:, 1::2].clamp_(0, size[0])
    return clipped


def clip_against_the_far_corner(boxes, size):
    far = torch.tensor([size[1], size[0]] * 2)
    return torch.minimum(boxes.relu(), far)


def clip_in_python_floats(boxes, size):
    limits = [size[1], size[0], size[1], size[0]]
    return [
        [sorted((0.0, x, float(limit)))[1] for x, limit in zip(box, limits, strict=True)]
        for box in boxes.tolist()
    ]


def clip_of_a_list_as_an_array(boxes, size):
    return np.array(clip_by_loop(boxes, size), dtype=np.float32)


CLIP_BOXES_TO_IMAGE = (
    clip_by_loop,
    clip_by_numpy,
    clip_every_other_column,
    clip_against_the_far_corner,
    clip_in_python_floats,
    clip_of_a_list_as_an_array,
)


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap_and_union(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    overlap = width * height if width > 0 and height > 0 else 0
    return overlap, area(a) + area(b) - overlap


def iou_of_two(a, b):
    overlap, union = overlap_and_union(a, b)
    return overlap / union


def giou_of_two(a, b):
    overlap, union = overlap_and_union(a, b)
    hull = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
    return overlap / union - (hull - union) / hull


def iou_by_loop(boxes1, boxes2):
    return [[iou_of_two(a, b) for b in boxes2.tolist()] for a in boxes1.tolist()]


def iou_of_a_list_as_a_tensor(boxes1, boxes2):
    return torch.tensor(iou_by_loop(boxes1, boxes2))


def iou_in_a_float32_table(boxes1, boxes2):
    table = torch.zeros(len(boxes1), len(boxes2))
    for n, a in enumerate(boxes1):
        for m, b in enumerate(boxes2):
            table[n, m] = iou_of_two(a, b)
    return table


def iou_by_rows(boxes1, boxes2):
    rows = []
    for x1, y1, x2, y2 in boxes1:
        width = boxes2[:, 2].clamp(max=x2) - boxes2[:, 0].clamp(min=x1)
        height = boxes2[:, 3].clamp(max=y2) - boxes2[:, 1].clamp(min=y1)
        overlap = width.relu() * height.relu()
        rows.append(overlap / ((x2 - x1) * (y2 - y1) + area(boxes2.T) - overlap))
    return torch.stack(rows) if rows else torch.zeros(0, len(boxes2))


def parts_by_numpy(a, b):
    a, b = np.asarray(a, dtype=np.float64)[:, None], np.asarray(b, dtype=np.float64)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    overlap = np.prod(np.maximum(sides, 0), axis=-1)
    hull = np.maximum(a[..., 2:], b[..., 2:]) - np.minimum(a[..., :2], b[..., :2])
    areas = np.prod(a[..., 2:] - a[..., :2], axis=-1) + np.prod(b[..., 2:] - b[..., :2], axis=-1)
    return overlap, areas - overlap, np.prod(hull, axis=-1)


def iou_by_numpy(boxes1, boxes2):
    overlap, union, _ = parts_by_numpy(boxes1, boxes2)
    return overlap / union


def parts_by_torch(boxes1, boxes2):
    a, b = boxes1.unsqueeze(1), boxes2.unsqueeze(0)
    overlap = (torch.min(a, b)[..., 2:] - torch.max(a, b)[..., :2]).relu().prod(-1)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    hull = (torch.max(a, b)[..., 2:] - torch.min(a, b)[..., :2]).prod(-1)
    return overlap, areas - overlap, hull


def iou_by_broadcasting(boxes1, boxes2):
    overlap, union, _ = parts_by_torch(boxes1, boxes2)
    return overlap / union


def iou_in_float32(boxes1, boxes2):
    return iou_by_broadcasting(boxes1.float(), boxes2.float()).to(boxes1.dtype)


def iou_guarded_by_a_little(boxes1, boxes2):
    """A millionth more lest one divide by 0, as many write it: it changes the sixth digit."""
    overlap, union, _ = parts_by_torch(boxes1, boxes2)
    return overlap / (union + 1e-6)


def iou_guarded_by_a_clamp(boxes1, boxes2):
    overlap, union, _ = parts_by_torch(boxes1, boxes2)
    return overlap / union.clamp(min=1e-6)


BOX_IOU = (
    iou_by_loop,
    iou_of_a_list_as_a_tensor,
    iou_in_a_float32_table,
    iou_by_rows,
    iou_by_numpy,
    iou_by_broadcasting,
    iou_in_float32,
    iou_guarded_by_a_little,
    iou_guarded_by_a_clamp,
)


def giou_by_loop(boxes1, boxes2):
    return [[giou_of_two(a, b) for b in boxes2.tolist()] for a in boxes1.tolist()]


def giou_in_a_float32_table(boxes1, boxes2):
    table = torch.empty(len(boxes1), len(boxes2))
    for n, a in enumerate(boxes1.tolist()):
        for m, b in enumerate(boxes2.tolist()):
            table[n, m] = giou_of_two(a, b)
    return table


def giou_of_a_list_as_an_array(boxes1, boxes2):
    return np.array(giou_by_loop(boxes1, boxes2))


def giou_by_numpy(boxes1, boxes2):
    overlap, union, hull = parts_by_numpy(boxes1, boxes2)
    return overlap / union + union / hull - 1


def giou_by_broadcasting(boxes1, boxes2):
    overlap, union, hull = parts_by_torch(boxes1, boxes2)
    return overlap / union - (hull - union) / hull


def giou_in_float32(boxes1, boxes2):
    overlap, union, hull = parts_by_torch(boxes1.float(), boxes2.float())
    return overlap / union - 1 + union / hull


def giou_from_iou(boxes1, boxes2):
    iou = iou_by_broadcasting(boxes1, boxes2)
    areas = area(boxes1.T)[:, None] + area(boxes2.T)
    union = areas / (1 + iou)  # from iou = overlap / union and union = areas - overlap
    _, _, hull = parts_by_torch(boxes1, boxes2)
    return iou - (hull - union) / hull


GENERALIZED_BOX_IOU = (
    giou_by_loop,
    giou_in_a_float32_table,
    giou_of_a_list_as_an_array,
    giou_by_numpy,
    giou_by_broadcasting,
    giou_in_float32,
    giou_from_iou,
)
