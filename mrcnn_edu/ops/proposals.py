"""Selective search: boxes that may hold an object, found without knowing what objects look like.

A picture is cut into regions (``graph_regions.py``), the most alike neighbours are joined until one
is left (``region_similarity.py``, ``region_merging.py``), and the box around every region on the
way is a proposal. Doing this in several colour spaces and scales finds more objects.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_integer, check_number, check_positive_numbers
from mrcnn_edu.ops.colour_spaces import in_colour_space
from mrcnn_edu.ops.graph_regions import felzenszwalb
from mrcnn_edu.ops.region_merging import MEASURES, MergeTree, merge_regions
from mrcnn_edu.ops.region_similarity import describe_regions


class RegionTree(NamedTuple):
    """The regions that a picture was cut into, and how they were joined.

    Attributes:
        labels: (H, W), int64, the region of each pixel, from 0 to n - 1, before the first join.
        merges: the joins: of which regions, how alike they were, and the boxes of all regions.
    """

    labels: Tensor
    merges: MergeTree


def region_tree(
    image: Tensor,
    *,
    colour_space: str = "hsv",
    k: float = 100,
    measures: str = MEASURES,
    sigma: float = 0.8,
    min_size: int = 20,
) -> RegionTree:
    """One strategy of selective search, with all its joins.

    Args:
        image: (3, H, W) in colour or (1, H, W) in grey; uint8, or floating point from 0 to 1.
        colour_space: a word of ``COLOUR_SPACES``; regions are cut and compared in it. A grey
            picture has only "grey".
        k: how large the first regions are; from 0 up.
        measures: which similarities are added up: letters of "CTSF", colour, texture, size, fill.
        sigma: how much the picture is smoothed before it is cut, in pixels; above 0.
        min_size: the least number of pixels of a first region.

    Returns:
        The first regions and the tree of joins.

    Raises:
        TypeError: if ``image`` is not a tensor, or neither uint8 nor floating point, or a number is
            no number.
        ValueError: if a shape or a range does not fit, or a word is unknown.

    Source:
        Uijlings et al., "Selective Search for Object Recognition" (2013), algorithm 1.

    Example:
        >>> image = torch.zeros(1, 30, 40)
        >>> image[:, 10:20, 10:30] = 1
        >>> tree = region_tree(image, colour_space="grey", sigma=0.1)
        >>> tree.labels[:, 15].unique().tolist(), tree.merges.pairs.tolist()
        ([0, 1], [[0, 1]])
    """
    pixels = in_colour_space(image, colour_space)
    labels = felzenszwalb(pixels, k, sigma, min_size)
    return RegionTree(labels, merge_regions(describe_regions(pixels, labels), measures))


def selective_search(
    image: Tensor,
    *,
    colour_spaces: Sequence[str] = ("hsv",),
    scales: Sequence[float] = (100,),
    measures: Sequence[str] = (MEASURES,),
    sigma: float = 0.8,
    min_size: int = 20,
    min_side: float = 0,
    seed: int = 0,
) -> Tensor:
    """Boxes that may hold an object, those of regions joined late first, with some luck.

    Every colour space goes with every scale and every choice of measures. The defaults are the
    paper's single strategy; its "fast" ones, which R-CNN uses, are colour_spaces=("hsv", "lab"),
    scales=(50, 100) and measures=("CTSF", "TSF").

    Args:
        image: (3, H, W) in colour or (1, H, W) in grey; uint8, or floating point from 0 to 1.
        colour_spaces: words of "rgb", "grey", "hsv", "lab", "rgi", "hue". A grey picture has only
            "grey".
        scales: the k of each first cut into regions, from which larger regions come if it is
            larger; above 0.
        measures: for each search the similarities that it adds up, letters of "CTSF", colour,
            texture, size, fill.
        sigma: how much the picture is smoothed before it is cut, in pixels; above 0.
        min_size: the least number of pixels of a first region.
        min_side: boxes of which a side is shorter, in pixels, are left out.
        seed: decides the order, from 0 up; the same one gives the same order.

    Returns:
        (N, 4), float32, xyxy with whole corners, no two alike. A region has place 1 if it was
        joined last, the whole picture, place 2 before that and so on. Boxes are put in order by
        place times a random number from 0 to 1. Only then those are left out that came before, so
        that a box found by several searches has several chances to be early.

    Raises:
        TypeError: if ``image`` is not a tensor, or neither uint8 nor floating point, or a number is
            no number.
        ValueError: if a shape or a range does not fit, a word is unknown, or nothing is to be done.

    Source:
        Uijlings et al. (2013); the order is section 3.3, the strategies are table 5.

    Example:
        >>> image = torch.zeros(1, 30, 40)
        >>> image[:, 10:20, 10:30] = 1
        >>> selective_search(image, colour_spaces=["grey"], sigma=0.1)
        tensor([[ 0.,  0., 40., 30.],
                [10., 10., 30., 20.]])
    """
    _check_words("colour_spaces", colour_spaces, "('hsv', 'lab')")
    _check_words("measures", measures, "('CTSF', 'TSF')")
    check_positive_numbers("scales", scales, "(50, 100)")
    check_number("min_side", min_side)
    check_integer("seed", seed, 0)
    found = []
    for space in colour_spaces:
        pixels = in_colour_space(image, space)  # (C, H, W)
        for k in scales:
            labels = felzenszwalb(pixels, k, sigma, min_size)
            regions = describe_regions(pixels, labels)
            found += [merge_regions(regions, letters).boxes for letters in measures]
    boxes = in_random_order(found, seed)
    sides = boxes[:, 2:] - boxes[:, :2]  # (N, 2)
    return boxes[(sides >= min_side).all(dim=1)]


def in_random_order(trees: Sequence[Tensor], seed: int) -> Tensor:
    """The boxes of some trees in one order, which prefers late joins, each box once.

    Args:
        trees: of each the boxes (N_i, 4) of its regions, the last one joined last.
        seed: of the random numbers.

    Returns:
        (N, 4), the boxes by place, counted from the last, times a random number from 0 to 1. Of
        equal boxes the first stays.

    Source:
        Uijlings et al. (2013), section 3.3.

    Example:
        >>> tree = torch.tensor([[0.0, 0, 1, 1], [1, 0, 2, 1], [0, 0, 2, 1]])
        >>> len(in_random_order([tree, tree], seed=0))
        3
    """
    boxes = torch.cat(list(trees))  # (N, 4)
    places = torch.cat([torch.arange(len(tree), 0, -1) for tree in trees])
    generator = torch.Generator().manual_seed(seed)
    luck = torch.rand(len(boxes), generator=generator, dtype=torch.float64)
    ordered = boxes[(places * luck).argsort(stable=True)]
    return ordered[_first_of_equals(ordered)]


def _first_of_equals(boxes: Tensor) -> Tensor:
    """Which boxes have no equal before them, in order: (N, 4) to (K,) indices."""
    _, which = boxes.unique(dim=0, return_inverse=True)  # type: ignore[no-untyped-call]
    n = len(boxes)
    first = torch.full((n,), n).scatter_reduce(0, which, torch.arange(n), "amin")
    return first[first < n].sort().values


def _check_words(name: str, words: Sequence[str], usual: str) -> None:
    """Refuse one word where several are wanted, whose letters would be taken for them, and none."""
    if isinstance(words, str) or len(words) == 0:
        fix = f"use ({words!r},)" if words else f"{usual} is usual"
        raise ValueError(f"{name} must be a tuple of one word or more, got {words!r}; {fix}")
