"""Right solutions with layers, as a network would have them, and a dictionary of levels."""

import torch
from torch import nn


def conv(kernel, stride=1):
    layer = nn.Conv2d(1, 1, 3, stride=stride, padding=1, bias=False, dtype=kernel.dtype)
    layer.weight.data[0, 0] = kernel
    return layer


def residual_block(x, kernel1, kernel2, stride, shortcut):
    body = nn.Sequential(conv(kernel1, stride), nn.ReLU(), conv(kernel2))
    around = nn.Conv2d(1, 1, 1, stride=stride, bias=False, dtype=x.dtype)
    around.weight.data.fill_(shortcut)
    batch = x[None, None]
    return nn.functional.relu(body(batch) + around(batch)).squeeze(0).squeeze(0)


def pyramid(c3, c4, c5, lateral, smooth):
    maps = {5: c5[None, None] * lateral[2]}
    for k, fine in ((4, c4), (3, c3)):
        doubled = nn.Upsample(scale_factor=2)(maps[k + 1])[..., : fine.shape[0], : fine.shape[1]]
        maps[k] = fine * lateral[k - 3] + doubled
    levels = {k: conv(smooth[k - 3])(maps[k]) for k in (3, 4, 5)}
    levels[6] = nn.MaxPool2d(1, stride=2)(levels[5])
    return tuple(levels[k][0, 0] for k in (3, 4, 5, 6))


def level(boxes, k_min, k_max):
    widths, heights = (boxes[:, 2:] - boxes[:, :2]).double().T
    octaves = (torch.log2(widths) + torch.log2(heights)) / 2 - torch.log2(torch.tensor(224.0))
    octaves = torch.where(widths * heights > 0, octaves, -99.0)
    return (4 + octaves + 1e-6).floor().long().clip(k_min, k_max)
