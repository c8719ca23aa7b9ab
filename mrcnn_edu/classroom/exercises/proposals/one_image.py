"""What the lesson asks for: the package's functions for one image or one join, and nothing else.

``size_and_fill`` and ``merge_graph`` are the package's own, with the arguments of the lesson.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops import graph_regions
from mrcnn_edu.ops.boxes import box_iou


def merge_graph(weights: Tensor, edges: Tensor, n: int, k: float) -> Tensor:
    """Felzenszwalb's regions of a graph.

    Args:
        weights: (E,), from 0 up. Of equal ones the first goes first.
        edges: (E, 2), int64, the two nodes of each edge.
        n: how many nodes there are.
        k: what a region of one node gets on top, one of |A| nodes k / |A|.

    Returns:
        (n,), int64: of each node the lowest node of its region.

    Example:
        >>> merge_graph(torch.tensor([2.0, 9.0]), torch.tensor([[1, 2], [0, 1]]), n=3, k=4)
        tensor([0, 1, 1])
    """
    return graph_regions.merge_graph(weights, edges, n, k)


def join_regions(
    sizes: Tensor, histograms: Tensor, touching: Tensor, i: int, j: int
) -> tuple[Tensor, Tensor, Tensor]:
    """What comes of two regions: its size, its histogram, and its neighbours.

    Args:
        sizes: (n,), how many pixels each region has.
        histograms: (n, B), the sum of each row is 1.
        touching: (n, n), bool, whether two regions are neighbours; none is its own.
        i: the one region.
        j: the other one.

    Returns:
        size: a number.
        histogram: (B,), as if it had been counted anew.
        neighbours: (K,), int64, all that touch one of the two, without these, in order.

    Example:
        >>> touching = torch.tensor([[0, 1, 0], [1, 0, 1], [0, 1, 0]]).bool()
        >>> halves = torch.tensor([[1, 0], [0.5, 0.5], [0, 1]])
        >>> join_regions(torch.tensor([4.0, 4, 9]), halves, touching, 0, 1)
        (tensor(8.), tensor([0.7500, 0.2500]), tensor([2]))
    """
    size = sizes[i] + sizes[j]
    histogram = (sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size  # (B,)
    near = touching[i] | touching[j]  # (n,)
    near[[i, j]] = False
    return size, histogram, near.nonzero()[:, 0]


def recall_at(boxes: Tensor, proposals: Tensor, iou: float, n: int) -> Tensor:
    """The share of objects that one of the first proposals finds.

    Args:
        boxes: (G, 4), xyxy, one or more objects.
        proposals: (R, 4), xyxy, those to look at first before the others.
        iou: an object is found if the IoU with a proposal is at least that.
        n: how many of the proposals count, if there are so many.

    Returns:
        A number from 0 to 1.

    Example:
        >>> boxes = torch.tensor([[0.0, 0, 4, 4], [6, 0, 9, 9]])
        >>> recall_at(boxes, torch.tensor([[0.0, 0, 4, 3]]), 0.75, 10)
        tensor(0.5000, dtype=torch.float64)
    """
    if len(proposals[:n]) == 0:
        return torch.tensor(0.0, dtype=torch.float64)
    best = box_iou(boxes.double(), proposals[:n].double()).amax(dim=1)  # (G,)
    return (best >= iou).double().mean()
