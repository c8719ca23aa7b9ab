"""The detectors that are compared, each of which differs from ``masks`` or ``joints`` in one thing.

An arm says what builds the detector, what it learns from, and for how many steps. A seed decides
the first weights, the order of the scenes and which RoIs teach.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.data.flips import COCO_SWAP, horizontal_flip
from mrcnn_edu.data.shapes import CLASSES, shape_scene
from mrcnn_edu.data.sticks import stick_scene
from mrcnn_edu.detectors.ablations import (
    with_class_agnostic_masks,
    with_mlp_masks,
    with_softmax_masks,
)
from mrcnn_edu.detectors.keypoint_rcnn_tiny import keypoint_rcnn_tiny
from mrcnn_edu.detectors.tiny import CHANNELS, NORM, mask_rcnn_tiny, mask_rcnn_tiny_c4
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.fpn import BackboneWithFpn
from mrcnn_edu.layers.residual_blocks import BasicBlock
from mrcnn_edu.layers.resnet import ResNet
from mrcnn_edu.ops.roi_pooling import roi_pool

Scene = Callable[[int, int], tuple[Tensor, dict[str, Tensor]]]
TWINS = len(CLASSES) - 1  # a second name for each shape
SIZE = 128  # pixels, of a scene as it is drawn
UNSWAPPED = tuple(range(17))  # a mirror image in which the left hand is still called left


class Arm(NamedTuple):
    """One of the detectors that are compared.

    Attributes:
        build: makes it, untrained.
        scene: makes what it learns from, of a number and a seed.
        finds: "segm" or "keypoints".
        steps: how many it learns for.
    """

    build: Callable[[], TwoStageDetector]
    scene: Scene
    finds: str = "segm"
    steps: int = 400


def shapes(index: int, seed: int) -> tuple[Tensor, dict[str, Tensor]]:
    """The drawn scene of a number."""
    return shape_scene(index)


def twins(index: int, seed: int) -> tuple[Tensor, dict[str, Tensor]]:
    """The drawn scene of a number, in which each shape has one of two names by the toss of a coin.

    Nothing in the picture says which, so that two classes look alike.
    """
    image, target = shape_scene(index)
    generator = torch.Generator().manual_seed(index)  # whatever the seed: it is in the scene
    second = torch.randint(2, target["labels"].shape, generator=generator)
    return image, {**target, "labels": target["labels"] + TWINS * second}


def sticks(index: int, seed: int) -> tuple[Tensor, dict[str, Tensor]]:
    """The stick figures of a number."""
    return stick_scene(index)


def flipped_sticks(
    index: int, seed: int, swap: tuple[int, ...]
) -> tuple[Tensor, dict[str, Tensor]]:
    """The stick figures of a number, half of the time in a mirror."""
    image, target = stick_scene(index)
    return horizontal_flip(image, target, swap=swap) if seed % 2 else (image, target)


def deeper() -> TwoStageDetector:
    """The small detector on ResNet-34."""
    detector = tiny()
    body = ResNet(BasicBlock, (3, 4, 6, 3), returned_layers=(1, 2, 3), norm=NORM)
    detector.backbone = BackboneWithFpn(body, CHANNELS, norm=NORM)
    return detector


tiny = partial(mask_rcnn_tiny, len(CLASSES), min_size=SIZE)
tiny_of_twins = partial(mask_rcnn_tiny, 1 + 2 * TWINS, min_size=SIZE)


ARMS = {
    "masks": Arm(tiny, shapes),
    "softmax": Arm(lambda: with_softmax_masks(tiny()), shapes),
    "agnostic": Arm(lambda: with_class_agnostic_masks(tiny()), shapes),
    "mlp": Arm(lambda: with_mlp_masks(tiny(), 256), shapes),
    "c4": Arm(partial(mask_rcnn_tiny_c4, len(CLASSES), min_size=SIZE), shapes),
    "resnet34": Arm(deeper, shapes),
    "pool": Arm(partial(tiny, roi_op=roi_pool), shapes),
    "twins": Arm(tiny_of_twins, twins),
    "twins softmax": Arm(lambda: with_softmax_masks(tiny_of_twins()), twins),
    "joints": Arm(keypoint_rcnn_tiny, sticks, "keypoints", 600),
    "joints pool": Arm(partial(keypoint_rcnn_tiny, roi_op=roi_pool), sticks, "keypoints", 600),
    "joints flipped": Arm(
        keypoint_rcnn_tiny, partial(flipped_sticks, swap=COCO_SWAP), "keypoints", 600
    ),
    "joints unswapped": Arm(
        keypoint_rcnn_tiny, partial(flipped_sticks, swap=UNSWAPPED), "keypoints", 600
    ),
}
# What is compared with what: the arm in which one thing is changed, and the one in which none is.
STUDIES = {
    "softmax": ("softmax", "masks"),
    "twins": ("twins softmax", "twins"),
    "agnostic": ("agnostic", "masks"),
    "mlp": ("mlp", "masks"),
    "c4": ("c4", "masks"),
    "depth": ("resnet34", "masks"),
    "pool": ("pool", "masks"),
    "joints pool": ("joints pool", "joints"),
    "joints unswapped": ("joints unswapped", "joints flipped"),
}
