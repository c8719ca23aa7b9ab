"""Right solutions in numpy, in double precision where it comes naturally."""

import numpy as np


def transposed_conv(x, kernel, stride):
    x, kernel = x.numpy(), kernel.numpy()
    (height, width), (rows, columns) = x.shape, kernel.shape
    result = np.zeros(((height - 1) * stride + rows, (width - 1) * stride + columns))
    for p in range(rows):
        for q in range(columns):
            last = p + (height - 1) * stride + 1, q + (width - 1) * stride + 1
            result[p : last[0] : stride, q : last[1] : stride] += x * kernel[p, q]
    return result


def hats(places, cells):
    """(S, cells), how much each cell counts at each place: a hat of width 2 on its middle."""
    return np.maximum(1 - np.abs(np.asarray(places)[:, None] - np.arange(cells)), 0)


def mask_target(mask, proposal, size):
    x1, y1, x2, y2 = proposal.numpy().astype(np.float64)
    weights = []
    for start, end, pixels in ((y1, y2, mask.shape[0]), (x1, x2, mask.shape[1])):
        samples = int(np.ceil((end - start) / size))
        edges = np.linspace(start, end, size * samples + 1)
        places = np.clip((edges[1:] + edges[:-1]) / 2 - 0.5, 0, pixels - 1)
        weights.append(hats(places, pixels).reshape(size, samples, pixels).mean(axis=1))
    return weights[0] @ mask.numpy() @ weights[1].T


def paste_one_mask(mask, box, image_size):
    x1, y1, x2, y2 = box.numpy().astype(np.float64)
    cells = len(mask)
    y = (np.arange(image_size[0]) + 0.5 - y1) / (y2 - y1) * cells - 0.5
    x = (np.arange(image_size[1]) + 0.5 - x1) / (x2 - x1) * cells - 0.5
    return np.einsum("im,mn,jn->ij", hats(y, cells), mask.numpy(), hats(x, cells))
