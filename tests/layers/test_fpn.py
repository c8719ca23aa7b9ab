"""The feature pyramid, on maps small enough to add up by hand."""

import math

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.layers import resnet
from mrcnn_edu.layers.fpn import BackboneWithFpn, FeaturePyramidNetwork
from mrcnn_edu.layers.residual_blocks import BasicBlock
from tests.layers import twins
from tests.named_weights import fill_by_name, uniform_by_name


def plain_pyramid(levels: int) -> FeaturePyramidNetwork:
    """A pyramid of one channel whose convolutions let everything through as it is."""
    pyramid = FeaturePyramidNetwork((1,) * levels, 1)
    for module in pyramid.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.dirac_(module.weight)
    return pyramid


def one(rows: list[list[float]]) -> Tensor:
    return torch.tensor(rows)[None, None]


def test_coarse_is_added_to_fine_by_hand():
    fine = one([[1.0, 2, 3, 4], [5, 6, 7, 8]])
    coarse = one([[10.0, 20]])
    found = plain_pyramid(2)({"a": fine, "b": coarse})
    assert list(found) == ["a", "b", "pool"]
    assert found["a"][0, 0].tolist() == [[11, 12, 23, 24], [15, 16, 27, 28]]
    assert found["b"][0, 0].tolist() == [[10, 20]]
    assert found["pool"][0, 0].tolist() == [[10]]


def test_what_is_added_goes_all_the_way_down():
    maps = {"0": torch.zeros(1, 1, 8, 8), "1": torch.zeros(1, 1, 4, 4), "2": torch.ones(1, 1, 2, 2)}
    found = plain_pyramid(3)(maps)
    assert all(bool((level == 1).all()) for level in found.values())


def test_odd_sizes_take_the_nearest_coarse_cell():
    found = plain_pyramid(2)({"0": torch.zeros(1, 1, 1, 5), "1": one([[1.0, 2, 3]])})
    # Cell i of five looks at cell floor(3 i / 5) of three.
    assert found["0"][0, 0].tolist() == [[1, 1, 2, 2, 3]]


def test_p6_is_every_second_cell_of_p5():
    coarsest = torch.arange(15.0).reshape(1, 1, 3, 5)
    found = plain_pyramid(1)({"0": coarsest})
    assert found["pool"][0, 0].tolist() == [[0, 2, 4], [10, 12, 14]]


def test_smoothing_comes_after_the_sum_and_is_not_handed_down():
    pyramid = plain_pyramid(2)
    pyramid.layer_blocks[1][0].weight.data.mul_(100)
    found = pyramid({"0": one([[1.0, 1]]), "1": one([[2.0]])})
    assert found["0"][0, 0].tolist() == [[3, 3]]
    assert found["1"][0, 0].tolist() == [[200]]


def test_maps_that_come_in_are_not_changed():
    pyramid = fill_by_name(FeaturePyramidNetwork((2, 2), 2))
    maps = {str(i): uniform_by_name(str(i), (1, 2, 4 // 2**i, 4 // 2**i)) for i in (0, 1)}
    before = {name: value.clone() for name, value in maps.items()}
    pyramid(maps)
    for name, value in maps.items():
        assert torch.equal(value, before[name])


def test_gradients_reach_every_weight_and_are_right():
    pyramid = fill_by_name(FeaturePyramidNetwork((2, 3), 2)).double()
    maps = [uniform_by_name(str(i), (1, 2 + i, 3 - i, 3 - i)).double() for i in (0, 1)]
    inputs = [m.requires_grad_() for m in maps]
    torch.autograd.gradcheck(
        lambda a, b: tuple(pyramid({"0": a, "1": b}).values()), inputs, fast_mode=False
    )
    sum(level.sum() for level in pyramid(dict(zip("01", maps, strict=True))).values()).backward()
    assert all(p.grad is not None and bool(p.grad.any()) for p in pyramid.parameters())


def test_convolutions_start_as_in_the_reference():
    torch.manual_seed(0)
    for module in FeaturePyramidNetwork((64, 512), 256).modules():
        if isinstance(module, nn.Conv2d):
            bound = math.sqrt(3 / module.weight[0].numel())  # uniform, variance 1 / fan_in
            assert bound * 0.99 < module.weight.abs().max().item() <= bound
            assert not module.bias.any()


def test_a_norm_takes_the_place_of_the_bias():
    pyramid = FeaturePyramidNetwork((4,), 8, norm=lambda channels: nn.GroupNorm(2, channels))
    assert list(pyramid.state_dict()) == [
        f"{blocks}.0.{key}"
        for blocks in ("inner_blocks", "layer_blocks")
        for key in ("0.weight", "1.weight", "1.bias")
    ]


def test_the_backbone_of_the_paper():
    with torch.device("meta"):
        backbone = BackboneWithFpn(resnet.resnet50())
        levels = backbone(torch.zeros(1, 3, 800, 1088))
    assert backbone.out_channels == 256
    assert list(levels) == ["0", "1", "2", "3", "pool"]
    for stride, level in zip((4, 8, 16, 32, 64), levels.values(), strict=True):
        assert level.shape == (1, 256, math.ceil(800 / stride), math.ceil(1088 / stride))


def test_state_dict_keys_of_a_backbone():
    with torch.device("meta"):
        keys = list(BackboneWithFpn(resnet.resnet50()).state_dict())
    assert keys[0] == "body.conv1.weight"
    assert keys[1:5] == [f"body.bn1.{k}" for k in ("weight", "bias", "running_mean", "running_var")]
    assert {"body.layer1.0.downsample.1.running_var", "body.layer4.2.conv3.weight"} <= set(keys)
    assert [key for key in keys if key.startswith("fpn.")] == [
        f"fpn.{blocks}.{level}.0.{kind}"
        for blocks in ("inner_blocks", "layer_blocks")
        for level in range(4)
        for kind in ("weight", "bias")
    ]
    assert len(keys) == 53 * 5 + 16  # 53 convolutions with a norm each; 8 with a bias


def test_a_backbone_is_its_two_parts():
    body = resnet.ResNet(BasicBlock, (1, 1, 1, 1), returned_layers=(2, 4))
    backbone = fill_by_name(BackboneWithFpn(body, 16))
    found = backbone(twins.image(64, 64))
    expected = backbone.fpn(backbone.body(twins.image(64, 64)))
    assert [tuple(level.shape) for level in found.values()] == [
        (1, 16, 8, 8),
        (1, 16, 2, 2),
        (1, 16, 1, 1),
    ]
    for name, level in found.items():
        assert torch.equal(level, expected[name])


def test_channels_last_stay_last():
    backbone = fill_by_name(BackboneWithFpn(resnet.resnet18(), 16))
    x = twins.image(64, 96).contiguous(memory_format=torch.channels_last)
    for level in list(backbone(x).values())[:-1]:
        assert level.is_contiguous(memory_format=torch.channels_last)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"in_channels must hold .* got none; .*256, 512"):
        FeaturePyramidNetwork(())
    with pytest.raises(ValueError, match=r"maps must hold 2 maps, got 1: \['0'\]; make"):
        plain_pyramid(2)({"0": torch.zeros(1, 1, 2, 2)})
    with pytest.raises(ValueError, match=r"maps must hold 1 maps, got 2"):
        plain_pyramid(1)({k: torch.zeros(1, 1, 2, 2) for k in "01"})
