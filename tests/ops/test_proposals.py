"""Selective search as a whole: strategies, order, duplicates, and the coins that it finds."""

import pytest
import torch

from mrcnn_edu.data.coins import THE_COIN, coin_boxes, coins_image
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.evaluation.proposal_recall import average_best_overlap, recall_at
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.colour_spaces import in_colour_space
from mrcnn_edu.ops.graph_regions import felzenszwalb
from mrcnn_edu.ops.proposals import in_random_order, region_tree, selective_search
from mrcnn_edu.ops.region_merging import merge_regions
from mrcnn_edu.ops.region_similarity import describe_regions

SCENE, TARGET = shape_scene(7)
CORNER = SCENE[:, 64:, 64:]  # a quarter of it, with some of the shapes


def rows(boxes: torch.Tensor) -> set[tuple[float, ...]]:
    return {tuple(row) for row in boxes.tolist()}


@pytest.fixture(scope="module")
def coins():
    """The tree on the photograph; 295 regions to begin with."""
    return region_tree(torch.from_numpy(coins_image())[None], colour_space="grey")


def test_every_coin_is_found(coins):
    boxes = in_random_order([coins.merges.boxes], seed=0)
    assert (len(coins.merges.pairs), len(boxes)) == (294, 424)
    assert recall_at(coin_boxes(), boxes, 0.8) == 1
    assert average_best_overlap(coin_boxes(), boxes) == pytest.approx(0.944, abs=5e-4)


def test_the_life_of_the_coin(coins):
    tree = coins.merges
    fits = box_iou(tree.boxes, coin_boxes()[[THE_COIN]])[:, 0]  # (589,)
    joins = torch.arange(len(fits)) - 294  # of region 295 join 1, and below 1 no join at all
    close = fits >= 0.5
    lived = {}
    for join, box, fit in zip(joins[close], tree.boxes[close], fits[close], strict=True):
        lived.setdefault((tuple(map(int, box)), round(float(fit), 3)), int(join))
    assert {key: born if born > 0 else "at once" for key, born in lived.items()} == {
        ((207, 168, 237, 214), 0.566): "at once",
        ((189, 171, 236, 216), 0.956): "at once",
        ((185, 168, 227, 219), 0.683): 155,
        ((185, 168, 237, 219), 0.835): 156,
        ((189, 171, 236, 217), 0.96): 204,
    }


def test_a_search_is_the_boxes_of_its_trees():
    found = selective_search(CORNER, colour_spaces=("rgb", "hsv"), scales=(50, 200), min_size=10)
    wanted = [
        region_tree(CORNER, colour_space=space, k=k, min_size=10).merges.boxes
        for space in ("rgb", "hsv")
        for k in (50, 200)
    ]
    assert rows(found) == rows(torch.cat(wanted))
    assert len(rows(found)) == len(found) < len(torch.cat(wanted))  # none twice


def test_a_tree_is_cut_and_joined_as_it_is_asked_to():
    pixels = in_colour_space(CORNER, "lab")
    labels = felzenszwalb(pixels, 60, 1.5, 12)
    joins = merge_regions(describe_regions(pixels, labels), "TF")
    how = {"k": 60, "sigma": 1.5, "min_size": 12}
    tree = region_tree(CORNER, colour_space="lab", measures="TF", **how)
    assert torch.equal(tree.labels, labels)
    assert torch.equal(tree.merges.pairs, joins.pairs)
    del how["k"]
    found = selective_search(CORNER, colour_spaces=("lab",), scales=(60,), measures=("TF",), **how)
    assert rows(found) == rows(joins.boxes)


def test_without_more_words_it_is_the_single_strategy_of_the_paper():
    usual = {"sigma": 0.8, "min_size": 20}
    tree = region_tree(CORNER, colour_space="hsv", k=100, measures="CTSF", **usual)
    assert torch.equal(region_tree(CORNER).labels, tree.labels)
    assert torch.equal(region_tree(CORNER).merges.pairs, tree.merges.pairs)
    assert torch.equal(selective_search(CORNER), in_random_order([tree.merges.boxes], seed=0))


