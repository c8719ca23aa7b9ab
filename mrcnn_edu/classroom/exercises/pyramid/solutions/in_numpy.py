"""Right solutions in numpy, in double precision."""

import numpy as np


def convolved(x, kernel, stride=1):
    around = np.pad(x, 1)
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3))
    return (windows * kernel).sum(axis=(2, 3))[::stride, ::stride]


def residual_block(x, kernel1, kernel2, stride, shortcut):
    x, kernel1, kernel2 = (part.numpy().astype(float) for part in (x, kernel1, kernel2))
    residual = convolved(np.maximum(convolved(x, kernel1, stride), 0), kernel2)
    return np.maximum(residual + shortcut * x[::stride, ::stride], 0)


def pyramid(c3, c4, c5, lateral, smooth):
    c3, c4, c5, weights, kernels = (
        part.numpy().astype(float) for part in (c3, c4, c5, lateral, smooth)
    )
    m5 = weights[2] * c5
    m4 = weights[1] * c4 + np.kron(m5, np.ones((2, 2)))[: c4.shape[0], : c4.shape[1]]
    m3 = weights[0] * c3 + np.kron(m4, np.ones((2, 2)))[: c3.shape[0], : c3.shape[1]]
    p3, p4, p5 = (convolved(m, kernel) for m, kernel in zip((m3, m4, m5), kernels, strict=True))
    return [p3, p4, p5, p5[::2, ::2]]


def level(boxes, k_min, k_max):
    x1, y1, x2, y2 = boxes.numpy().astype(float).T
    with np.errstate(divide="ignore"):
        k = np.floor(4 + 0.5 * np.log2((x2 - x1) * (y2 - y1) / 224**2) + 1e-6)
    return np.clip(k, k_min, k_max).astype(int)
