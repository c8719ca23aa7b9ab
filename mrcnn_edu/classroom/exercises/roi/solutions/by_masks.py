"""Right solutions in torch without loops over cells, always in float32: a weight for every cell."""

import torch


def weights_of(places, size):
    """(..., size), how much each cell counts at each place."""
    on_map = (places >= -1) & (places <= size)
    distance = places.clamp(0, size - 1)[..., None] - torch.arange(size)
    return (1 - distance.abs()).relu() * on_map[..., None]


def bilinear_interpolate(features, y, x):
    height, width = features.shape
    rows, columns = weights_of(y.float(), height), weights_of(x.float(), width)
    return (rows @ features.float() * columns).sum(1)


def cells_of(first, last, bins, size):
    """(bins, size), which cells belong to each bin of whole cells from first to last."""
    length, cell = max(last - first + 1, 1), torch.arange(size)
    index = torch.arange(bins)[:, None]
    begins = first + torch.div(index * length, bins, rounding_mode="floor")
    ends = first - torch.div(-(index + 1) * length, bins, rounding_mode="floor")
    return (cell >= begins) & (cell < ends)


def pool_one_box(features, box, output_size, spatial_scale):
    corners = (box * spatial_scale).tolist()
    x1, y1, x2, y2 = (int(abs(c) + 0.5) * (1 if c > 0 else -1) for c in corners)
    rows = cells_of(y1, y2, output_size, features.shape[0])
    columns = cells_of(x1, x2, output_size, features.shape[1])
    mine = rows[:, None, :, None] & columns[None, :, None, :]  # (P, Q, H, W)
    largest = features.float().where(mine, -torch.inf).amax(dim=(2, 3))
    return largest.where(mine.any(dim=3).any(dim=2), 0)


def shares_of(start, end, bins, ratio, size, aligned):
    """(bins, size), the share of each cell in the mean of each bin."""
    if not aligned and end - start < 1:
        end = start + 1
    step = (end - start) / bins
    number = ratio if ratio > 0 else int(torch.ceil(step))
    if number == 0:
        return torch.zeros(bins, size)
    inside = (torch.arange(number) + 0.5) / number
    return weights_of(start + step * (torch.arange(bins)[:, None] + inside), size).mean(dim=1)


def align_maps(maps, box, output_size, spatial_scale, sampling_ratio, aligned):
    """(C, H, W) to (C, P, Q)."""
    x1, y1, x2, y2 = box.float() * spatial_scale - (0.5 if aligned else 0)
    rows = shares_of(y1, y2, output_size, sampling_ratio, maps.shape[1], aligned)
    columns = shares_of(x1, x2, output_size, sampling_ratio, maps.shape[2], aligned)
    return rows @ maps.float() @ columns.T


def align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    return align_maps(
        features[None], box, output_size, spatial_scale, sampling_ratio, aligned
    ).squeeze(0)


def roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    pooled = torch.zeros(len(boxes), input.shape[1], output_size, output_size)
    for image in range(len(input)):
        for row in (boxes[:, 0] == image).nonzero():
            pooled[row] = align_maps(
                input[image], boxes[row, 1:][0], output_size, spatial_scale, sampling_ratio, aligned
            )
    return pooled
