"""ResNet: the numbers of the paper, and what a body must not do."""

import copy
import math
from functools import partial

import pytest
import torch
from torch import nn

from mrcnn_edu.layers import resnet
from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d
from mrcnn_edu.layers.residual_blocks import BasicBlock, Bottleneck, residual_stage
from mrcnn_edu.layers.resnet import ResNet, freeze_early_layers
from tests.layers import twins
from tests.named_weights import fill_by_name, uniform_by_name


def small_body(**arguments) -> ResNet:
    return fill_by_name(ResNet(BasicBlock, (1, 1, 1, 1), **arguments))


# Table 1 of the paper: blocks of a stage, convolutions of a block.
@pytest.mark.parametrize(
    ("depth", "block", "blocks"),
    [
        (18, BasicBlock, (2, 2, 2, 2)),
        (50, Bottleneck, (3, 4, 6, 3)),
        (101, Bottleneck, (3, 4, 23, 3)),
    ],
)
def test_stages_and_depth(depth, block, blocks):
    with torch.device("meta"):
        body = getattr(resnet, f"resnet{depth}")()
    stages = [body.layer1, body.layer2, body.layer3, body.layer4]
    assert tuple(len(stage) for stage in stages) == blocks
    assert {type(one) for stage in stages for one in stage} == {block}
    convolutions = [
        name
        for name, module in body.named_modules()
        if isinstance(module, nn.Conv2d) and "downsample" not in name
    ]
    assert len(convolutions) + 1 == depth  # the classifier makes one more
    assert body.channels == tuple(block.expansion * width for width in (64, 128, 256, 512))


@pytest.mark.parametrize("depth", [18, 50])
@pytest.mark.parametrize("size", [(64, 96), (65, 97), (1, 1)], ids=str)
def test_maps_have_strides_4_8_16_32(depth, size):
    with torch.device("meta"):
        body = getattr(resnet, f"resnet{depth}")()
        maps = body(torch.zeros(2, 3, *size))
    assert list(maps) == ["0", "1", "2", "3"]
    for stride, channels, found in zip((4, 8, 16, 32), body.channels, maps.values(), strict=True):
        assert found.shape == (2, channels, *(math.ceil(side / stride) for side in size))


def test_a_bottleneck_has_its_stride_in_the_3x3():
    block = Bottleneck(64, 32, stride=2)
    assert [conv.stride for conv in (block.conv1, block.conv2, block.conv3)] == [
        (1, 1),
        (2, 2),
        (1, 1),
    ]
    assert block.conv2.kernel_size == (3, 3)


@pytest.mark.parametrize(
    ("made", "projected"),
    [
        (BasicBlock(8, 8), False),
        (BasicBlock(8, 8, stride=2), True),
        (BasicBlock(8, 16), True),
        (Bottleneck(8, 8), True),
        (Bottleneck(32, 8), False),
        (Bottleneck(32, 8, stride=2), True),
    ],
    ids=["as it is", "half", "wider", "wider by 4", "as it is after 4", "half after 4"],
)
def test_the_shortcut_is_projected_where_shapes_differ(made, projected):
    assert (made.downsample is not None) == projected


@pytest.mark.parametrize("block", [BasicBlock, Bottleneck])
@pytest.mark.parametrize("stride", [1, 2])
def test_a_block_that_adds_nothing_passes_its_input_on(block, stride):
    made = block(8 * block.expansion, 8, stride, partial(FrozenBatchNorm2d, eps=0.0))
    nn.init.zeros_(getattr(made, "conv2" if block is BasicBlock else "conv3").weight)
    x = uniform_by_name("x", (1, 8 * block.expansion, 6, 6), -1, 1)
    expected = x
    if stride == 2:
        nn.init.dirac_(made.downsample[0].weight)
        expected = x[:, :, ::2, ::2]
    assert torch.equal(made(x), expected.relu())


