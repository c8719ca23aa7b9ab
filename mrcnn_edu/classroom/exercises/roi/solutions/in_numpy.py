"""Right solutions in numpy, in double precision where it comes naturally."""

import numpy as np


def hats(places, size):
    """(S, size), how much each cell counts at each place: a hat of width 2 on its centre."""
    places = np.asarray(places, dtype=np.float64)
    on_map = (places >= -1) & (places <= size)
    near = np.clip(places, 0, size - 1)[:, None]
    return np.maximum(1 - np.abs(near - np.arange(size)), 0) * on_map[:, None]


def bilinear_interpolate(features, y, x):
    height, width = features.shape
    return np.einsum("si,ij,sj->s", hats(y, height), features.numpy(), hats(x, width))


def pool_one_box(features, box, output_size, spatial_scale):
    corners = box.numpy() * spatial_scale
    x1, y1, x2, y2 = (np.sign(corners) * np.floor(np.abs(corners) + 0.5)).astype(int)
    bins = np.arange(output_size)
    # Minus infinity around the map, so that no bin runs off the array.
    frame = 10 + max(np.abs([x1, y1, x2, y2]))
    padded = np.pad(features.numpy(), frame, constant_values=-np.inf)
    result = np.empty((output_size, output_size), dtype=padded.dtype)
    for p in bins:
        for q in bins:
            rows, columns = (
                slice(
                    frame + first + bin * length // output_size,
                    frame + first - (-(bin + 1) * length // output_size),
                )
                for bin, first, length in ((p, y1, y2 - y1 + 1), (q, x1, x2 - x1 + 1))
            )
            result[p, q] = padded[rows, columns].max()
    return np.where(np.isinf(result), 0, result)


def align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    near, far = np.split(box.numpy().astype(np.float64) * spatial_scale - 0.5 * aligned, 2)
    lengths = far - near if aligned else np.maximum(far - near, 1)
    weights = []
    for size, start, length in zip(features.shape, near[::-1], lengths[::-1], strict=True):
        samples = sampling_ratio if sampling_ratio > 0 else int(np.ceil(length / output_size))
        if samples == 0:
            return np.zeros((output_size, output_size))
        edges = np.linspace(start, start + length, output_size * samples + 1)
        middles = (edges[1:] + edges[:-1]) / 2
        weights.append(hats(middles, size).reshape(output_size, samples, size).mean(axis=1))
    return weights[0] @ features.numpy() @ weights[1].T


def roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    result = np.zeros((len(boxes), input.shape[1], output_size, output_size))
    for r, (image, *_) in enumerate(boxes.numpy()):
        for c, features in enumerate(input[int(image)]):
            result[r, c] = align_one_box(
                features, boxes[r, 1:], output_size, spatial_scale, sampling_ratio, aligned
            )
    return result
