"""Sizes, boxes, histograms and neighbours of regions; colour, texture, size and fill by hand."""

import pytest
import torch

from mrcnn_edu.ops.region_similarity import (
    COLOUR_BINS,
    DIRECTIONS,
    TEXTURE_BINS,
    describe_regions,
    shared,
    size_and_fill,
)

# A picture of 6 x 8 = 48 pixels: a ring of 12 around a hole of 4, on a ground of 32.
RING, HOLE, GROUND = 1, 2, 0
LABELS = torch.tensor(
    [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 1, 1, 0, 0, 0],
        [0, 1, 2, 2, 1, 0, 0, 0],
        [0, 1, 2, 2, 1, 0, 0, 0],
        [0, 1, 1, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
    ]
)
# Two grey levels, in different bins. A quarter of the ring is dark, half of the hole, all ground.
DARK = torch.tensor([[1, 1, 1, 1, 1, 1, 1, 1]] * 6).bool()
DARK[1, 1:5], DARK[2:5, 1:5] = torch.tensor([1, 1, 1, 0]).bool(), False
DARK[2, 2:4] = True
IMAGE = torch.where(DARK, 30, 220).to(torch.uint8)[None]
REGIONS = describe_regions(IMAGE, LABELS)


def test_sizes_boxes_and_neighbours():
    assert REGIONS.sizes.tolist() == [32, 12, 4]
    assert REGIONS.boxes.tolist() == [[0, 0, 8, 6], [1, 1, 5, 5], [2, 2, 4, 4]]
    assert REGIONS.neighbours.tolist() == [[GROUND, RING], [RING, HOLE]]
    assert REGIONS.area == 48


def test_corners_do_not_make_neighbours():
    board = torch.tensor([[0, 1], [2, 0]])
    regions = describe_regions(torch.zeros(1, 2, 2), board)
    assert regions.neighbours.tolist() == [[0, 1], [0, 2]]  # and not 1 with 2


def test_colour_histograms():
    dark, light = 30 * COLOUR_BINS // 256, 220 * COLOUR_BINS // 256
    assert REGIONS.colour.shape == (3, 25)
    assert REGIONS.texture.shape == (3, 8 * 10)
    assert REGIONS.colour[:, dark].tolist() == [1, 0.25, 0.5]
    assert REGIONS.colour[:, light].tolist() == [0, 0.75, 0.5]
    in_colour = describe_regions(IMAGE.expand(3, -1, -1), LABELS)
    assert in_colour.colour.shape == (3, 3 * COLOUR_BINS)
    torch.testing.assert_close(
        in_colour.colour[:, dark::COLOUR_BINS].sum(1), REGIONS.colour[:, dark]
    )


def test_the_brightest_and_the_darkest_level_have_a_bin():
    ends = torch.tensor([[[0, 255]]], dtype=torch.uint8)
    colour = describe_regions(ends, torch.tensor([[0, 1]])).colour
    assert (colour[0, 0], colour[1, -1]) == (1, 1)


@pytest.mark.parametrize(("level", "where"), [(10, 0), (11, 1), (122, 11), (123, 12), (245, 23)])
def test_each_colour_bin_has_256_levels_by_25(level, where):
    pixel = torch.tensor([[[level]]], dtype=torch.uint8)
    colour = describe_regions(pixel, torch.tensor([[0]])).colour
    assert colour[0].nonzero().tolist() == [[where]]


# Colour, size and fill of two pairs: 0.75 + (1 - 16/48) + (1 - 0/48) and 0.25 + (1 - 44/48) +
# (1 - 4/48).
@pytest.mark.parametrize(
    ("pair", "colour", "size", "fill", "total"),
    [
        pytest.param((RING, HOLE), 0.75, 0.6667, 1.0, 2.4167, id="ring and hole"),
        pytest.param((RING, GROUND), 0.25, 0.0833, 0.9167, 1.25, id="ring and ground"),
    ],
)
def test_similarities_by_hand(pair, colour, size, fill, total):
    i, j = pair
    found = [
        shared(REGIONS.colour[i], REGIONS.colour[j]),
        *size_and_fill(
            REGIONS.sizes[i], REGIONS.sizes[j], REGIONS.boxes[i], REGIONS.boxes[j], REGIONS.area
        ),
    ]
    assert [round(float(value), 4) for value in found] == [colour, size, fill]
    assert round(sum(float(value) for value in found), 4) == total


