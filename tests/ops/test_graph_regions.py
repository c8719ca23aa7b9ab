"""Felzenszwalb's regions: pixels in a row, the slow version, and scikit-image's regions."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from skimage.segmentation import felzenszwalb as scikit_felzenszwalb
from torch import Tensor

from mrcnn_edu.data.coins import coins_image
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.ops.graph_regions import felzenszwalb, merge_graph
from mrcnn_edu.ops.slow import proposals as slow


def row_of(pixels: list[float]) -> tuple[Tensor, Tensor]:
    """Weights and edges of pixels side by side."""
    weights = torch.tensor(pixels).double().diff().abs()
    first = torch.arange(len(weights))
    return weights, torch.stack((first, first + 1), dim=1)


# In the first, edges come as 1, 2, 2, 18, 27. 1 <= 20; 2 <= min(1 + 20/2, 20); 40 and 42 join;
# 18 > min(2 + 20/2, 2 + 20/3) keeps apart; 27 > min(2 + 20/2, 20) too.
SIX = [10, 12, 13, 40, 42, 60]
CASES = [
    pytest.param(SIX, 20, [0, 0, 0, 3, 3, 5], id="six pixels, k = 20"),
    pytest.param(SIX, 40, [0, 0, 0, 3, 3, 3], id="six pixels, k = 40: 18 <= min(22, 40)"),
    pytest.param(SIX, 0, [0, 1, 2, 3, 4, 5], id="nothing for being small"),
    pytest.param(SIX, 1000, [0] * 6, id="all"),
    pytest.param([5, 5, 5, 9], 0, [0, 0, 0, 3], id="equal pixels join at k = 0"),
    pytest.param([0, 4], 4, [0, 0], id="up to the limit"),
    pytest.param([0, 4.5], 4, [0, 1], id="above the limit"),
    # 3 <= 4 joins; 4 > 3 + 4/2 is not so: 4 <= min(5, 4) joins; then Int is 4, and 5 <= 4 + 4/3
    # but 5 > 4, the lonely pixel's own limit.
    pytest.param([0, 3, 7, 12], 4, [0, 0, 0, 3], id="a single pixel's limit is k"),
    # With k / |A| alone, 3 could not join to the pair, and with Int of one side only it is 4.
    pytest.param([0, 2, 5], 3, [0, 0, 0], id="Int counts: 3 <= min(2 + 3/2, 3)"),
    pytest.param([7], 5, [0], id="one pixel"),
    pytest.param([], 5, [], id="none"),
]


@pytest.mark.parametrize(("pixels", "k", "wanted"), CASES)
def test_by_hand(pixels, k, wanted):
    assert merge_graph(*row_of(pixels), n=len(pixels), k=k).tolist() == wanted


def as_sets(labels: Tensor) -> list[set[int]]:
    """Regions as sets of nodes, the one with the first node first."""
    return [set(np.flatnonzero(labels.numpy() == i).tolist()) for i in labels.unique()]


@given(st.data())
def test_as_the_slow_version(data):
    n = data.draw(st.integers(1, 9))
    nodes = st.integers(0, n - 1)
    edges = data.draw(st.lists(st.tuples(nodes, nodes), max_size=24))
    weight = st.integers(0, 12).map(float)
    weights = data.draw(st.lists(weight, min_size=len(edges), max_size=len(edges)))
    k = data.draw(st.sampled_from([0, 1, 3, 8, 24]))
    graph = torch.tensor(weights), torch.tensor(edges, dtype=torch.int64).view(-1, 2)
    regions = merge_graph(*graph, n, k)
    assert as_sets(regions) == sorted(slow.merge_graph(*graph, n, k), key=min)
    assert torch.equal(regions[regions], regions)


@given(st.data())
def test_the_order_of_equal_weights_does_not_matter(data):
    n = data.draw(st.integers(1, 9))
    nodes, weight = st.integers(0, n - 1), st.integers(0, 4)
    rows = data.draw(st.lists(st.tuples(weight, nodes, nodes), max_size=24))
    k = data.draw(st.sampled_from([0, 1, 3, 8]))
    once, again = (
        torch.tensor(each, dtype=torch.int64).view(-1, 3)
        for each in (rows, data.draw(st.permutations(rows)))
    )
    regions = [merge_graph(each[:, 0].double(), each[:, 1:], n, k) for each in (once, again)]
    assert torch.equal(*regions)


def test_small_regions_are_joined_along_their_lightest_edge():
    # k = 20 leaves {10 12 13}{40 42}{60}; of the edges 18 and 27 the lighter one leads to 42.
    graph = row_of(SIX)
    assert merge_graph(*graph, 6, 20, min_size=2).tolist() == [0, 0, 0, 3, 3, 3]
    assert merge_graph(*graph, 6, 20, min_size=3).tolist() == [0, 0, 0, 3, 3, 3]
    assert merge_graph(*graph, 6, 20, min_size=4).tolist() == [0] * 6
    assert merge_graph(*graph, 6, 20, min_size=99).tolist() == [0] * 6


def test_edges_go_to_all_eight_neighbours():
    board = torch.tensor([[0, 255, 0], [255, 0, 255], [0, 255, 0]], dtype=torch.uint8)[None]
    labels = felzenszwalb(board, k=10, sigma=0.1, min_size=1)
    assert labels.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def partition(labels: Tensor) -> Tensor:
    """Regions numbered as one reads, whatever their numbers were."""
    _, first, inverse = np.unique(labels.numpy(), return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return torch.from_numpy(rank[inverse]).view(labels.shape)


@pytest.mark.parametrize("k", [50, 300])
def test_the_regions_of_scikit_image_on_the_photograph(k):
    photo = coins_image()[60:230, 100:300]  # rows of coins; the whole takes seconds
    wanted = scikit_felzenszwalb(photo, scale=k, sigma=0.8, min_size=20, channel_axis=None)
    found = felzenszwalb(torch.from_numpy(photo)[None], k)
    assert torch.equal(found, partition(torch.from_numpy(wanted)))
    assert torch.equal(found, partition(found))  # numbered as one reads already


def test_the_regions_of_scikit_image_on_a_drawn_scene():
    scene, _ = shape_scene(4)  # 132 regions, and no ties that matter
    wanted = scikit_felzenszwalb(scene.permute(1, 2, 0).double().numpy(), scale=50, min_size=10)
    assert torch.equal(felzenszwalb(scene, 50, min_size=10), partition(torch.from_numpy(wanted)))


def test_a_picture_as_uint8_and_as_fractions_has_the_same_regions():
    photo = torch.from_numpy(coins_image()[150:230, 150:260])[None]
    whole = felzenszwalb(photo)
    assert int(whole.max()) > 10
    assert torch.equal(felzenszwalb(photo.float() / 255), whole)
    assert torch.equal(felzenszwalb(photo, 100, 0.8, 20), whole)  # as the docstring has them
    assert not torch.equal(felzenszwalb(photo, 90), whole)
    with pytest.raises(ValueError, match="use image / 255"):
        felzenszwalb(photo.float())


def test_errors():
    weights, edges = row_of(SIX)
    with pytest.raises(ValueError, match=r"edges must have shape .* with E = 5 as in weights"):
        merge_graph(weights, edges[:4], 6, 20)
    with pytest.raises(TypeError, match="edges must hold whole numbers"):
        merge_graph(weights, edges.float(), 6, 20)
    with pytest.raises(ValueError, match="k must be from 0 up, got -1"):
        merge_graph(weights, edges, 6, -1)
    with pytest.raises(ValueError, match="min_size must be from 1 up, got 0"):
        felzenszwalb(torch.zeros(1, 4, 4), min_size=0)