def test_two_choices_of_measures_find_what_each_finds():
    alone = [rows(selective_search(CORNER, measures=(letters,))) for letters in ("CTSF", "F")]
    assert alone[0] != alone[1]
    assert rows(selective_search(CORNER, measures=("CTSF", "F"))) == alone[0] | alone[1]


def test_shapes_are_found():
    boxes = selective_search(SCENE, colour_spaces=("rgb", "hsv"), scales=(50,))
    assert recall_at(TARGET["boxes"], boxes, 0.5) == 1


def test_the_seed_decides_the_order_and_nothing_else():
    first, again, other = (selective_search(CORNER, seed=seed) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert rows(first) == rows(other)


def test_a_region_joined_late_comes_early():
    # Regions of places 4, 3, 2, 1: the picture has one number of 0 to 1, the first region four.
    tree = torch.tensor([[0.0, 0, 1, 1], [0, 0, 2, 1], [0, 0, 3, 1], [0, 0, 4, 1]])
    where = torch.zeros(4)
    for seed in range(200):
        order = in_random_order([tree], seed)[:, 2]  # the width tells which
        where[order.long() - 1] += torch.arange(4)
    assert where.diff().max() < -30  # 200 places in all: later regions came clearly earlier
    assert where[3] > 20  # but not always


def test_a_box_found_often_comes_early():
    # 'often' is in eight trees at the same place at which 'once' is in one.
    often, once, whole = torch.tensor([0.0, 0, 1, 1]), torch.tensor([1.0, 0, 2, 1]), [0, 0, 9.0, 9]
    trees = [torch.stack((often, torch.tensor(whole)))] * 8
    trees += [torch.stack((once, torch.tensor(whole)))]
    earlier = 0
    for seed in range(100):
        boxes = in_random_order(trees, seed).tolist()
        assert len(boxes) == 3
        earlier += boxes.index(often.tolist()) < boxes.index(once.tolist())
    assert earlier > 75  # 8 of 9; were duplicates taken out first, it were 50


def test_short_sides_are_left_out():
    whole = selective_search(CORNER)
    wide = selective_search(CORNER, min_side=16)
    kept = [row for row in whole.tolist() if row[2] - row[0] >= 16 and row[3] - row[1] >= 16]
    assert wide.tolist() == kept
    assert 0 < len(kept) < len(whole)


def test_an_even_picture_has_one_box():
    assert selective_search(torch.full((3, 9, 12), 0.5)).tolist() == [[0, 0, 12, 9]]
    assert selective_search(torch.zeros(1, 1, 1), colour_spaces=("grey",)).tolist() == [
        [0, 0, 1, 1]
    ]
    assert selective_search(torch.zeros(3, 9, 12), min_side=10).shape == (0, 4)


WRONG = [
    pytest.param({"colour_spaces": "hsv"}, r"colour_spaces .*got 'hsv'; use \('hsv',\)", id="word"),
    pytest.param({"measures": "CTSF"}, r"measures must be a tuple.*use \('CTSF',\)", id="letters"),
    pytest.param({"measures": ()}, r"measures .*got \(\); \('CTSF', 'TSF'\) is usual", id="none"),
    pytest.param({"scales": (0,)}, "scales must hold numbers above 0", id="no scale"),
    pytest.param({"colour_spaces": ("HSV",)}, "space must be one of 'rgb'", id="unknown"),
    pytest.param({"seed": -1}, "seed must be from 0 up", id="seed"),
    pytest.param({"image": SCENE * 255}, "use image / 255", id="0 to 255"),
    pytest.param({"image": SCENE[0]}, r"use image\[None\]", id="no channels"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG)
def test_errors(arguments, says):
    with pytest.raises(ValueError, match=says):
        selective_search(**{"image": SCENE, **arguments})
