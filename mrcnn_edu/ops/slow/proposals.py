"""Selective search in sets of nodes and of pixels, with exact fractions.

``merge_graph`` looks up whole sets; ``merging_order`` counts every histogram anew from its pixels
before every join, so that nothing can be out of date.
"""

from fractions import Fraction
from itertools import combinations

from torch import Tensor

Pixels = frozenset[tuple[int, int]]  # rows and columns


def merge_graph(weights: Tensor, edges: Tensor, n: int, k: float) -> list[set[int]]:
    """Felzenszwalb's regions of a graph, as sets of nodes: (E,), (E, 2) to a list of sets."""
    regions = [{node} for node in range(n)]
    inside = {frozenset(region): 0.0 for region in regions}  # the heaviest edge that joined it
    for i in sorted(range(len(weights)), key=lambda i: float(weights[i])):  # stable: ties by index
        w, (a, b) = float(weights[i]), edges[i].tolist()
        of_a = next(region for region in regions if a in region)
        of_b = next(region for region in regions if b in region)
        limits = [inside[frozenset(each)] + k / len(each) for each in (of_a, of_b)]
        if of_a is not of_b and w <= min(limits):
            regions = [each for each in regions if each is not of_a and each is not of_b]
            regions.append(of_a | of_b)
            inside[frozenset(of_a | of_b)] = w
    return regions


def merging_order(
    labels: Tensor, colours: Tensor, textures: Tensor, measures: str
) -> list[tuple[int, int]]:
    """The pairs of regions that are joined, in order.

    Args:
        labels: (H, W), the region of each pixel, from 0 up.
        colours: (P, H, W), for each channel the bin of each pixel.
        textures: (Q, H, W), for each channel and direction the bin of each pixel.
        measures: letters of "CTSF".
    """
    height, width = labels.shape
    place = [(y, x) for y in range(height) for x in range(width)]
    region = dict(enumerate(_sets(labels, place)))
    number = len(region)
    joins: list[tuple[int, int]] = []
    while True:
        best: tuple[Fraction, int, int] | None = None
        for i, j in combinations(sorted(region), 2):
            if not _touch(region[i], region[j]):
                continue
            a, b, area = region[i], region[j], len(place)
            all_four = {
                "C": _in_common(colours, a, b),
                "T": _in_common(textures, a, b),
                "S": 1 - Fraction(len(a) + len(b), area),
                "F": 1 - Fraction(_around(a | b) - len(a) - len(b), area),
            }
            total = sum((all_four[letter] for letter in measures), Fraction(0))
            if best is None or total > best[0]:  # of equals the first
                best = (total, i, j)
        if best is None:
            return joins
        _, i, j = best
        joins.append((i, j))
        region[number + len(joins) - 1] = region.pop(i) | region.pop(j)


def _sets(labels: Tensor, place: list[tuple[int, int]]) -> list[Pixels]:
    """The pixels of each region."""
    number = int(labels.max()) + 1
    return [frozenset(p for p in place if int(labels[p]) == i) for i in range(number)]


def _touch(a: Pixels, b: Pixels) -> bool:
    """Whether a pixel of one lies beside, above or below one of the other."""
    return any({(y, x + 1), (y, x - 1), (y + 1, x), (y - 1, x)} & b for y, x in a)


def _around(pixels: Pixels) -> int:
    """The area of the box around some pixels."""
    rows, columns = [y for y, _ in pixels], [x for _, x in pixels]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _in_common(bins: Tensor, a: Pixels, b: Pixels) -> Fraction:
    """The shared part of two histograms of all planes: (P, H, W) to a number from 0 to 1."""
    shares = [_histogram(bins, pixels) for pixels in (a, b)]
    both = shares[0].keys() & shares[1].keys()
    return sum((min(shares[0][key], shares[1][key]) for key in both), Fraction(0))


def _histogram(bins: Tensor, pixels: Pixels) -> dict[tuple[int, int], Fraction]:
    """For each plane and bin the share of all values that lie in it."""
    one = Fraction(1, len(pixels) * len(bins))
    shares: dict[tuple[int, int], Fraction] = {}
    for plane, values in enumerate(bins):
        for pixel in pixels:
            key = (plane, int(values[pixel]))
            shares[key] = shares.get(key, Fraction(0)) + one
    return shares
