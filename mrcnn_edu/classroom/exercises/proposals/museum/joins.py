"""Wrong joins: sizes (n,), histograms (n, B), touching (n, n), i, j to size, histogram, neighbours.

The first two stand in well-read ports of selective search, and recall falls by little.
"""

import torch

from mrcnn_edu.classroom.exercises.proposals.one_image import join_regions


def join_without_sizes(sizes, histograms, touching, i, j):
    size, _, neighbours = join_regions(sizes, histograms, touching, i, j)
    return size, (histograms[i] + histograms[j]) / 2, neighbours


def join_that_loses_neighbours(sizes, histograms, touching, i, j):
    size, histogram, _ = join_regions(sizes, histograms, touching, i, j)
    near = touching[i].clone()
    near[j] = False
    return size, histogram, near.nonzero()[:, 0]


def join_with_shared_neighbours(sizes, histograms, touching, i, j):
    size, histogram, _ = join_regions(sizes, histograms, touching, i, j)
    return size, histogram, (touching[i] & touching[j]).nonzero()[:, 0]


def join_with_a_neighbour_twice(sizes, histograms, touching, i, j):
    size, histogram, _ = join_regions(sizes, histograms, touching, i, j)
    near = torch.cat((touching[i].nonzero()[:, 0], touching[j].nonzero()[:, 0]))
    return size, histogram, near[(near != i) & (near != j)].sort().values


JOIN_REGIONS = [
    join_without_sizes,
    join_that_loses_neighbours,
    join_with_shared_neighbours,
    join_with_a_neighbour_twice,
]