def test_fill_counts_what_the_box_around_both_has_beyond_them():
    left, right = torch.tensor([0.0, 0, 2, 2]), torch.tensor([6.0, 4, 8, 6])
    size, fill = size_and_fill(torch.tensor(4), torch.tensor(4), left, right, 48)
    assert (round(float(size), 4), round(float(fill), 4)) == (0.8333, 0.1667)  # 40 of 48 beyond


def test_size_and_fill_of_many_pairs_at_once():
    boxes = torch.tensor([[0.0, 0, 8, 6], [2, 2, 4, 4]])
    size, fill = size_and_fill(
        torch.tensor(12), torch.tensor([32, 4]), torch.tensor([1.0, 1, 5, 5]), boxes, 48
    )
    assert size.tolist() == pytest.approx([1 - 44 / 48, 1 - 16 / 48])
    assert fill.tolist() == pytest.approx([1 - 4 / 48, 1])


def slope_histogram(image: torch.Tensor) -> torch.Tensor:
    """(8 directions, 10 bins) of a picture that is one region."""
    labels = torch.zeros(image.shape[1:], dtype=torch.int64)
    return describe_regions(image, labels).texture.view(DIRECTIONS, TEXTURE_BINS) * DIRECTIONS


def test_texture_looks_in_eight_directions():
    ramp = torch.linspace(0.2, 0.8, 30).expand(1, 30, 30)  # brighter to the right
    right = slope_histogram(ramp)
    steep = right[:, 1:].sum(dim=1)  # the share that is not nearly flat
    assert steep[[0, 1, 7]].tolist() == [1, 1, 1]  # right, right and down, right and up
    assert steep[3:6].tolist() == [0, 0, 0]  # to the left it falls
    down = slope_histogram(ramp.transpose(1, 2))
    torch.testing.assert_close(down[2], right[0])  # direction 2 is down
    torch.testing.assert_close(slope_histogram(ramp.flip(2))[4], right[0])  # and 4 to the left


# Brightness jumps in the middle. A Gaussian derivative with sigma 1 sees of that jump a share of
# exp(-d * d / 2) at a distance d: two columns at 0.5, the steepest, two at 1.5, exp(-1) of it or
# 0.37, and at 2.5 0.05. Half right and half down is 0.71 of each.
def test_texture_is_seen_with_a_gaussian_of_one_pixel():
    jump = torch.zeros(1, 30, 30)
    jump[:, :, 15:] = 0.8
    columns = (slope_histogram(jump) * 30).round(decimals=9)
    assert columns[0].tolist() == [26, 0, 0, 2, 0, 0, 0, 0, 0, 2]
    assert columns[1].tolist() == [26, 0, 2, 0, 0, 0, 0, 2, 0, 0]
    assert columns[2].tolist() == [30, *[0] * 9]


def test_the_last_bin_of_texture_ends_at_the_steepest_slope_of_a_channel_in_any_direction():
    jump = torch.zeros(1, 30, 30)
    jump[:, :, 15:] = 0.8
    gentle = 0.25 * jump
    labels = torch.zeros(30, 30, dtype=torch.int64)
    in_colour = describe_regions(torch.cat((jump, gentle, jump)), labels)
    channels = in_colour.texture.view(3, DIRECTIONS, TEXTURE_BINS)
    assert torch.equal(channels[0], channels[1])  # each by its own steepest
    crossed = torch.maximum(jump, jump.transpose(1, 2) / 4)  # down it rises a quarter as much
    assert slope_histogram(crossed)[2, 3:].sum() == 0
    assert slope_histogram(crossed)[2, 2] > 0


def test_every_texture_histogram_has_a_sum_of_one_and_a_flat_picture_one_bin_a_direction():
    torch.testing.assert_close(REGIONS.texture.sum(dim=1), torch.ones(3).double())
    flat = slope_histogram(torch.full((1, 5, 5), 0.5))
    assert flat[:, 0].tolist() == [1] * 8


def test_errors():
    with pytest.raises(ValueError, match=r"labels must have shape \(H, W\) with H = 6 and W = 8"):
        describe_regions(IMAGE, LABELS[:5])
    with pytest.raises(TypeError, match="labels must hold whole numbers"):
        describe_regions(IMAGE, LABELS.float())
