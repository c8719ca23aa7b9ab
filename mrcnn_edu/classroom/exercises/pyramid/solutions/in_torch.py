"""Right solutions with torch's own functions."""

import torch
from torch.nn.functional import conv2d, interpolate


def convolved(x, kernel, stride=1):
    return conv2d(x[None, None], kernel[None, None], stride=stride, padding=1)[0, 0]


def residual_block(x, kernel1, kernel2, stride, shortcut):
    out = convolved(x, kernel1, stride).relu()
    out = convolved(out, kernel2)
    weight = torch.tensor([[[[shortcut]]]], dtype=x.dtype)
    out = out + conv2d(x[None, None], weight, stride=stride)[0, 0]
    return out.relu()


def pyramid(c3, c4, c5, lateral, smooth):
    maps = [weight * c for weight, c in zip(lateral, (c3, c4, c5), strict=True)]
    for k in (1, 0):
        maps[k] = maps[k] + interpolate(maps[k + 1][None, None], size=maps[k].shape)[0, 0]
    levels = [convolved(m, kernel) for m, kernel in zip(maps, smooth, strict=True)]
    return *levels, torch.max_pool2d(levels[2][None], kernel_size=1, stride=2)[0]


def level(boxes, k_min, k_max):
    sides = boxes[:, 2:] - boxes[:, :2]
    k = torch.floor(4 + torch.log2(sides.prod(dim=1).sqrt() / 224) + 1e-6)
    return k.clamp(min=k_min, max=k_max).int()
