"""Felzenszwalb's regions: a picture cut into pieces whose pixels differ little from one another.

The pixels are the nodes of a graph, neighbours are joined by edges, and an edge weighs as much as
its two pixels differ. Edges are taken from the lightest on. An edge joins two regions if it is not
heavier than what holds each of them together, plus something that a small region gets.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import (
    check_floating,
    check_integer,
    check_number,
    check_shapes,
    check_whole,
)
from mrcnn_edu.ops.gaussian_filters import smooth
from mrcnn_edu.ops.pictures import grey_levels

# From a pixel to the neighbour below, to the right, below right and below left: each pair of eight
# neighbours once.
STEPS = ((1, 0), (0, 1), (1, 1), (1, -1))


def merge_graph(weights: Tensor, edges: Tensor, n: int, k: float, *, min_size: int = 1) -> Tensor:
    """Join the nodes of a graph into regions, edge after edge, the lightest first.

    An edge of weight w joins regions A and B if w <= min(Int(A) + k / |A|, Int(B) + k / |B|). |A|
    is how many nodes A has, Int(A) the heaviest edge that joined it so far, 0 for a single node.

    Args:
        weights: (E,), from 0 up. In which order equal ones come matters to ``min_size`` alone.
        edges: (E, 2), int64, the two nodes of each edge, from 0 to n - 1.
        n: the number of nodes.
        k: from 0 up; a larger one makes larger regions.
        min_size: regions smaller than this are joined to a neighbour afterwards, along the
            lightest edge that leads out of them.

    Returns:
        (n,), int64: of each node the lowest node of its region, which stands for the region.

    Raises:
        TypeError: if edges are not whole numbers, weights not floating point, or ``n``, ``k`` or
            ``min_size`` no numbers.
        ValueError: if a shape does not fit, or ``n``, ``k`` or ``min_size`` is too small.

    Source:
        Felzenszwalb and Huttenlocher, "Efficient Graph-Based Image Segmentation" (2004), section 3
        and algorithm 1; ``min_size`` is in their program.

    Example:
        >>> pixels = torch.tensor([10.0, 12, 13, 40, 42, 60])
        >>> edges = torch.tensor([[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]])
        >>> merge_graph(pixels.diff(), edges, n=6, k=20)
        tensor([0, 0, 0, 3, 3, 5])
    """
    check_shapes({"weights": (weights, "E"), "edges": (edges, "E 2")})
    check_floating("weights", weights)
    check_whole("edges", edges)
    check_integer("n", n, 0)
    check_number("k", k)
    if not k >= 0:
        raise ValueError(f"k must be from 0 up, got {k}; 100 is usual for grey levels up to 255")
    check_integer("min_size", min_size, 1)
    order = weights.argsort(stable=True)  # (E,)
    edges = edges[order]  # (E, 2)
    starts, ends = edges.T.tolist()
    regions = _joined(weights[order].tolist(), starts, ends, n, k)
    return _lowest(_without_small(regions, edges, min_size))


def _joined(weights: list[float], starts: list[int], ends: list[int], n: int, k: float) -> Tensor:
    """One node of the region of each node, the same for all of a region: (n,).

    The two short loops that climb to a root stand here and not in a function of their own: they run
    for every edge, of which a photograph has half a million.
    """
    parent, size, limit = list(range(n)), [1] * n, [float(k)] * n  # limit is Int(A) + k / |A|
    for w, a, b in zip(weights, starts, ends, strict=True):
        while parent[a] != a:
            parent[a] = a = parent[parent[a]]  # half the way is enough for the next time
        while parent[b] != b:
            parent[b] = b = parent[parent[b]]
        if a != b and w <= limit[a] and w <= limit[b]:
            parent[b] = a
            size[a] += size[b]
            limit[a] = w + k / size[a]
    return _roots(parent)


def _without_small(regions: Tensor, edges: Tensor, min_size: int) -> Tensor:
    """Join what is too small along the lightest edges out of it: (n,), (E, 2) to (n,)."""
    size = regions.bincount(minlength=len(regions))
    start, end = regions[edges].T  # (E,) each
    small = (start != end) & (torch.minimum(size[start], size[end]) < min_size)
    parent, sizes = regions.tolist(), size.tolist()
    for a, b in zip(start[small].tolist(), end[small].tolist(), strict=True):
        while parent[a] != a:
            a = parent[a]
        while parent[b] != b:
            b = parent[b]
        if a != b and min(sizes[a], sizes[b]) < min_size:
            parent[b] = a
            sizes[a] += sizes[b]
    return _roots(parent)


def _roots(parent: list[int]) -> Tensor:
    """Where one comes to from each node by going on to its parent until there is no other: (n,)."""
    roots = torch.tensor(parent, dtype=torch.int64)
    while not torch.equal(roots, roots[roots]):
        roots = roots[roots]
    return roots


def _lowest(regions: Tensor) -> Tensor:
    """The lowest node of each node's region: (n,), any node of it, to (n,)."""
    nodes = torch.arange(len(regions))
    return torch.full_like(nodes, len(nodes)).scatter_reduce(0, regions, nodes, "amin")[regions]


