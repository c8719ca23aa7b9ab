"""The same layers twice, ours and torchvision's, with the same weights made from their names.

torchvision is imported only where its layers are made, so that golden values can be compared
without it.
"""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from mrcnn_edu.layers import resnet
from mrcnn_edu.layers.fpn import BackboneWithFpn
from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d
from mrcnn_edu.layers.image_transform import IMAGENET_MEAN, IMAGENET_STD, ImageTransform
from mrcnn_edu.layers.resnet import freeze_early_layers
from tests.named_weights import fill_by_name, uniform_by_name

DEPTHS = (18, 50, 101)


def filled(make: Callable[[], nn.Module]) -> nn.Module:
    """What ``make`` makes, with weights by name, sparing it to draw millions of its own."""
    with torch.device("meta"):
        module = make()
    return fill_by_name(module.to_empty(device="cpu"))


def our_backbone(depth: int, *, eps: float = 1e-5, trainable_layers: int = 5) -> nn.Module:
    norm = partial(FrozenBatchNorm2d, eps=eps)

    def make() -> nn.Module:
        body = getattr(resnet, f"resnet{depth}")(norm=norm)
        freeze_early_layers(body, trainable_layers)
        return BackboneWithFpn(body)

    return filled(make)


def their_backbone(depth: int, *, eps: float = 1e-5, trainable_layers: int = 5) -> nn.Module:
    import torchvision
    from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

    make = partial(
        resnet_fpn_backbone,
        backbone_name=f"resnet{depth}",
        weights=None,
        norm_layer=partial(torchvision.ops.FrozenBatchNorm2d, eps=eps),
        trainable_layers=trainable_layers,
    )
    return filled(make)


def our_transform(**arguments: object) -> nn.Module:
    return ImageTransform(**arguments)  # type: ignore[arg-type]


def their_transform(
    *, min_size: int = 800, max_size: int = 1333, size_divisible: int = 32
) -> nn.Module:
    from torchvision.models.detection.transform import GeneralizedRCNNTransform

    return GeneralizedRCNNTransform(
        min_size, max_size, list(IMAGENET_MEAN), list(IMAGENET_STD), size_divisible
    )


def image(height: int, width: int, images: int = 1) -> Tensor:
    """(images, 3, height, width), noise from -1 to 1: what a normalised photograph might be."""
    shape = (images, 3, height, width)
    return uniform_by_name(f"image {shape}", shape, -1, 1)


# What a batch is made of: sizes of images, and the arguments of the transform.
BATCHES = {
    "one": (((48, 64),), {"min_size": 80, "max_size": 133}),
    "landscape and portrait": (((40, 70), (71, 39)), {"min_size": 64, "max_size": 100}),
    "longer side decides": (((20, 90), (90, 20)), {"min_size": 64, "max_size": 100}),
    "one pixel": (((1, 1), (2, 3)), {"min_size": 40, "max_size": 70}),
    "a line": (((1500, 6),), {"min_size": 80, "max_size": 400}),
    "grey": (((33, 47),), {"min_size": 47, "max_size": 133}),
    "not resized": (((64, 96), (64, 80)), {"min_size": 64, "max_size": 96}),
    "shrunk": (((300, 410), (123, 77)), {"min_size": 50, "max_size": 133}),
    "multiples of 64": (((48, 64),), {"min_size": 80, "max_size": 133, "size_divisible": 64}),
}


def batch(name: str) -> tuple[list[Tensor], list[dict[str, Tensor]], dict[str, int]]:
    """Images, targets and the arguments of the transform of one of ``BATCHES``."""
    sizes, arguments = BATCHES[name]
    images, targets = [], []
    for i, (height, width) in enumerate(sizes):
        channels = 1 if name == "grey" else 3
        pixels = uniform_by_name(f"{name} {i}", (channels, height, width)).expand(3, -1, -1)
        objects = i + 2 * (i == 0)  # 2, then 1
        corners = uniform_by_name(f"{name} boxes {i}", (objects, 4))
        points = uniform_by_name(f"{name} keypoints {i}", (objects, 5, 3))
        masks = uniform_by_name(f"{name} masks {i}", (objects, height, width)) > 0.5
        side = torch.tensor([width, height])
        target = {
            "boxes": corners * side.repeat(2),
            "keypoints": points * torch.cat((side, torch.ones(1))),
            "masks": masks.to(torch.uint8),
            "labels": torch.arange(objects),
        }
        images.append(pixels)
        targets.append(target)
    return images, targets, arguments
