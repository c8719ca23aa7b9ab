"""The lesson's functions are what the package computes."""

import pytest
import torch

from mrcnn_edu.classroom.exercises.proposals.one_image import join_regions, recall_at
from mrcnn_edu.evaluation import proposal_recall
from mrcnn_edu.ops.region_merging import merge_regions
from tests.ops.test_region_similarity import REGIONS


@pytest.mark.parametrize("seed", range(20))
def test_recall_is_that_of_the_package(seed):
    generator = torch.Generator().manual_seed(seed)
    corners = torch.randint(0, 12, (25, 2, 2), generator=generator).float()
    low, high = corners.sort(dim=1).values.unbind(dim=1)
    boxes = torch.cat((low, high + 1), dim=1)  # (25, 4)
    for n in (0, 1, 5, 30):
        for iou in (0.25, 0.5, 0.7):
            wanted = proposal_recall.recall_at(boxes[:7], boxes[7:], iou, n)
            assert recall_at(boxes[:7], boxes[7:], iou, n).item() == wanted


def test_a_join_is_that_of_the_package():
    n = len(REGIONS.sizes)
    touching = torch.zeros(n, n, dtype=torch.bool)
    i, j = REGIONS.neighbours.T
    touching[i, j] = touching[j, i] = True
    tree = merge_regions(REGIONS, "CSF")
    first, second = tree.pairs[0].tolist()
    sizes = REGIONS.sizes.double()
    size, histogram, near = join_regions(sizes, REGIONS.colour, touching, first, second)
    assert size == tree.sizes[n]
    assert near.tolist() == [tree.pairs[1, 0]]  # the ground, which is joined next
    ground = REGIONS.colour[near[0]]
    assert torch.minimum(histogram, ground).sum() == tree.similarities[1, 0]
