"""The order of joins: by hand, against exact fractions, and what must hold on a photograph."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mrcnn_edu.data.coins import coins_image
from mrcnn_edu.ops import region_similarity
from mrcnn_edu.ops.graph_regions import felzenszwalb
from mrcnn_edu.ops.region_merging import MEASURES, merge_regions, regions_after
from mrcnn_edu.ops.region_similarity import Regions, describe_regions, shared, size_and_fill
from mrcnn_edu.ops.slow import proposals as slow
from tests.ops.test_region_similarity import GROUND, HOLE, REGIONS, RING


def test_ring_hole_and_ground():
    tree = merge_regions(REGIONS, "CSF")
    assert tree.pairs.tolist() == [[RING, HOLE], [GROUND, 3]]
    assert tree.sizes.tolist() == [32, 12, 4, 16, 48]
    assert tree.boxes[3:].tolist() == [[1, 1, 5, 5], [0, 0, 8, 6]]
    colour, _, size, fill = tree.similarities.T.round(decimals=4).tolist()
    # The joined histogram is (12 * 1/4 + 4 * 1/2) / 16 = 0.3125 dark. Unweighted, it were 0.375.
    assert colour == [0.75, 0.3125]
    assert size == [0.6667, 0]
    assert fill == [1, 1]


def test_the_similarities_of_a_join_are_told_even_where_they_are_switched_off():
    all_four = merge_regions(REGIONS, "CTSF").similarities
    assert torch.equal(merge_regions(REGIONS, "S").similarities[0], all_four[0])


def a_row(sizes: list[int]) -> Regions:
    """Regions of one colour side by side in one row."""
    labels = torch.arange(len(sizes)).repeat_interleave(torch.tensor(sizes))[None]
    return describe_regions(torch.full((1, *labels.shape), 0.5), labels)


def test_a_new_region_is_compared_with_the_neighbours_of_both_and_with_no_other():
    # The smallest two go first; 0 and 3 are no neighbours, though both are small.
    assert merge_regions(a_row([1, 9, 5, 1, 4]), "S").pairs.tolist() == [
        [3, 4],
        [0, 1],
        [2, 5],
        [6, 7],
    ]


def test_of_equals_the_lowest_numbers_go_first():
    assert merge_regions(a_row([2, 2, 2, 2]), "S").pairs.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert merge_regions(a_row([1, 2, 1]), "S").pairs.tolist() == [[0, 1], [2, 3]]


def test_one_region_needs_no_join():
    tree = merge_regions(a_row([6]))
    assert (tree.pairs.shape, tree.similarities.shape) == ((0, 2), (0, 4))
    assert (tree.boxes.tolist(), tree.sizes.tolist()) == ([[0, 0, 6, 1]], [6])


@st.composite
def pictures_in_regions(draw):
    """A few pixels of a few grey levels, and regions on them."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    number = height * width
    levels = st.sampled_from([0, 40, 130, 255])
    grey = draw(st.lists(levels, min_size=number, max_size=number))
    labels = draw(st.lists(st.integers(0, 5), min_size=number, max_size=number))
    shape = (height, width)
    numbered = torch.tensor(labels).unique(return_inverse=True)[1].view(shape)
    return torch.tensor(grey, dtype=torch.uint8).view(1, *shape), numbered


@settings(max_examples=30)
@given(
    pictures_in_regions(),
    st.sets(st.sampled_from(MEASURES), min_size=1).map(lambda letters: "".join(sorted(letters))),
)
def test_the_order_is_that_of_exact_fractions(picture, measures):
    image, labels = picture
    pixels = image.double()
    colours = (pixels * region_similarity.COLOUR_BINS / 256).long()
    textures = region_similarity._textures(pixels)
    wanted = slow.merging_order(labels, colours, textures, measures)
    tree = merge_regions(describe_regions(image, labels), measures)
    assert [tuple(pair) for pair in tree.pairs.tolist()] == wanted


@pytest.fixture(scope="module")
def a_few_coins():
    photo = torch.from_numpy(coins_image()[60:230, 130:260])[None]
    labels = felzenszwalb(photo, 100)
    return labels, describe_regions(photo, labels)


@pytest.mark.parametrize("measures", ["CTSF", "TSF", "C", "F"])
def test_on_a_photograph_all_becomes_one_region(a_few_coins, measures):
    labels, regions = a_few_coins
    tree = merge_regions(regions, measures)
    n = len(regions.sizes)
    assert n > 20
    assert (len(tree.pairs), len(tree.boxes)) == (n - 1, 2 * n - 1)
    assert tree.boxes[-1].tolist() == [0, 0, 130, 170]
    assert tree.sizes[-1] == labels.numel()
    assert tree.pairs.flatten().sort().values.tolist() == list(range(2 * n - 2))  # each once
    assert torch.equal(tree.sizes[n:], tree.sizes[tree.pairs].sum(dim=1))
    for joins in (0, 1, n // 2, n - 1):
        now = regions_after(labels, tree, joins)
        assert len(now.unique()) == n - joins
        again = describe_regions(torch.zeros(1, *labels.shape), now.unique(return_inverse=True)[1])
        assert torch.equal(again.boxes, tree.boxes[now.unique()])
        assert torch.equal(again.sizes, tree.sizes[now.unique()])


def test_the_similarities_of_first_regions_are_those_of_their_descriptions(a_few_coins):
    _, regions = a_few_coins
    tree = merge_regions(regions)
    first = (tree.pairs < len(regions.sizes)).all(dim=1)
    i, j = tree.pairs[first].T
    size, fill = size_and_fill(
        regions.sizes[i], regions.sizes[j], regions.boxes[i], regions.boxes[j], regions.area
    )
    colour, texture = (shared(each[i], each[j]) for each in (regions.colour, regions.texture))
    wanted = torch.stack((colour, texture, size, fill), dim=1)
    assert fill.min() < 0.999
    torch.testing.assert_close(tree.similarities[first], wanted, check_dtype=False)


@pytest.mark.parametrize("measures", ["", "CTSX", "CC", "colour", "ctsf", None])
def test_other_measures_are_refused(measures):
    with pytest.raises(ValueError, match="measures must be letters of 'CTSF'"):
        merge_regions(REGIONS, measures)


@pytest.mark.parametrize(("joins", "says"), [(-1, "from 0 up"), (3, "at most 2, all of the tree")])
def test_more_joins_than_there_are_are_refused(joins, says):
    tree = merge_regions(REGIONS)
    with pytest.raises(ValueError, match=says):
        regions_after(torch.zeros(2, 2).long(), tree, joins)


def test_rounding_decides_nothing():
    # 0.1 + 0.2 is a little more than 0.3 in a computer: regions 2 and 3 must not go first for that.
    colour = [[0.3, 0.7, 0, 0], [0.3, 0, 0.7, 0], [0.1, 0.2, 0.7, 0], [0.1, 0.2, 0, 0.7]]
    row = a_row([2, 2, 2, 2])._replace(colour=torch.tensor(colour, dtype=torch.float64))
    row = row._replace(neighbours=torch.tensor([[0, 1], [2, 3]]))
    assert merge_regions(row, "C").pairs.tolist() == [[0, 1], [2, 3]]
