"""What a picture of a wrong answer about proposals shows."""

import torch

from mrcnn_edu.classroom.exercises.proposals import cases


def test_a_pair_of_regions_with_the_box_around_both():
    arguments = cases.pairs_of([4, 8], [4, 8], [[0, 0, 2, 2]] * 2, [[4, 0, 6, 2]] * 2, 64)
    wanted = torch.tensor([0.875, 0.75]), torch.tensor([0.9375, 0.9375])
    given = torch.tensor([0.875, 0.75]), torch.tensor([0.9375, 0.5])
    (ax,) = cases.pairs.picture(arguments, wanted, given).axes
    assert len(ax.patches) >= 3
    title = ax.get_title()
    assert title.startswith("8 and 8 of 64 pixels")
    assert "package 0.75, 0.9375, this one 0.75, 0.5" in title


def test_a_graph_twice_with_a_colour_for_each_region():
    arguments = cases.graph_of([1, 9], [[0, 1], [1, 2]], 3, 4)
    answers = (torch.tensor([0, 0, 2]),), (torch.tensor([0, 0, 0]),)
    left, right = cases.graphs.picture(arguments, *answers).axes
    for ax, how_many in ((left, 2), (right, 1)):
        nodes = [line.get_color() for line in ax.lines if line.get_marker() == "o"]
        assert len(nodes) == 3
        assert len(set(nodes)) == how_many
    assert left.get_title() == "package, k = 4\n[0, 0, 2]"
    short = (torch.tensor([0]),)  # as many as the learner gave
    assert "this one" in cases.graphs.picture(arguments, answers[0], short).axes[1].get_title()


def test_a_join_with_both_histograms():
    arguments = cases.join_of([3, 1, 8], [[1, 0], [0, 1], [0.5, 0.5]], [[0, 1], [0, 2]], 0, 1)
    wanted = torch.tensor(4.0), torch.tensor([0.75, 0.25]), torch.tensor([2])
    given = torch.tensor(4.0), torch.tensor([0.5, 0.5]), torch.tensor([], dtype=torch.int64)
    (ax,) = cases.joins.picture(arguments, wanted, given).axes
    assert [round(bar.get_height(), 2) for bar in ax.patches] == [1, 0, 0, 1, 0.75, 0.25, 0.5, 0.5]
    assert "package: size 4, neighbours [2]" in ax.get_title()
    assert "this one: size [4.0], neighbours []" in ax.get_title()


def test_a_search_with_the_proposals_that_count():
    arguments = cases.search_of([[0, 0, 4, 4]], [[0, 0, 4, 3], [5, 5, 9, 9]], 0.5, 1)
    figure = cases.searches.picture(arguments, (torch.tensor(1.0),), (torch.tensor(0.5),))
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.texts] == ["0"]
    assert "the first 1 proposals dashed" in ax.get_title()
    assert "package 1, this one [0.5]" in ax.get_title()
