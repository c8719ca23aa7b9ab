"""Our names, answered by what torchvision keeps inside its detectors.

torchvision has these operations as methods and helpers of its models, with arguments of their
own. Each function here takes and gives what our operator of that name does.
"""

import torch
from torch import Tensor
from torchvision.models.detection import _utils
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList

ONES = (1, 1, 1, 1)


def encode_boxes(boxes: Tensor, anchors: Tensor, weights=ONES) -> Tensor:
    """(R, 4) and (R, 4) only."""
    return _utils.BoxCoder(weights).encode_single(boxes, anchors)


def decode_boxes(deltas: Tensor, anchors: Tensor, weights=ONES) -> Tensor:
    """(R, 4) with (R, 4), or (R, K, 4) with (R, 1, 4)."""
    rows = _utils.BoxCoder(weights).decode_single(deltas.flatten(1), anchors.reshape(-1, 4))
    return rows.reshape(deltas.shape)


def cell_anchors(scales, ratios) -> Tensor:
    """In float32."""
    return AnchorGenerator((scales,), (ratios,)).cell_anchors[0]


def multilevel_anchors(cell_anchors, grid_sizes, image_size) -> tuple[Tensor, ...]:
    """From feature maps of those sizes; of the dtype of the anchors."""
    generator = AnchorGenerator(((1,),) * len(grid_sizes))
    generator.cell_anchors = list(cell_anchors)
    maps = [torch.zeros(1, 1, *size, dtype=cell_anchors[0].dtype) for size in grid_sizes]
    (together,) = generator(ImageList(torch.zeros(1, 3, *image_size), [image_size]), maps)
    counts = [len(a) * h * w for a, (h, w) in zip(cell_anchors, grid_sizes, strict=True)]
    return together.split(counts)


def match_boxes(iou: Tensor, high: float, low: float, *, allow_low_quality: bool = False) -> Tensor:
    """With ground truth and anchors."""
    return _utils.Matcher(high, low, allow_low_quality)(iou)


def sample_balanced(labels: Tensor, number: int, positive_fraction: float) -> tuple[Tensor, Tensor]:
    """From torch's global source."""
    (positive,), (negative,) = _utils.BalancedPositiveNegativeSampler(number, positive_fraction)(
        [labels]
    )
    return positive.nonzero().squeeze(1), negative.nonzero().squeeze(1)
