"""Right solutions as products of matrices."""

import torch
from torch.nn.functional import unfold


def transposed_conv(x, kernel, stride):
    """The matrix of the convolution that goes the other way, transposed."""
    height = (x.shape[0] - 1) * stride + kernel.shape[0]
    width = (x.shape[1] - 1) * stride + kernel.shape[1]
    pixels = torch.eye(height * width, dtype=x.dtype).reshape(-1, 1, height, width)
    windows = unfold(pixels, tuple(kernel.shape), stride=stride)  # (H · W, P · Q, h · w)
    matrix = torch.einsum("pko,k->op", windows, kernel.flatten())  # (h · w, H · W)
    return (matrix.T @ x.flatten()).reshape(height, width)


def weights_of(places, cells):
    return (1 - (places[:, None] - torch.arange(cells)).abs()).clamp(min=0)


def mask_target(mask, proposal, size):
    mask, (x1, y1, x2, y2) = mask.double(), proposal.tolist()

    def bins(start, end, pixels):
        samples = -int(-(end - start) // size)  # rounded up
        parts = torch.arange(size * samples, dtype=torch.float64) + 0.5
        places = start + parts * (end - start) / len(parts) - 0.5
        near = places.clamp(0, pixels - 1)
        return weights_of(near, pixels).reshape(size, samples, pixels).mean(dim=1)

    return bins(y1, y2, mask.shape[0]) @ mask @ bins(x1, x2, mask.shape[1]).T


def paste_one_mask(mask, box, image_size):
    mask, (x1, y1, x2, y2) = mask.double(), box.tolist()

    def weights(start, end, pixels):
        middles = torch.arange(pixels, dtype=torch.float64) + 0.5
        return weights_of((middles - start) / ((end - start) / len(mask)) - 0.5, len(mask))

    return weights(y1, y2, image_size[0]) @ mask @ weights(x1, x2, image_size[1]).T