@pytest.mark.parametrize("block", [BasicBlock, Bottleneck])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("norm", [FrozenBatchNorm2d, nn.BatchNorm2d, partial(nn.GroupNorm, 2)])
def test_a_block_is_its_formula(block, stride, norm):
    made = fill_by_name(block(8, 8 // block.expansion, stride, norm)).double()
    x = uniform_by_name("x", (2, 8, 5, 6), -1, 1).double()
    out = made.bn1(made.conv1(x)).relu()
    out = made.bn2(made.conv2(out))
    if block is Bottleneck:
        out = made.bn3(made.conv3(out.relu()))
    shortcut = x if made.downsample is None else made.downsample(x)
    torch.testing.assert_close(made(x), (out + shortcut).relu(), rtol=1e-10, atol=1e-10)


def test_a_stage_changes_size_in_its_first_block_only():
    stage = residual_stage(Bottleneck, 64, 32, 3, stride=2)
    assert len(stage) == 3
    assert [block.downsample is None for block in stage] == [False, True, True]
    assert stage(torch.rand(1, 64, 7, 8)).shape == (1, 128, 4, 4)


@pytest.mark.parametrize("block", [BasicBlock, Bottleneck])
def test_the_norm_asked_for_follows_every_convolution(block):
    with torch.device("meta"):
        body = ResNet(block, (2, 2, 2, 2), norm=partial(nn.GroupNorm, 8))
    kinds = [type(module) for module in body.modules()]
    assert FrozenBatchNorm2d not in kinds
    assert kinds.count(nn.GroupNorm) == kinds.count(nn.Conv2d) > 16


def test_stages_after_the_last_one_asked_for_are_not_built():
    body = small_body(returned_layers=(3,))
    assert [name for name, _ in body.named_children()] == [
        "conv1",
        "bn1",
        "layer1",
        "layer2",
        "layer3",
    ]
    maps = body(twins.image(32, 32))
    assert list(maps) == ["0"]
    assert maps["0"].shape == (1, 256, 2, 2)
    assert body.channels == (256,)


def test_maps_asked_for_are_those_of_the_whole_body():
    every, some = small_body(), small_body(returned_layers=(2, 4))
    whole = every(twins.image(40, 40))
    maps = some(twins.image(40, 40))
    assert list(maps) == ["0", "1"]
    assert torch.equal(maps["0"], whole["1"])
    assert torch.equal(maps["1"], whole["3"])


@pytest.mark.parametrize("norm", [FrozenBatchNorm2d, nn.BatchNorm2d, partial(nn.GroupNorm, 8)])
def test_the_image_is_not_changed_and_later_stages_leave_maps_alone(norm):
    body = small_body(norm=norm).eval()
    x = twins.image(40, 40)
    given = x.clone()
    whole = body(given)
    assert torch.equal(given, x)
    for k in (1, 2, 3):
        assert torch.equal(
            small_body(norm=norm, returned_layers=(k,)).eval()(x)["0"], whole[str(k - 1)]
        )


def test_training_a_body_of_frozen_norms_changes_no_result():
    body = small_body()
    x = twins.image(40, 40, images=2)
    before = {name: found.detach().clone() for name, found in body.eval()(x).items()}
    for name, found in body.train()(x).items():
        assert torch.equal(found, before[name])


def test_an_image_gives_the_same_alone_and_in_a_batch():
    body = small_body().double()
    two = twins.image(40, 33, images=2).double()
    alone = body(two[1:])
    for name, found in body(two).items():
        torch.testing.assert_close(found[1:], alone[name], rtol=1e-10, atol=1e-10)


def test_memory_layout_does_not_matter_to_the_result():
    body = small_body().double()
    x = twins.image(40, 33, images=2).double()
    last = body(x.contiguous(memory_format=torch.channels_last))
    for name, found in body(x).items():
        torch.testing.assert_close(found, last[name], rtol=1e-10, atol=1e-10)
        assert last[name].is_contiguous(memory_format=torch.channels_last)


def test_convolutions_start_with_the_variance_of_the_paper():
    torch.manual_seed(0)
    body = resnet.resnet18()
    for module in body.modules():
        if isinstance(module, nn.Conv2d):
            fan_out = module.out_channels * module.kernel_size[0] ** 2
            assert module.weight.std().item() == pytest.approx(math.sqrt(2 / fan_out), rel=0.05)


@pytest.mark.parametrize(
    ("trainable_layers", "trained"),
    [
        (0, set()),
        (1, {"layer4"}),
        (2, {"layer3", "layer4"}),
        (3, {"layer2", "layer3", "layer4"}),
        (4, {"layer1", "layer2", "layer3", "layer4"}),
        (5, {"conv1", "bn1", "layer1", "layer2", "layer3", "layer4"}),
    ],
)
def test_frozen_layers(trainable_layers, trained):
    body = small_body(norm=nn.BatchNorm2d)
    freeze_early_layers(body, trainable_layers)
    found = {name.split(".")[0] for name, p in body.named_parameters() if p.requires_grad}
    assert found == trained
    maps = body(twins.image(40, 40, images=2))
    assert [m.requires_grad for m in maps.values()] == [
        any(f"layer{j}" in trained for j in range(1, k + 1)) for k in range(1, 5)
    ]


def test_freezing_leaves_frozen_what_was():
    body = small_body()
    freeze_early_layers(body, 1)
    freeze_early_layers(body, 5)
    assert not body.conv1.weight.requires_grad


def test_a_copy_gives_the_same():
    body = small_body()
    copied = copy.deepcopy(body)
    x = twins.image(40, 40)
    assert torch.equal(copied(x)["3"], body(x)["3"])


@pytest.mark.parametrize("layers", [(), (0,), (5,), (2, 1), (1, 1), (1, 2, 9)], ids=str)
def test_layers_that_cannot_be_returned_are_refused(layers):
    with pytest.raises(ValueError, match=r"returned_layers must be .*1, 2, 3, 4.*got") as error:
        ResNet(BasicBlock, (1, 1, 1, 1), returned_layers=layers)
    assert str(layers) in str(error.value)


@pytest.mark.parametrize("number", [-1, 6, 2.5])
def test_layers_that_cannot_be_trained_are_refused(number):
    with pytest.raises(ValueError, match=rf"trainable_layers must be in 0 to 5, got {number}; 3"):
        freeze_early_layers(small_body(), number)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (torch.zeros(3, 8, 8), ValueError, r"x must have shape \(N, C, H, W\).*x\[None\]"),
        (torch.zeros(1, 3, 8, 8, dtype=torch.uint8), TypeError, r"x must be floating.*x\.float"),
        (torch.zeros(1, 3, 0, 8), ValueError, r"x .*got \(1, 3, 0, 8\); C, H and W must be"),
        (torch.zeros(1, 1, 8, 8), ValueError, r"x must have 3 channels, got 1; .*expand"),
    ],
    ids=["one image", "bytes", "no rows", "grey"],
)
def test_images_that_cannot_be_taken_are_refused(x, error, message):
    with pytest.raises(error, match=message):
        small_body()(x)
