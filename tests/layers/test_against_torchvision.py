"""Our layers beside torchvision's own: state-dict keys, results and gradients.

In float64 both must agree to a few roundings, which no wrong constant survives; in float32 they
may differ by the roundings of fifty layers in a row, since ours fold the norms into the weights.
"""

import gzip
import os
from functools import cache, partial
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.layers import fpn, resizing, resnet
from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d
from mrcnn_edu.layers.image_transform import ImageTransform
from tests.layers import golden, twins
from tests.named_weights import fill_by_name, uniform_by_name

torchvision = pytest.importorskip("torchvision", reason="needs torchvision")

EXACT, FLOAT32 = 1e-12, 1e-4  # of the largest number of a result


def assert_near(got: Tensor, expected: Tensor, tolerance: float) -> None:
    """Hold two results together to a share of the largest number in them."""
    largest = float(expected.detach().abs().max()) if expected.numel() else 0.0
    torch.testing.assert_close(got, expected, rtol=0, atol=tolerance * largest)


def assert_same_maps(ours: nn.Module, theirs: nn.Module, x: Tensor, tolerance: float) -> None:
    with torch.no_grad():
        found, expected = ours(x), theirs(x)
    assert list(found) == list(expected)
    for name in expected:
        assert_near(found[name], expected[name], tolerance)


def test_the_golden_file_holds_what_torchvision_answers_today() -> None:
    found = golden.answers(twins.their_backbone, twins.their_transform)
    held = golden.read()["cases"]
    assert found.keys() == held.keys()
    for case in found:
        for key, summary in found[case].items():
            assert summary["shape"] == held[case][key]["shape"]
            numbers = torch.tensor(summary["numbers"], dtype=torch.float64)
            assert_near(numbers, numbers.new_tensor(held[case][key]["numbers"]), 1e-6)


@cache
def twin_backbones(depth: int) -> tuple[nn.Module, nn.Module]:
    return twins.our_backbone(depth), twins.their_backbone(depth)


@pytest.mark.parametrize("depth", twins.DEPTHS)
def test_keys_shapes_and_dtypes_of_a_backbone(depth: int) -> None:
    ours, theirs = (
        [(key, value.shape, value.dtype) for key, value in backbone.state_dict().items()]
        for backbone in twin_backbones(depth)
    )
    assert ours == theirs


# Height and width: multiples of 32 or not, odd at every stride, a single pixel.
@pytest.mark.parametrize("size", [(64, 96), (65, 97), (1, 1), (7, 40), (95, 33)], ids=str)
@pytest.mark.parametrize("depth", [18, 50])
def test_backbone(depth: int, size: tuple[int, int]) -> None:
    assert_same_maps(*twin_backbones(depth), twins.image(*size, images=2), FLOAT32)


def test_backbone_of_another_depth() -> None:
    assert_same_maps(*twin_backbones(101), twins.image(64, 33), FLOAT32)


@pytest.mark.parametrize("eps", [1e-5, 0.0])
def test_backbone_to_the_last_digits(eps: float) -> None:
    x = twins.image(33, 40).double()
    ours, theirs = (m(18, eps=eps).double() for m in (twins.our_backbone, twins.their_backbone))
    assert_same_maps(ours, theirs, x, EXACT)
    for norm in (m for m in ours.modules() if isinstance(m, FrozenBatchNorm2d)):
        norm.eps = 2e-5
    with pytest.raises(AssertionError):  # the comparison can tell
        assert_same_maps(ours, theirs, x, EXACT)


