"""The block and the pyramid of one channel do what the package's modules do."""

import pytest
import torch
from torch import nn

from mrcnn_edu.classroom.exercises.pyramid.one_channel import convolve, pyramid, residual_block
from mrcnn_edu.layers.fpn import FeaturePyramidNetwork
from mrcnn_edu.layers.residual_blocks import BasicBlock


def no_norm(channels):
    return nn.Identity()


def random(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("rows", "kernel", "stride", "expected"),
    [
        ([[1, 2, 4]], [[0, 0, 0], [0, 0, 1], [0, 0, 0]], 1, [[2, 4, 0]]),  # the right neighbour
        ([[1], [2], [4]], [[0, 0, 0], [0, 0, 0], [0, 1, 0]], 1, [[2], [4], [0]]),  # the one below
        ([[1, 2, 4, 8]], [[0, 0, 0], [1, 0, 0], [0, 0, 0]], 2, [[0, 2]]),
        ([[1, 2, 4, 8, 16]], [[0, 0, 0], [0, 1, 0], [0, 0, 0]], 2, [[1, 4, 16]]),
    ],
)
def test_convolution_by_hand(rows, kernel, stride, expected):
    got = convolve(torch.tensor(rows).float(), torch.tensor(kernel).float(), stride)
    assert got.tolist() == expected


@pytest.mark.parametrize("size", [(1, 1), (4, 6), (5, 7)])
@pytest.mark.parametrize(("stride", "shortcut"), [(1, 1.0), (2, 0.5), (2, -2.0)])
def test_block_is_that_of_the_package(size, stride, shortcut):
    x, kernel1, kernel2 = random(*size), random(3, 3, seed=1), random(3, 3, seed=2)
    block = BasicBlock(1, 1, stride, norm=no_norm)
    block.conv1.weight.data[0, 0], block.conv2.weight.data[0, 0] = kernel1, kernel2
    if stride == 2:
        block.downsample[0].weight.data.fill_(shortcut)
    with torch.no_grad():
        expected = block(x[None, None])[0, 0]
    torch.testing.assert_close(residual_block(x, kernel1, kernel2, stride, shortcut), expected)


@pytest.mark.parametrize("size", [(1, 1), (4, 8), (5, 7), (9, 12)])
def test_pyramid_is_that_of_the_package(size):
    height, width = size
    maps = [random(-(-height // s), -(-width // s), seed=s) for s in (1, 2, 4)]
    lateral, smooth = random(3, seed=5), random(3, 3, 3, seed=6)
    fpn = FeaturePyramidNetwork((1, 1, 1), 1)
    for k in range(3):
        fpn.inner_blocks[k][0].weight.data.fill_(lateral[k])
        fpn.layer_blocks[k][0].weight.data[0, 0] = smooth[k]
    with torch.no_grad():
        expected = fpn({str(k): each[None, None] for k, each in enumerate(maps)})
    for got, level in zip(pyramid(*maps, lateral, smooth), expected.values(), strict=True):
        torch.testing.assert_close(got, level[0, 0])
