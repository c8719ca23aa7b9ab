"""Right solutions that ask of each number of the result where it comes from."""

import math

import torch

from mrcnn_edu.ops.roi_pooling import bilinear_interpolate


def transposed_conv(x, kernel, stride):
    (height, width), (rows, columns) = x.shape, kernel.shape
    result = torch.zeros((height - 1) * stride + rows, (width - 1) * stride + columns)
    result = result.to(x.dtype)
    for y in range(result.shape[0]):
        for z in range(result.shape[1]):
            for i in range(height):
                for j in range(width):
                    p, q = y - i * stride, z - j * stride
                    if 0 <= p < rows and 0 <= q < columns:
                        result[y, z] += x[i, j] * kernel[p, q]
    return result


def mask_target(mask, proposal, size):
    x1, y1, x2, y2 = proposal.tolist()
    down, across = math.ceil((y2 - y1) / size), math.ceil((x2 - x1) / size)
    y = y1 + (torch.arange(size * down) + 0.5) / (size * down) * (y2 - y1) - 0.5
    x = x1 + (torch.arange(size * across) + 0.5) / (size * across) * (x2 - x1) - 0.5
    points = torch.cartesian_prod(y, x).to(mask)
    values = bilinear_interpolate(mask, points[:, 0].contiguous(), points[:, 1].contiguous())
    return values.reshape(size, down, size, across).mean(dim=(1, 3))


def paste_one_mask(mask, box, image_size):
    x1, y1, x2, y2 = box.tolist()
    cells = len(mask)

    def cell(i, j):
        return float(mask[i, j]) if 0 <= i < cells and 0 <= j < cells else 0.0

    image = torch.zeros(image_size)
    for row in range(image_size[0]):
        for column in range(image_size[1]):
            y = (row + 0.5 - y1) / (y2 - y1) * cells - 0.5
            x = (column + 0.5 - x1) / (x2 - x1) * cells - 0.5
            i, j = math.floor(y), math.floor(x)
            for di, dj in ((0, 0), (0, 1), (1, 0), (1, 1)):
                weight = (1 - abs(y - i - di)) * (1 - abs(x - j - dj))
                image[row, column] += weight * cell(i + di, j + dj)
    return image
