"""In torch, on whole tensors where that works."""

import torch

from mrcnn_edu.ops.boxes import box_iou


def size_and_fill(size_i, size_j, box_i, box_j, area):
    pair = torch.stack((box_i, box_j))  # (2, P, 4)
    sides = pair[..., 2:].amax(dim=0) - pair[..., :2].amin(dim=0)
    both = size_i + size_j
    return 1 - both / area, 1 - (sides[:, 0] * sides[:, 1] - both) / area


def merge_graph(weights, edges, n, k):
    label, size, inside = torch.arange(n), torch.ones(n), torch.zeros(n)
    for e in weights.argsort():
        a, b = label[edges[e]].sort().values
        if a != b and weights[e] <= torch.minimum(inside[a] + k / size[a], inside[b] + k / size[b]):
            label[label == b] = a
            size[a] += size[b]
            inside[a] = weights[e]
    return label


def join_regions(sizes, histograms, touching, i, j):
    both = torch.tensor([i, j])
    share = sizes[both] / sizes[both].sum()
    near = touching[both].any(dim=0)
    near = near.index_fill(0, both, False)
    return sizes[both].sum(), share @ histograms[both], near.nonzero().flatten()


def recall_at(boxes, proposals, iou, n):
    found = (box_iou(boxes, proposals[:n]) >= iou).any(dim=1)
    return found.double().mean()
