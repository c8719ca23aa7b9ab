"""Wrong ways to pool many windows of one map: features (C, H, W), windows (R, 4), levels."""

import torch

from mrcnn_edu.ops.roi_pooling import spatial_pyramid_pool


def _rows(features, windows, levels):
    """One row for each window, of which the last row and column belong to it."""
    cut = [features[None, :, y1 : y2 + 1, x1 : x2 + 1] for x1, y1, x2, y2 in windows.tolist()]
    return torch.cat([spatial_pyramid_pool(part, levels) for part in cut])


def windows_without_their_last_cells(features, windows, levels):
    first, last = windows[:, :2], windows[:, 2:]
    return _rows(features, torch.cat((first, torch.maximum(last - 1, first)), dim=1), levels)


def windows_of_rows_and_columns(features, windows, levels):
    return _rows(features.mT, windows, levels)


def windows_of_the_first(features, windows, levels):
    return _rows(features, windows[:1].expand(len(windows), -1), levels)


def windows_channel_by_channel(features, windows, levels):
    rows = [_rows(channel[None], windows, levels) for channel in features]
    return torch.cat(rows, dim=1)


POOL_WINDOWS = [
    windows_without_their_last_cells,
    windows_of_rows_and_columns,
    windows_of_the_first,
    windows_channel_by_channel,
]
