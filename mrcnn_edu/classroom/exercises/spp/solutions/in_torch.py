"""In torch: what lies outside a bin is covered with minus infinity."""

import torch


def map_windows(boxes, stride, grid):
    low, high = (boxes / stride).split(2, dim=1)
    first, last = low.floor() + 1, high.ceil() - 1
    nearest = ((low + high) / 2 + 0.5).floor()
    cells = torch.hstack((first, last)).where((first <= last).repeat(1, 2), nearest.repeat(1, 2))
    most = cells.new_tensor([grid[1], grid[0]] * 2) - 1
    return cells.clamp(min=0).minimum(most).long()


def _inside(first, last, n, cells):
    """(n, cells): whether a cell is in a bin."""
    count, i, at = last - first + 1, torch.arange(n)[:, None], torch.arange(cells) - first
    return (at >= i * count // n) & (at < -(-(i + 1) * count // n))


def pool_windows(features, windows, levels):
    rows = []
    for x1, y1, x2, y2 in windows.tolist():
        parts = []
        for n in levels:
            in_row = _inside(y1, y2, n, features.shape[1])[:, None, :, None]
            in_bin = in_row & _inside(x1, x2, n, features.shape[2])[:, None]
            covered = features[:, None, None].masked_fill(~in_bin, -torch.inf)
            parts.append(covered.amax(dim=(3, 4)).flatten())
        rows.append(torch.cat(parts))
    return torch.stack(rows)


def spatial_pyramid_pool(features, levels):
    height, width = features.shape[2:]
    whole = torch.tensor([[0, 0, width - 1, height - 1]])
    return torch.cat([pool_windows(image, whole, levels) for image in features])
