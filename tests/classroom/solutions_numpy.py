"""Correct solutions of the exercises in numpy, in double precision where it comes naturally."""

import numpy as np


def cxcywh_to_xyxy(boxes):
    centre, half = np.split(boxes.numpy(), [2], axis=1)
    half = half * 0.5
    return np.hstack((centre - half, centre + half))


def clip_boxes_to_image(boxes, size):
    height, width = size
    return np.clip(boxes.numpy(), 0, np.array([width, height, width, height]))


def overlaps(a, b):
    a, b = np.asarray(a, dtype=np.float64)[:, None], np.asarray(b, dtype=np.float64)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    overlap = np.prod(np.maximum(sides, 0), axis=-1)
    hull = np.maximum(a[..., 2:], b[..., 2:]) - np.minimum(a[..., :2], b[..., :2])
    areas = np.prod(a[..., 2:] - a[..., :2], axis=-1) + np.prod(b[..., 2:] - b[..., :2], axis=-1)
    return overlap, areas - overlap, np.prod(hull, axis=-1)


def box_iou(boxes1, boxes2):
    overlap, union, _ = overlaps(boxes1, boxes2)
    return overlap / union


def generalized_box_iou(boxes1, boxes2):
    overlap, union, hull = overlaps(boxes1, boxes2)
    return overlap / union + union / hull - 1


def nms(boxes, scores, iou_threshold):
    iou = box_iou(boxes, boxes)
    queue = np.argsort(-scores.numpy(), kind="stable")
    keep = []
    while queue.size:
        keep.append(queue[0])
        queue = queue[1:][iou[queue[0], queue[1:]] <= iou_threshold]
    return np.array(keep, dtype=np.int32)


def batched_nms(boxes, scores, idxs, iou_threshold):
    same_class = idxs.numpy()[:, None] == idxs.numpy()
    iou = box_iou(boxes, boxes) * same_class
    alive = np.ones(len(boxes), dtype=bool)
    keep = []
    while alive.any():
        best = np.where(alive, scores.numpy(), -np.inf).argmax()
        keep.append(best)
        alive &= iou[best] <= iou_threshold
        alive[best] = False
    return keep


def soft_nms(boxes, scores, iou_threshold):
    iou, scores = box_iou(boxes, boxes), scores.numpy().astype(np.float64)
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


def hats(places, size):
    """(S, size), how much each cell counts at each place: a hat of width 2 on its centre."""
    places = np.asarray(places, dtype=np.float64)
    on_map = (places >= -1) & (places <= size)
    near = np.clip(places, 0, size - 1)[:, None]
    return np.maximum(1 - np.abs(near - np.arange(size)), 0) * on_map[:, None]


def bilinear_interpolate(features, y, x):
    height, width = features.shape
    return np.einsum("si,ij,sj->s", hats(y, height), features.numpy(), hats(x, width))


def pool_one_box(features, box, output_size, spatial_scale):
    corners = box.numpy() * spatial_scale
    x1, y1, x2, y2 = (np.sign(corners) * np.floor(np.abs(corners) + 0.5)).astype(int)
    bins = np.arange(output_size)
    # Minus infinity around the map, so that no bin runs off the array.
    frame = 10 + max(np.abs([x1, y1, x2, y2]))
    padded = np.pad(features.numpy(), frame, constant_values=-np.inf)
    result = np.empty((output_size, output_size), dtype=padded.dtype)
    for p in bins:
        for q in bins:
            rows, columns = (
                slice(
                    frame + first + bin * length // output_size,
                    frame + first - (-(bin + 1) * length // output_size),
                )
                for bin, first, length in ((p, y1, y2 - y1 + 1), (q, x1, x2 - x1 + 1))
            )
            result[p, q] = padded[rows, columns].max()
    return np.where(np.isinf(result), 0, result)


def align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    near, far = np.split(box.numpy().astype(np.float64) * spatial_scale - 0.5 * aligned, 2)
    lengths = far - near if aligned else np.maximum(far - near, 1)
    weights = []
    for size, start, length in zip(features.shape, near[::-1], lengths[::-1], strict=True):
        samples = sampling_ratio if sampling_ratio > 0 else int(np.ceil(length / output_size))
        edges = np.linspace(start, start + length, output_size * samples + 1)
        middles = (edges[1:] + edges[:-1]) / 2
        weights.append(hats(middles, size).reshape(output_size, samples, size).mean(axis=1))
    return weights[0] @ features.numpy() @ weights[1].T


def roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    result = np.zeros((len(boxes), input.shape[1], output_size, output_size))
    for r, (image, *_) in enumerate(boxes.numpy()):
        for c, features in enumerate(input[int(image)]):
            result[r, c] = align_one_box(
                features, boxes[r, 1:], output_size, spatial_scale, sampling_ratio, aligned
            )
    return result