def felzenszwalb(image: Tensor, k: float = 100, sigma: float = 0.8, min_size: int = 20) -> Tensor:
    """Cut a picture into regions.

    Args:
        image: (1, H, W) or (3, H, W), in any colour space; uint8, or floating point from 0 to 1.
        k: how large regions become, in grey levels from 0 to 255; from 0 up.
        sigma: the picture is smoothed with a Gaussian of that many pixels first; above 0.
        min_size: no region has fewer pixels, unless the picture itself has.

    Returns:
        (H, W), int64: the region of each pixel, numbered from 0 as one reads.

    Raises:
        TypeError: if ``image`` is not a tensor, or neither uint8 nor floating point, or a number is
            no number.
        ValueError: if the shape or range of ``image`` does not fit, or a number is too small.

    Source:
        Felzenszwalb and Huttenlocher (2004), section 5, with a pixel's eight neighbours. The
        regions of ``skimage.segmentation.felzenszwalb``, except where several edges of one weight
        lead out of a region that is too small, and their order is left open there.

    Example:
        >>> halves = torch.tensor([[[0.1, 0.1, 0.9, 0.9]]]).expand(1, 3, 4)
        >>> felzenszwalb(halves, k=10, sigma=0.3, min_size=1)
        tensor([[0, 0, 1, 1],
                [0, 0, 1, 1],
                [0, 0, 1, 1]])
    """
    pixels = smooth(grey_levels(image), sigma)  # (C, H, W)
    weights, edges = edges_between_neighbours(pixels)
    height, width = pixels.shape[1:]
    lowest = merge_graph(weights, edges, height * width, k, min_size=min_size)  # (H * W,)
    numbers = (lowest == torch.arange(len(lowest))).cumsum(dim=0) - 1  # of regions, as one reads
    return numbers[lowest].view(height, width)


def edges_between_neighbours(pixels: Tensor) -> tuple[Tensor, Tensor]:
    """The edges of a picture's graph: each pixel with its eight neighbours.

    Args:
        pixels: (C, H, W), floating point.

    Returns:
        weights: (E,), how far the colours of two neighbours are apart, in a straight line.
        edges: (E, 2), int64, the numbers of the two pixels, counted as one reads.

    Example:
        >>> edges_between_neighbours(torch.tensor([[[10.0, 12, 17]]]))
        (tensor([2., 5.]), tensor([[0, 1],
                [1, 2]]))
    """
    _, height, width = pixels.shape
    numbers = torch.arange(height * width).view(height, width)
    weights, edges = [], []
    for down, right in STEPS:
        here = (slice(0, height - down), slice(max(-right, 0), width - max(right, 0)))
        there = (slice(down, height), slice(max(right, 0), width + min(right, 0)))
        differences = pixels[:, *here] - pixels[:, *there]  # (C, H', W')
        weights.append(differences.square().sum(dim=0).sqrt().flatten())
        edges.append(torch.stack((numbers[here], numbers[there]), dim=-1).view(-1, 2))
    return torch.cat(weights), torch.cat(edges)  # (E,), (E, 2)
