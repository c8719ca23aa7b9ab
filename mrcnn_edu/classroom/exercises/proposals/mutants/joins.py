"""Wrong joins, besides those of the museum, each with a name that tells the slip."""

from mrcnn_edu.classroom.exercises.mutants import named, rewritten
from mrcnn_edu.classroom.exercises.proposals.one_image import join_regions


def in_torch(sizes, histograms, touching, i, j):
    size = sizes[i] + sizes[j]
    histogram = (sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size
    near = touching[i] | touching[j]
    near[[i, j]] = False
    neighbours = near.nonzero()[:, 0]
    return size, histogram, neighbours


def _change(part, how):
    """The right join with one of its three parts changed."""

    def mutant(sizes, histograms, touching, i, j):
        found = list(join_regions(sizes, histograms, touching, i, j))
        found[part] = how(found[part])
        return tuple(found)

    return mutant


JOIN_REGIONS = (
    *rewritten(
        in_torch,
        of_the_larger_size=("size = sizes[i] + sizes[j]", "size = max(sizes[i], sizes[j])"),
        of_the_first_size=("size = sizes[i] + sizes[j]", "size = sizes[i]"),
        of_the_mean_size=("size = sizes[i] + sizes[j]", "size = (sizes[i] + sizes[j]) / 2"),
        with_sizes_exchanged=("sizes[i] * histograms[i] + sizes[j] * histograms[j]",
                              "sizes[j] * histograms[i] + sizes[i] * histograms[j]"),
        with_histograms_added=("(sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size",
                               "histograms[i] + histograms[j]"),
        with_counts=("histograms[j]) / size", "histograms[j])"),
        by_all_pixels=("histograms[j]) / size", "histograms[j]) / sizes.sum()"),
        with_the_first_histogram=("(sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size",
                                  "histograms[i]"),
        with_the_second_histogram=("(sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size",
                                   "histograms[j]"),
        with_the_larger_ones_histogram=(
            "(sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size",
            "histograms[i] if sizes[i] >= sizes[j] else histograms[j]"),
        with_the_smaller_shares=("(sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size",
                                 "histograms[[i, j]].amin(dim=0)"),
        with_the_larger_shares=("(sizes[i] * histograms[i] + sizes[j] * histograms[j]) / size",
                                "histograms[[i, j]].amax(dim=0)"),
        weighted_once=("sizes[i] * histograms[i] + sizes[j]", "sizes[i] * histograms[i] +"
                       " sizes[i]"),
        with_neighbours_of_one_alone=("touching[i] | touching[j]", "touching[i] ^ touching[j]"),
        with_the_first_ones_neighbours=("touching[i] | touching[j]", "touching[i].clone()"),
        with_the_second_ones_neighbours=("touching[i] | touching[j]", "touching[j].clone()"),
        with_everybody=("touching[i] | touching[j]", "touching.any(dim=0)"),
        beside_the_first=("near[[i, j]] = False", "near[j] = False"),
        beside_the_second=("near[[i, j]] = False", "near[i] = False"),
        beside_nobody_below=("near[[i, j]] = False", "near[: max(i, j) + 1] = False"),
        beside_nobody_above=("near[[i, j]] = False", "near[min(i, j) :] = False"),
        that_changes_the_table=("near = touching[i] | touching[j]",
                                "touching[i] |= touching[j]\n    near = touching[i]"),
        that_changes_the_sizes=("size = sizes[i] + sizes[j]",
                                "sizes[i] += sizes[j]\n    size = sizes[i]"),
        with_yes_and_no=("near.nonzero()[:, 0]", "near"),
        with_columns=("near.nonzero()[:, 0]", "near.nonzero()"),
        with_how_many=("near.nonzero()[:, 0]", "near.sum()"),
        without_neighbours=("return size, histogram, neighbours", "return size, histogram"),
        in_another_order=("size, histogram, neighbours", "histogram, size, neighbours"),
    ),
    *named(
        with_neighbours_backwards=_change(2, lambda near: near.flip(0)),
        with_a_neighbour_less=_change(2, lambda near: near[1:]),
        numbered_from_one=_change(2, lambda near: near + 1),
        with_a_rounded_histogram=_change(1, lambda shares: shares.round()),
        to_two_digits=_change(1, lambda shares: shares.round(decimals=2)),
        with_a_row=_change(1, lambda shares: shares[None]),
        normed_by_its_largest=_change(1, lambda shares: shares / shares.max()),
        of_one_pixel_more=_change(0, lambda size: size + 1),
    ),
)  # fmt: skip