def gradients(backbone: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """Of every parameter that has one, for a loss that weighs every number differently."""
    levels = backbone.train()(x)
    weights = (uniform_by_name(name, tuple(v.shape), -1, 1).to(v) for name, v in levels.items())
    loss = torch.stack([(v * w).sum() for v, w in zip(levels.values(), weights, strict=True)]).sum()
    loss.backward()
    return {name: p.grad for name, p in backbone.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("trainable_layers", range(6))
def test_frozen_layers(trainable_layers: int) -> None:
    ours, theirs = (
        {
            name: p.requires_grad
            for name, p in make(18, trainable_layers=trainable_layers).named_parameters()
        }
        for make in (twins.our_backbone, twins.their_backbone)
    )
    assert ours == theirs


@pytest.mark.parametrize(("depth", "trainable_layers"), [(18, 5), (18, 0), (50, 3)])
def test_gradients(depth: int, trainable_layers: int) -> None:
    x = twins.image(33, 40).double()
    ours, theirs = (
        gradients(make(depth, trainable_layers=trainable_layers).double(), x)
        for make in (twins.our_backbone, twins.their_backbone)
    )
    assert ours.keys() == theirs.keys()
    for name, expected in theirs.items():
        assert_near(ours[name], expected, 1e-10)


def their_body(depth: int, returned: tuple[int, ...], norm=None) -> nn.Module:
    """What torchvision makes a backbone's body of."""
    norm_layer = norm or torchvision.ops.FrozenBatchNorm2d
    full = getattr(torchvision.models, f"resnet{depth}")(norm_layer=norm_layer)
    names = {f"layer{k}": str(i) for i, k in enumerate(returned)}
    return torchvision.models._utils.IntermediateLayerGetter(full, return_layers=names)


@pytest.mark.parametrize("norm", [nn.BatchNorm2d, partial(nn.GroupNorm, 8)], ids=["batch", "group"])
def test_other_norms(norm) -> None:
    ours = fill_by_name(resnet.resnet18(norm=norm)).double()
    theirs = fill_by_name(their_body(18, (1, 2, 3, 4), norm)).double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    x = twins.image(40, 33, images=2).double()
    for training in (False, True):
        assert_same_maps(ours.train(training), theirs.train(training), x, EXACT)


@pytest.mark.parametrize("returned", [(1,), (3,), (4,), (2, 4), (1, 2, 3)], ids=str)
def test_returned_layers(returned: tuple[int, ...]) -> None:
    ours = twins.filled(lambda: resnet.resnet50(returned_layers=returned))
    theirs = twins.filled(lambda: their_body(50, returned))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert_same_maps(ours, theirs, twins.image(40, 64), FLOAT32)


@pytest.mark.parametrize("norm", [None, nn.BatchNorm2d], ids=["no norm", "norm"])
@pytest.mark.parametrize("sides", [((8, 12), (4, 6)), ((9, 7), (5, 4), (3, 2)), ((3, 5),)])
def test_feature_pyramid(norm, sides: tuple[tuple[int, int], ...]) -> None:
    channels = tuple(6 + 2 * i for i in range(len(sides)))
    maps = {
        f"map {i}": uniform_by_name(f"map {i}", (2, c, *side), -1, 1).double()
        for i, (c, side) in enumerate(zip(channels, sides, strict=True))
    }
    ours = fill_by_name(fpn.FeaturePyramidNetwork(channels, 8, norm=norm)).double()
    pool = torchvision.ops.feature_pyramid_network.LastLevelMaxPool()
    network = torchvision.ops.FeaturePyramidNetwork(list(channels), 8, pool, norm_layer=norm)
    theirs = fill_by_name(network).double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for name, expected in theirs(dict(maps)).items():
        assert_near(ours(maps)[name], expected, EXACT)


@pytest.mark.parametrize("eps", [1e-5, 0.0, 0.1])
def test_frozen_batch_norm(eps: float) -> None:
    ours, theirs = (
        fill_by_name(made(6, eps=eps)).double()
        for made in (FrozenBatchNorm2d, torchvision.ops.FrozenBatchNorm2d)
    )
    x = uniform_by_name("x", (2, 6, 3, 4), -1, 1).double()
    assert_near(ours(x), theirs(x), EXACT)


@pytest.mark.parametrize("name", twins.BATCHES)
@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
def test_transform(name: str, training: bool) -> None:
    images, targets, arguments = twins.batch(name)
    found, our_targets = twins.our_transform(**arguments).train(training)(images, targets)
    expected, their_targets = twins.their_transform(**arguments).train(training)(images, targets)
    assert found.image_sizes == expected.image_sizes
    torch.testing.assert_close(found.tensors, expected.tensors, rtol=0, atol=1e-6)
    for ours, theirs in zip(our_targets, their_targets, strict=True):
        assert ours.keys() == theirs.keys()
        torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=0)


@pytest.mark.parametrize("seed", range(40))
def test_sizes_of_images(seed: int) -> None:
    g = torch.Generator().manual_seed(seed)
    height, width, min_size, longer = torch.randint(1, 400, (4,), generator=g).tolist()
    arguments = {"min_size": min_size, "max_size": min_size + longer}
    size = resizing.resized_size((height, width), min_size, min_size + longer)
    if int(min(height, width) * (min_size + longer) / max(height, width)) == 0:
        assert min(size) == 1
        with pytest.raises(RuntimeError):  # of a strip it leaves nothing
            twins.their_transform(**arguments).eval()([torch.zeros(3, height, width)])
    else:
        made, _ = twins.their_transform(**arguments).eval()([torch.zeros(3, height, width)])
        assert made.image_sizes == [size]


@pytest.mark.parametrize("dtype", [torch.uint8, torch.bool, torch.float32], ids=str)
def test_masks_of_any_dtype(dtype: torch.dtype) -> None:
    masks = (uniform_by_name("masks", (3, 17, 23)) > 0.5).to(dtype)
    target = {"boxes": torch.zeros(3, 4), "masks": masks}
    transform = twins.their_transform(min_size=40, max_size=100)
    made, resized = transform.eval()([torch.zeros(3, 17, 23)], [target])
    torch.testing.assert_close(
        resizing.resize_masks(masks, made.image_sizes[0]), resized[0]["masks"]
    )


def test_the_way_back() -> None:
    boxes = uniform_by_name("boxes", (5, 4), 0, 800)
    points = uniform_by_name("points", (5, 17, 3), 0, 800)
    sizes = (800, 1066), (427, 569)
    theirs = torchvision.models.detection.transform
    torch.testing.assert_close(
        resizing.resize_boxes(boxes, *sizes), theirs.resize_boxes(boxes, *sizes), rtol=1e-6, atol=0
    )
    found, expected = (made.resize_keypoints(points, *sizes) for made in (resizing, theirs))
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=0)


DATA = os.environ.get("MRCNN_EDU_DATA", "")


@pytest.mark.skipif(not DATA, reason="needs MRCNN_EDU_DATA")
def test_real_weights_on_a_real_photograph() -> None:
    from PIL import Image

    folder = Path(DATA)
    with gzip.open(folder / "weights" / "resnet50_imagenet_fp16.pth.gz") as file:
        weights = torch.load(file, weights_only=True)
    ours = resnet.resnet50()
    ours.load_state_dict({k: v for k, v in weights.items() if not k.startswith("fc.")})
    theirs = their_body(50, (1, 2, 3, 4))
    theirs.load_state_dict({k: v for k, v in weights.items() if not k.startswith("fc.")})
    path = sorted((folder / "balloon" / "val").glob("*.jpg"))[0]
    with Image.open(path) as photo:
        pixels = torchvision.transforms.functional.pil_to_tensor(photo.convert("RGB")) / 255
    batch, _ = ImageTransform(320, 533).eval()([pixels])
    assert_same_maps(ours, theirs, batch.tensors, FLOAT32)
