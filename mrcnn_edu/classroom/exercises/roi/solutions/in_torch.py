"""Right solutions in torch, written another way than the package's."""

import torch


def bilinear_interpolate(features, y, x):
    height, width = features.shape
    # grid_sample reads x before y, and places from -1 to 1.
    places = torch.stack((x / max(width - 1, 1) * 2 - 1, y / max(height - 1, 1) * 2 - 1), dim=-1)
    values = torch.nn.functional.grid_sample(
        features[None, None],
        places[None, None].to(features),
        padding_mode="border",
        align_corners=True,
    )
    off = (y < -1) | (y > height) | (x < -1) | (x > width)
    return values[0, 0, 0].masked_fill(off, 0)


def pool_one_box(features, box, output_size, spatial_scale):
    scaled = box * spatial_scale
    x1, y1, x2, y2 = (scaled.sign() * (scaled.abs() + 0.5).floor()).long().tolist()
    pooled = torch.zeros(output_size, output_size).to(features)
    for p in range(output_size):
        for q in range(output_size):
            rows = bin_of(y1, y2, p, output_size, features.shape[0])
            columns = bin_of(x1, x2, q, output_size, features.shape[1])
            cells = features[rows][:, columns]
            if cells.numel() > 0:
                pooled[p, q] = cells.max()
    return pooled


def bin_of(first, last, index, bins, size):
    step = torch.tensor((last - first + 1) / bins)
    begin, end = first + torch.floor(index * step), first + torch.ceil((index + 1) * step)
    return slice(int(begin.clamp(0, size)), int(end.clamp(0, size)))


def align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    places = []
    x1, y1, x2, y2 = (box * spatial_scale - aligned / 2).unbind()
    for start, end in ((y1, y2), (x1, x2)):
        end = end if aligned else torch.max(end, start + 1)
        step = (end - start) / output_size
        number = sampling_ratio if sampling_ratio > 0 else int(step.ceil())
        share = (torch.arange(number) + 0.5) / number
        places.append(start + (torch.arange(output_size)[:, None] + share) * step)  # (P, S)
    y, x = places
    y, x = torch.broadcast_tensors(y[:, None, :, None], x[None, :, None, :])  # (P, Q, S, T)
    samples = bilinear_interpolate(features, y.flatten(), x.flatten()).reshape(y.shape)
    return samples.mean(dim=(2, 3)).nan_to_num(0)  # of no samples the mean is NaN


def roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    rest = output_size, spatial_scale, sampling_ratio, aligned
    pooled = [
        torch.stack([align_one_box(channel, roi[1:], *rest) for channel in input[int(roi[0])]])
        for roi in boxes
    ]
    return torch.stack(pooled) if pooled else input.new_zeros(0, 1, output_size, output_size)
