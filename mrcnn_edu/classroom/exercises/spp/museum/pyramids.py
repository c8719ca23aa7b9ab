"""Wrong pyramids: features (N, C, H, W), levels to a row of numbers for each image."""

import torch
from torch.nn.functional import adaptive_avg_pool2d, adaptive_max_pool2d, max_pool2d, pad


def pool_by_window_and_stride(features, levels):
    pooled = []
    for n in levels:
        window = [-(-side // n) for side in features.shape[2:]]
        stride = [max(side // n, 1) for side in features.shape[2:]]
        pooled.append(max_pool2d(features, window, stride).flatten(1))
    return torch.cat(pooled, dim=1)


def pool_with_zeros_around(features, levels):
    pooled = []
    for n in levels:
        window = [-(-side // n) for side in features.shape[2:]]
        (below, right) = (w * n - side for w, side in zip(window, features.shape[2:], strict=True))
        pooled.append(max_pool2d(pad(features, (0, right, 0, below)), window).flatten(1))
    return torch.cat(pooled, dim=1)


def pool_bins_before_channels(features, levels):
    pooled = [adaptive_max_pool2d(features, n).flatten(2).mT.flatten(1) for n in levels]
    return torch.cat(pooled, dim=1)


def pool_finest_first(features, levels):
    order = sorted(levels, reverse=True)
    return torch.cat([adaptive_max_pool2d(features, n).flatten(1) for n in order], dim=1)


def pool_by_the_mean(features, levels):
    return torch.cat([adaptive_avg_pool2d(features, n).flatten(1) for n in levels], dim=1)


SPATIAL_PYRAMID_POOL = [
    pool_with_zeros_around,
    pool_by_window_and_stride,
    pool_bins_before_channels,
    pool_finest_first,
    pool_by_the_mean,
]
