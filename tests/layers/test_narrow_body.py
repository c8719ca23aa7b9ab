"""A body with one narrow map."""

import pytest
import torch
from torch import nn

from mrcnn_edu.layers.narrow_body import NarrowBody
from mrcnn_edu.layers.resnet import resnet18


@pytest.mark.parametrize(("stage", "size"), [(2, (8, 13)), (3, (4, 7)), (4, (2, 4))])
def test_shapes(stage: int, size: tuple[int, int]) -> None:
    body = NarrowBody(resnet18(returned_layers=(stage,)), 16)
    (found,) = body(torch.rand(2, 3, 64, 97)).values()
    assert found.shape == (2, 16, *size)
    assert body.out_channels == 16


def test_each_cell_stays_by_itself() -> None:
    body = NarrowBody(resnet18(returned_layers=(4,)), 2)
    with torch.no_grad():
        body.narrow.weight.zero_()
        body.narrow.weight[1, 7] = 2.0  # twice the map's eighth channel
        body.narrow.bias.copy_(torch.tensor([5.0, 1.0]))
        x = torch.rand(1, 3, 64, 96)
        (wide,), (narrow,) = body.body(x).values(), body(x).values()
    assert torch.equal(narrow[:, 0], torch.full((1, 2, 3), 5.0))
    torch.testing.assert_close(narrow[:, 1], 2 * wide[:, 7] + 1)


def test_a_norm_takes_the_place_of_the_bias() -> None:
    body = NarrowBody(resnet18(returned_layers=(4,)), 8, norm=lambda c: nn.GroupNorm(4, c))
    conv, norm = body.narrow
    assert conv.bias is None
    assert isinstance(norm, nn.GroupNorm)


def test_a_body_of_several_maps_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one map, got returned_layers=\(3, 4\).*WithFpn"):
        NarrowBody(resnet18(returned_layers=(3, 4)))
