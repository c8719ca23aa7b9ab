"""In numpy, and numpy's arrays come back."""

import numpy as np

from mrcnn_edu.ops.boxes import box_iou


def size_and_fill(size_i, size_j, box_i, box_j, area):
    a, b = box_i.numpy(), box_j.numpy()
    low, high = np.minimum(a, b), np.maximum(a, b)
    around = (high[:, 2] - low[:, 0]) * (high[:, 3] - low[:, 1])
    covered = size_i.numpy() + size_j.numpy()
    return (area - covered) / area, (area - around + covered) / area


def merge_graph(weights, edges, n, k):
    label, inside = np.arange(n), np.zeros(n)
    w, ends = weights.numpy(), edges.numpy()
    for e in np.argsort(w, kind="stable"):
        a, b = np.sort(label[ends[e]])
        limits = [inside[r] + k / np.count_nonzero(label == r) for r in (a, b)]
        if a != b and w[e] <= min(limits):
            label[label == b] = a
            inside[a] = w[e]
    return label


def join_regions(sizes, histograms, touching, i, j):
    share = np.zeros(len(sizes))
    share[[i, j]] = sizes.numpy()[[i, j]]
    near = np.logical_or(touching[i].numpy(), touching[j].numpy())
    near[i] = near[j] = False
    return share.sum(), share @ histograms.numpy() / share.sum(), np.flatnonzero(near)


def recall_at(boxes, proposals, iou, n):
    if min(n, len(proposals)) == 0:
        return 0.0
    best = box_iou(boxes, proposals[:n]).numpy().max(axis=1)
    return np.mean(best >= iou)
