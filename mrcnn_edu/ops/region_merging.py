"""The heart of selective search: join the two neighbours most alike, until one region is left.

What comes of it is a tree. Its leaves are the regions to begin with, each join is a region more,
and the root is the whole picture. Every region of the tree has a box, and each box is a proposal.
"""

import heapq
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mrcnn_edu.ops.checks import check_integer, check_shapes
from mrcnn_edu.ops.region_similarity import Regions

MEASURES = "CTSF"  # colour, texture, size, fill: the order of the columns everywhere


class MergeTree(NamedTuple):
    """Which regions were joined, in order. Region n + m is what join m made of two others.

    Attributes:
        pairs: (M, 2), int64, the two regions that each join took, the lower number first.
        similarities: (M, 4), float64, their colour, texture, size and fill, switched off or not.
        sizes: (n + M,), int64, how many pixels each region has, first those to begin with.
        boxes: (n + M, 4), float32, xyxy, the box around each.
    """

    pairs: Tensor
    similarities: Tensor
    sizes: Tensor
    boxes: Tensor


def merge_regions(regions: Regions, measures: str = MEASURES) -> MergeTree:
    """Join the two neighbours that are most alike, again and again.

    A joined region has the histograms of its two parts, weighted by their sizes, and the neighbours
    of both. Similarities that agree to nine digits count as equal; of these the pair with the
    lowest numbers goes first.

    Args:
        regions: n of them, with what they are compared by.
        measures: which similarities are added up: letters of "CTSF", colour, texture, size, fill.

    Returns:
        The tree. On a picture it has n - 1 joins, and the last region is all of it.

    Raises:
        ValueError: if ``measures`` is empty, or has other letters or one twice.

    Source:
        Uijlings et al. (2013), algorithm 1 and section 3.1.2.

    Example:
        >>> from mrcnn_edu.ops.region_similarity import describe_regions
        >>> row = torch.tensor([[[0, 0, 0, 200, 230, 250]]], dtype=torch.uint8)
        >>> regions = describe_regions(row, torch.tensor([[0, 0, 0, 1, 2, 3]]))
        >>> merge_regions(regions, measures="S").pairs.tolist()
        [[1, 2], [3, 4], [0, 5]]
    """
    columns = _columns(measures)
    table, n = _Table(regions), len(regions.sizes)
    near: list[set[int]] = [set() for _ in range(n)]
    for i, j in regions.neighbours.tolist():
        near[i].add(j)
        near[j].add(i)
    queue: list[tuple[float, int, int, list[float]]] = []  # the most alike first
    for i in range(n):
        _push(queue, table, i, [j for j in near[i] if j < i], columns)
    pairs, found = [], []
    gone: set[int] = set()
    while queue:
        _, i, j, similarities = heapq.heappop(queue)
        if i in gone or j in gone:
            continue
        new = table.join(i, j)
        pairs.append((i, j))
        found.append(similarities)
        gone |= {i, j}
        near.append((near[i] | near[j]) - gone)
        for k in near[new]:
            near[k] = (near[k] - {i, j}) | {new}
        _push(queue, table, new, list(near[new]), columns)
    return MergeTree(
        torch.tensor(pairs, dtype=torch.int64).view(-1, 2),
        torch.tensor(found, dtype=torch.float64).view(-1, 4),
        torch.from_numpy(table.sizes[: n + len(pairs)].astype(np.int64)),
        torch.from_numpy(table.boxes[: n + len(pairs)].astype(np.float32)),
    )


