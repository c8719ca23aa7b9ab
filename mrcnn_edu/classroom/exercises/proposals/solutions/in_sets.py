"""With sets of nodes, of regions and of objects."""

from fractions import Fraction

import torch

from mrcnn_edu.ops.boxes import box_iou


def size_and_fill(size_i, size_j, box_i, box_j, area):
    """What lies outside, counted directly."""
    outside = area - size_i - size_j
    x1, y1 = (torch.minimum(box_i[:, c], box_j[:, c]) for c in (0, 1))
    x2, y2 = (torch.maximum(box_i[:, c], box_j[:, c]) for c in (2, 3))
    beyond_the_box = area - (x2 - x1) * (y2 - y1)
    return torch.true_divide(outside, area), (beyond_the_box + size_i + size_j).div(area)


def merge_graph(weights, edges, n, k):
    regions = [frozenset([node]) for node in range(n)]  # of each node
    heaviest = dict.fromkeys(regions, Fraction(0))
    for e in torch.sort(weights, stable=True).indices.tolist():
        w = Fraction(float(weights[e]))
        a, b = (regions[node] for node in edges[e].tolist())
        if a is b:
            continue
        if all(w <= heaviest[region] + Fraction(k) / len(region) for region in (a, b)):
            joined = a | b
            heaviest[joined] = w
            for node in joined:
                regions[node] = joined
    return torch.tensor([min(region) for region in regions])


def join_regions(sizes, histograms, touching, i, j):
    near = {int(r) for region in (i, j) for r in touching[region].nonzero()}
    counts = sizes[:, None] * histograms  # pixels in each bin
    counts = counts[i] + counts[j]
    return counts.sum(), counts / counts.sum(), sorted(near - {i, j})


def recall_at(boxes, proposals, iou, n):
    overlaps = box_iou(boxes, proposals)
    found = {g for g, r in (overlaps >= iou).nonzero().tolist() if r < n}
    return len(found) / len(boxes)
