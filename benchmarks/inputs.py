"""Boxes and scores as detectors really give them, from a seed.

How fast NMS is depends on how many boxes survive it. Boxes scattered at random hardly overlap,
and identical ones leave nothing to do; what a region proposal network gives lies between, so
these generators follow how it comes about. The printed table says how many boxes were kept.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image

IMAGE = (800, 1067)  # height and width that COCO's usual images are resized to
STRIDES = (4, 8, 16, 32, 64)  # one level of the feature pyramid each, anchors of side 8 * stride
ASPECTS = (0.5, 1.0, 2.0)  # height over width


def random_boxes(n: int, g: torch.Generator) -> Tensor:
    """(n, 4) boxes anywhere in the image, with sides from 8 to 512 pixels, all scales alike."""
    sides = 8 * 2 ** (torch.rand(n, 2, generator=g) * 6)  # (n, 2)
    centres = torch.rand(n, 2, generator=g) * torch.tensor([IMAGE[1], IMAGE[0]])
    return clip_boxes_to_image(torch.cat((centres - sides / 2, centres + sides / 2), 1), IMAGE)


def anchors(stride: int) -> Tensor:
    """(A, 4) anchors of one level: three shapes of equal area at every cell."""
    y, x = torch.meshgrid(
        torch.arange(0, IMAGE[0], stride), torch.arange(0, IMAGE[1], stride), indexing="ij"
    )
    centres = torch.stack((x, y), -1).reshape(-1, 1, 2) + stride / 2  # (cells, 1, 2)
    aspects = torch.tensor(ASPECTS)
    half = 4 * stride * torch.stack((aspects**-0.5, aspects**0.5), -1)  # (3, 2)
    return torch.cat((centres - half, centres + half), -1).reshape(-1, 4)


def rpn_level(stride: int, n: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """The n best proposals of one level, best first: (n, 4) boxes and (n,) scores.

    Twelve objects stand in the image, and sixty things that look a little like objects. The
    better an anchor covers one of them, the higher it scores (logits from about -3 to 3, with
    noise) and the closer its regression takes it (to within about 8 % of the sides). Other
    anchors stay where they are, but for noise. Boxes end at the border of the image.
    """
    things = random_boxes(72, g)
    looks = torch.where(torch.arange(72) < 12, 6.0, 3.5)  # (72,)
    boxes = anchors(stride)  # (A, 4)
    cover, which = box_iou(boxes, things).nan_to_num().max(dim=1)  # (A,), (A,)
    logits = looks[which] * cover - 3 + 0.7 * torch.randn(len(boxes), generator=g)
    scores, best = logits.topk(min(n, len(boxes)))  # highest first
    boxes, cover, target = boxes[best], cover[best, None], things[which[best]]
    boxes = boxes + torch.sigmoid(12 * (cover - 0.35)) * (target - boxes)
    sides = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)  # (n, 4)
    boxes = boxes + 0.06 * sides * torch.randn(len(boxes), 4, generator=g)
    return clip_boxes_to_image(boxes, IMAGE), scores.sigmoid()


def rpn_levels(n: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Up to n proposals from each level, of the same objects: boxes, scores and their levels."""
    per_level = [rpn_level(s, n, torch.Generator().manual_seed(seed)) for s in STRIDES]
    boxes, scores = (torch.cat(parts) for parts in zip(*per_level, strict=True))
    levels = torch.cat([torch.full((len(b),), i) for i, (b, _) in enumerate(per_level)])
    return boxes, scores, levels


def rpn(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """The n best proposals of all levels, best first: (n, 4) boxes and (n,) scores.

    Of 2000, about a half survive NMS at 0.7; a box has some eight others that near.
    """
    boxes, scores, _ = rpn_levels(n, seed)
    scores, best = scores.topk(n)
    return boxes[best], scores


def clustered(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """Four boxes in five round one of thirty objects, the rest anywhere: boxes and scores.

    A box of a cluster is its object with each side moved by some 15 % of the object's size, so
    that most overlap their object by half to nine tenths. Scores are in no order.
    """
    g = torch.Generator().manual_seed(seed)
    objects = random_boxes(30, g)[torch.randint(0, 30, (n,), generator=g)]  # (n, 4)
    sides = (objects[:, 2:] - objects[:, :2]).repeat(1, 2)
    near = objects + 0.15 * sides * torch.randn(n, 4, generator=g)
    near = torch.cat((near[:, :2].minimum(near[:, 2:]), near[:, :2].maximum(near[:, 2:])), 1)
    in_cluster = torch.rand(n, 1, generator=g) < 0.8
    boxes = torch.where(in_cluster, clip_boxes_to_image(near, IMAGE), random_boxes(n, g))
    return boxes, torch.rand(n, generator=g)


def detections(n: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """n boxes of 80 classes as a box head gives them: boxes, scores and classes.

    Each of thirty objects has its class, which six boxes in ten round it are given; the others
    are given any. Coordinates are multiples of an eighth: torchvision moves each class to a place
    of its own, and float32 holds the moved eighths exactly, so that the results must agree.
    """
    g = torch.Generator().manual_seed(seed)
    boxes, scores = clustered(n, seed)
    boxes = (boxes * 8).round() / 8
    centres = ((boxes[:, :2] + boxes[:, 2:]) / 400).long()  # (n, 2): which patch of the image
    usual = (centres[:, 0] * 13 + centres[:, 1] * 29) % 80
    strange = torch.randint(0, 80, (n,), generator=g)
    return boxes, scores, torch.where(torch.rand(n, generator=g) < 0.6, usual, strange)