def regions_after(labels: Tensor, tree: MergeTree, joins: int) -> Tensor:
    """Which region each pixel belongs to after so many joins.

    Args:
        labels: (H, W), int64, the regions to begin with.
        tree: what became of them.
        joins: how many of its M joins to do, from 0, none, to M, all.

    Returns:
        (H, W), int64: numbers of regions in the tree.

    Raises:
        TypeError: if ``joins`` is not a whole number.
        ValueError: if it is not from 0 to M, or ``labels`` has not two axes.

    Example:
        >>> from mrcnn_edu.ops.region_similarity import describe_regions
        >>> row, labels = torch.tensor([[[0.1, 0.2, 0.9]]]), torch.tensor([[0, 1, 2]])
        >>> tree = merge_regions(describe_regions(row, labels), measures="C")
        >>> regions_after(labels, tree, joins=1), regions_after(labels, tree, joins=2)
        (tensor([[3, 3, 2]]), tensor([[4, 4, 4]]))
    """
    check_shapes({"labels": (labels, "H W")})
    check_integer("joins", joins, 0)
    if joins > len(tree.pairs):
        raise ValueError(f"joins must be at most {len(tree.pairs)}, all of the tree, got {joins}")
    n = len(tree.sizes) - len(tree.pairs)
    now = torch.arange(n + joins)
    for new in range(n + joins - 1, n - 1, -1):  # from the root down, so that one pass is enough
        now[tree.pairs[new - n]] = int(now[new])
    return now[labels]


class _Table:
    """Sizes, boxes and histograms of all regions, with room for those to come.

    In numpy: a join looks at some ten numbers, and torch takes longer to begin than to add them.
    """

    def __init__(self, regions: Regions) -> None:
        self.number, self.area = len(regions.sizes), regions.area
        room = max(self.number - 1, 0)
        self.sizes = _with_room(regions.sizes, room)  # (2n - 1,)
        self.boxes = _with_room(regions.boxes, room)  # (2n - 1, 4)
        self.colour = _with_room(regions.colour, room)  # (2n - 1, B)
        self.texture = _with_room(regions.texture, room)  # (2n - 1, T)

    def similarities(self, i: int, others: list[int]) -> NDArray[np.float64]:
        """Colour, texture, size and fill of one region with each of the others: (K, 4)."""
        both = self.sizes[i] + self.sizes[others]  # (K,)
        low = np.minimum(self.boxes[i, :2], self.boxes[others, :2])
        width, height = (np.maximum(self.boxes[i, 2:], self.boxes[others, 2:]) - low).T
        found = np.empty((len(others), 4))
        found[:, 0] = np.minimum(self.colour[i], self.colour[others]).sum(axis=1)
        found[:, 1] = np.minimum(self.texture[i], self.texture[others]).sum(axis=1)
        found[:, 2] = 1 - both / self.area
        found[:, 3] = 1 - (width * height - both) / self.area
        return found

    def join(self, i: int, j: int) -> int:
        """Write down what comes of two regions; returns its number."""
        new, self.number = self.number, self.number + 1
        size_i, size_j = self.sizes[i], self.sizes[j]
        self.sizes[new] = size_i + size_j
        self.boxes[new, :2] = np.minimum(self.boxes[i, :2], self.boxes[j, :2])
        self.boxes[new, 2:] = np.maximum(self.boxes[i, 2:], self.boxes[j, 2:])
        for histograms in (self.colour, self.texture):
            weighted = size_i * histograms[i] + size_j * histograms[j]
            histograms[new] = weighted / (size_i + size_j)
        return new


def _with_room(values: Tensor, room: int) -> NDArray[np.float64]:
    """The rows of a tensor in float64, and so many rows more."""
    return np.concatenate((values.double().numpy(), np.zeros((room, *values.shape[1:]))))


def _push(
    queue: list[tuple[float, int, int, list[float]]],
    table: _Table,
    i: int,
    others: list[int],
    columns: list[int],
) -> None:
    """Queue up a region with each of its neighbours."""
    if not others:
        return
    similarities = table.similarities(i, others)
    totals = similarities[:, columns].sum(axis=1).round(9)
    rows = zip(totals.tolist(), others, similarities.tolist(), strict=True)
    for total, j, row in rows:
        heapq.heappush(queue, (-total, min(i, j), max(i, j), row))


def _columns(measures: str) -> list[int]:
    """The columns of the similarities that letters stand for."""
    known = isinstance(measures, str) and set(measures) <= set(MEASURES)
    if not known or not measures or len(set(measures)) < len(measures):
        raise ValueError(
            f"measures must be letters of 'CTSF' (colour, texture, size, fill), each once, got"
            f" {measures!r}; 'CTSF' is usual"
        )
    return [MEASURES.index(letter) for letter in measures]
