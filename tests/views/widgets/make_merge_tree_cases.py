"""Writes merge_tree_cases.json, by which pytest and ``node --test`` hold the joins of regions.

``python -m tests.views.widgets.make_merge_tree_cases`` writes it anew, and a test says whether it
is what the package gives today. The joins come from ``merge_regions``, which region a pixel belongs
to from ``regions_after``, how well boxes fit from ``best_overlaps``.
"""

from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.data.coins import coin_boxes, coins_image
from mrcnn_edu.evaluation.proposal_recall import best_overlaps
from mrcnn_edu.ops.graph_regions import felzenszwalb
from mrcnn_edu.ops.region_merging import merge_regions, regions_after
from mrcnn_edu.ops.region_similarity import COLOUR_BINS, Regions, describe_regions
from mrcnn_edu.views.widgets.merge_tree import packed
from tests.ops.test_region_similarity import IMAGE, LABELS
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("merge_tree_cases.json")
HOLE = [[2.0, 2, 4, 4], [1, 1, 5, 5], [0, 0, 8, 5]]


def in_a_row(sizes: list[int]) -> tuple[Tensor, Regions]:
    """Regions of one colour side by side."""
    labels = torch.arange(len(sizes)).repeat_interleave(torch.tensor(sizes))[None]
    return labels, describe_regions(torch.full((1, *labels.shape), 0.5), labels)


def nearly_equal() -> tuple[Tensor, Regions]:
    """Pairs that share 3 tenths, and 1 and 2 tenths, whose sum is a little more in a computer."""
    labels, regions = in_a_row([10, 10, 10, 10])
    colour = torch.zeros(4, COLOUR_BINS, dtype=torch.float64)
    mixed = [[0.3, 0.7, 0, 0], [0.3, 0, 0.7, 0], [0.1, 0.2, 0.7, 0], [0.1, 0.2, 0, 0.7]]
    colour[:, :4] = torch.tensor(mixed, dtype=torch.float64)
    return labels, regions._replace(colour=colour, neighbours=torch.tensor([[0, 1], [2, 3]]))


def of_picture(image: Tensor, labels: Tensor) -> tuple[Tensor, Regions]:
    return labels, describe_regions(image, labels)


def random_picture(seed: int) -> tuple[Tensor, Regions]:
    """A few pixels in three colours of few levels, in regions that need not hang together."""
    source = torch.Generator().manual_seed(seed)
    levels = torch.tensor([0, 40, 130, 255], dtype=torch.uint8)
    image = levels[torch.randint(0, 4, (3, 5, 6), generator=source)]
    labels = torch.randint(0, 9, (5, 6), generator=source).unique(return_inverse=True)[1]
    return of_picture(image, labels)


def three_coins() -> tuple[Tensor, Regions, list[list[float]]]:
    """A piece of the photograph, with the boxes of the coins that lie in it."""
    left, top, right, bottom = 130, 150, 300, 230
    image = torch.from_numpy(coins_image()[top:bottom, left:right])[None]
    boxes = coin_boxes() - torch.tensor([left, top, left, top])
    inside = (boxes[:, :2] >= 0).all(1) & (boxes[:, 2:] <= torch.tensor([170, 80])).all(1)
    return *of_picture(image, felzenszwalb(image, 50)), boxes[inside].tolist()


def read(
    labels: Tensor, regions: Regions, measures: str, objects: list[list[float]]
) -> dict[str, object]:
    """One case: what goes in, and what comes of it."""
    tree = merge_regions(regions, measures)
    last = len(tree.pairs)
    first = len(regions.sizes)
    numbers = torch.arange(first)[None]  # of each first region one pixel is enough
    so_far = [tree.boxes[: first + joins].double() for joins in range(last + 1)]
    true = torch.tensor(objects, dtype=torch.float64).view(-1, 4)
    return {
        "regions": packed(regions),
        "measures": measures,
        "objects": objects,
        "pairs": tree.pairs.tolist(),
        "similarities": tree.similarities.tolist(),
        "sizes": tree.sizes.tolist(),
        "boxes": tree.boxes.tolist(),
        "now": [regions_after(numbers, tree, joins)[0].tolist() for joins in (0, last // 2, last)],
        "different": [len(boxes.unique(dim=0)) for boxes in so_far],
        "best": [best_overlaps(true, boxes).tolist() for boxes in so_far],
    }


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    whole = [[0.0, 0, 9, 1]]
    cases = {
        "ring, hole and ground": (*of_picture(IMAGE, LABELS), "CSF", HOLE),
        "one that is switched off is told": (*of_picture(IMAGE, LABELS), "S", HOLE),
        "the smallest two, neighbours of both": (*in_a_row([1, 9, 5, 1, 4]), "S", whole),
        "of equals the lowest": (*in_a_row([2, 2, 2, 2]), "CTSF", whole),
        "rounding decides nothing": (*nearly_equal(), "C", whole),
        "one region": (*in_a_row([6]), "CTSF", whole),
    }
    for seed, measures in enumerate(("C", "T", "F", "CT", "TSF", "CTSF")):
        cases[f"random {seed}"] = (*random_picture(seed), measures, [[0.5, 0, 3, 4]])
    *coins, boxes = three_coins()
    cases |= {f"coins by {each}": (*coins, each, boxes) for each in ("CTSF", "S")}
    return {"trees": {name: read(*case) for name, case in cases.items()}}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
