"""What an exercise on proposals is tried on: the rows of ``examples.py``, then random ones."""

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import BOX, SCALE, Rows, boxes_of, with_float64
from mrcnn_edu.classroom.exercises.proposals import pictures
from mrcnn_edu.classroom.exercises.proposals.examples import GRAPHS, JOINS, PAIRS, SEARCHES
from mrcnn_edu.ops.boxes import box_area


def pairs_of(
    size_i: list[float], size_j: list[float], box_i: Rows, box_j: Rows, area: int
) -> Arguments:
    """The arguments of ``size_and_fill`` from lists, a row for each pair of regions."""
    return {
        "size_i": torch.tensor(size_i, dtype=torch.float32),
        "size_j": torch.tensor(size_j, dtype=torch.float32),
        "box_i": boxes_of(box_i),
        "box_j": boxes_of(box_j),
        "area": area,
    }


def graph_of(weights: list[float], edges: list[list[int]], n: int, k: float) -> Arguments:
    """The arguments of ``merge_graph`` from lists."""
    return {
        "weights": torch.tensor(weights, dtype=torch.float32),
        "edges": torch.tensor(edges, dtype=torch.int64).reshape(-1, 2),
        "n": n,
        "k": k,
    }


def join_of(
    sizes: list[float], histograms: Rows, pairs: list[list[int]], i: int, j: int
) -> Arguments:
    """The arguments of ``join_regions`` from lists; neighbours are pairs of regions."""
    touching = torch.zeros(len(sizes), len(sizes), dtype=torch.bool)
    for a, b in pairs:
        touching[a, b] = touching[b, a] = True
    return {
        "sizes": torch.tensor(sizes, dtype=torch.float32),
        "histograms": torch.tensor(histograms, dtype=torch.float32),
        "touching": touching,
        "i": i,
        "j": j,
    }


def search_of(objects: Rows, proposals: Rows, iou: float, n: int) -> Arguments:
    """The arguments of ``recall_at`` from lists."""
    return {"boxes": boxes_of(objects), "proposals": boxes_of(proposals), "iou": iou, "n": n}


@st.composite
def _pairs(draw: st.DrawFn) -> Arguments:
    rows = draw(st.lists(st.tuples(BOX, BOX), min_size=1, max_size=3))
    box_i, box_j = ([pair[side] for pair in rows] for side in (0, 1))
    share = draw(st.sampled_from([1.0, 0.5, 0.75]))  # of its box that a region fills
    sizes = [(box_area(boxes_of(boxes)) * share).tolist() for boxes in (box_i, box_j)]
    return pairs_of(sizes[0], sizes[1], box_i, box_j, draw(st.sampled_from([64, 128, 1024])))


_WEIGHT = st.sampled_from([1.0, 2.0, 3.0, 4.0, 8.0, 0.0, 0.5, 16.0, 5.0])


@st.composite
def _graphs(draw: st.DrawFn) -> Arguments:
    n = draw(st.integers(2, 6))
    edge = st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True)
    edges = draw(st.lists(edge, min_size=1, max_size=9))
    weights = draw(st.lists(_WEIGHT, min_size=len(edges), max_size=len(edges)))
    return graph_of(weights, edges, n, draw(st.sampled_from([4, 8, 2, 0, 16, 1])))


_SHARE = st.sampled_from([1.0, 0.5, 0.0, 0.25, 0.875])
_HISTOGRAM = _SHARE.map(lambda share: [share, 1 - share])


@st.composite
def _joins(draw: st.DrawFn) -> Arguments:
    n = draw(st.integers(2, 5))
    sizes = draw(st.lists(st.sampled_from([1.0, 2.0, 4.0, 3.0, 8.0]), min_size=n, max_size=n))
    histograms = draw(st.lists(_HISTOGRAM, min_size=n, max_size=n))
    pair = st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True)
    joined = draw(pair)
    return join_of(sizes, histograms, [joined, *draw(st.lists(pair, max_size=6))], *joined)


@st.composite
def _searches(draw: st.DrawFn) -> Arguments:
    objects = draw(st.lists(BOX, min_size=1, max_size=4))
    proposals = draw(st.lists(BOX, min_size=1, max_size=5))
    # An IoU of 1/3 has no exact number; those of 1/4, 1/2 and 3/4 have.
    search = search_of(objects, proposals, draw(st.sampled_from([0.5, 0.25, 0.75])), 0)
    scale = draw(SCALE)
    boxes = {key: search[key] * scale for key in ("boxes", "proposals")}
    return search | boxes | {"n": draw(st.sampled_from([10, 1, 2, 3]))}


pairs = Cases(
    examples=with_float64([pairs_of(*row[1:6]) for row in PAIRS]),
    random=_pairs(),
    picture=pictures.pair_of_regions,
)
"""For ``size_and_fill``: size_i, size_j (P,), box_i, box_j (P, 4), area."""

graphs = Cases(
    examples=with_float64([graph_of(*row[1:5]) for row in GRAPHS]),
    random=_graphs(),
    picture=pictures.regions_of_a_graph,
)
"""For ``merge_graph``: weights (E,), edges (E, 2), n, k."""

joins = Cases(
    examples=with_float64([join_of(*row[1:6]) for row in JOINS]),
    random=_joins(),
    picture=pictures.joined_region,
)
"""For ``join_regions``: sizes (n,), histograms (n, B), touching (n, n), i, j."""

searches = Cases(
    examples=with_float64([search_of(*row[1:5]) for row in SEARCHES]),
    random=_searches(),
    picture=pictures.objects_and_proposals,
)
"""For ``recall_at``: boxes (G, 4), one or more, proposals (R, 4), iou, n."""
