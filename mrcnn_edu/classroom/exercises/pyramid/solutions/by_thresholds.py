"""Right solutions by shifted maps and thresholds, without convolutions and logarithms."""

import torch
from torch.nn.functional import pad


def convolved(x, kernel):
    height, width = x.shape
    around = pad(x, (1, 1, 1, 1))
    shifts = [(i, j) for i in range(3) for j in range(3)]
    return sum(kernel[i, j] * around[i : i + height, j : j + width] for i, j in shifts)


def residual_block(x, kernel1, kernel2, stride, shortcut):
    middle = convolved(x, kernel1)[::stride, ::stride].clamp(min=0)
    return (x[::stride, ::stride] * shortcut + convolved(middle, kernel2)).clamp(min=0)


def enlarged(coarse, like):
    rows, columns = torch.arange(like.shape[0]) // 2, torch.arange(like.shape[1]) // 2
    return coarse[rows][:, columns]


def pyramid(c3, c4, c5, lateral, smooth):
    m5 = c5 * lateral[2]
    m4 = enlarged(m5, c4) + c4 * lateral[1]
    m3 = enlarged(m4, c3) + c3 * lateral[0]
    p5 = convolved(m5, smooth[2])
    rows, columns = torch.arange(0, len(p5), 2), torch.arange(0, p5.shape[1], 2)
    return convolved(m3, smooth[0]), convolved(m4, smooth[1]), p5, p5[rows][:, columns]


def level(boxes, k_min, k_max):
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    ends = [(224 * 2 ** (k - 4)) ** 2 * (1 - 2e-6 * 0.693) for k in range(k_min + 1, k_max + 1)]
    return k_min + sum((area >= end).long() for end in ends) + torch.zeros(len(boxes)).long()
