"""What a picture of a wrong answer about SPP-Net shows."""

import pytest
import torch

from mrcnn_edu.classroom.exercises.spp import cases


def test_the_cells_of_both_windows():
    arguments = cases.boxes_on([[1, 1, 40, 40], [1, 1, 20, 40]], 16, (4, 4))
    wanted = torch.tensor([[1, 1, 2, 2], [1, 1, 1, 2]])
    given = torch.tensor([[1, 1, 2, 2], [0, 1, 1, 2]])
    (ax,) = cases.boxes_and_strides.picture(arguments, (wanted,), (given,)).axes
    every, full, ringed = (
        [line for line in ax.lines if line.get_marker() == "o"][place] for place in range(3)
    )
    assert len(every.get_xdata()) == 16
    assert list(zip(full.get_xdata(), full.get_ydata(), strict=True)) == [(16, 16), (16, 32)]
    assert sorted(set(ringed.get_xdata())) == [0, 16]
    assert "package full: [1, 1, 1, 2]\nthis one ringed: [0, 1, 1, 2]" in ax.get_title()


@pytest.mark.parametrize(
    ("place", "told", "cells"),
    [
        (0, "number 0: channel 0, bin (0, 0) of 2 × 2", 4),
        (6, "number 6: channel 1, bin (1, 0) of 2 × 2", 4),
        (9, "number 9: channel 1, bin (0, 0) of 1 × 1", 9),
    ],
)
def test_a_map_and_the_bin_of_a_number(place, told, cells):
    arguments = cases.maps_of([[[[1, 2, 3]] * 3, [[4, 5, 6]] * 3]], (2, 1))
    wanted = torch.zeros(1, 10)
    given = wanted.clone()
    given[0, place] = 7
    (ax,) = cases.maps_to_pool.picture(arguments, (wanted,), (given,)).axes
    assert ax.get_title().startswith(told)
    assert ax.get_title().endswith("package 0, this one 7")
    assert sum(patch.get_alpha() == 0.3 for patch in ax.patches) == cells


def test_a_window_and_the_bin_of_a_number():
    arguments = cases.windows_of([[[0, 1, 2], [3, 4, 5]]], [[0, 0, 0, 0], [1, 0, 2, 1]], (1, 2))
    wanted = torch.zeros(2, 5)
    given = wanted.clone()
    given[1, 4] = 2
    (ax,) = cases.windows_of_a_map.picture(arguments, (wanted,), (given,)).axes
    assert "number 4: channel 0, bin (1, 1) of 2 × 2" in ax.get_title()
    (filled,) = (patch for patch in ax.patches if patch.get_alpha() == 0.3)
    assert filled.get_xy() == (1.5, 0.5)  # column 2, row 1
