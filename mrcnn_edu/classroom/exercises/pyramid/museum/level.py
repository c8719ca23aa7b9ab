"""Wrong levels: boxes (R, 4), the finest and the coarsest level, to levels (R,)."""

import torch

from mrcnn_edu.ops.boxes import box_area


def level_by_area(boxes, k_min, k_max):
    share = box_area(boxes) / 224**2
    return torch.floor(4 + torch.log2(share) + 1e-6).clamp(k_min, k_max).long()


def level_by_the_longer_side(boxes, k_min, k_max):
    side = (boxes[:, 2:] - boxes[:, :2]).amax(dim=1)
    return torch.floor(4 + torch.log2(side / 224) + 1e-6).clamp(k_min, k_max).long()


def level_rounded(boxes, k_min, k_max):
    side = box_area(boxes).sqrt()
    return torch.round(4 + torch.log2(side / 224)).clamp(k_min, k_max).long()


def level_by_the_natural_logarithm(boxes, k_min, k_max):
    side = box_area(boxes).sqrt()
    return torch.floor(4 + torch.log(side / 224) + 1e-6).clamp(k_min, k_max).long()


def level_without_epsilon(boxes, k_min, k_max):
    side = box_area(boxes).sqrt()
    return torch.floor(4 + torch.log2(side / 224)).clamp(k_min, k_max).long()


def level_without_clamp(boxes, k_min, k_max):
    side = box_area(boxes).sqrt()
    return torch.floor(4 + torch.log2(side / 224) + 1e-6).long()


LEVEL = [
    level_by_area,
    level_by_the_longer_side,
    level_rounded,
    level_by_the_natural_logarithm,
    level_without_epsilon,
    level_without_clamp,
]
