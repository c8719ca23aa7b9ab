"""In torch, by broadcasting, without the package."""

import torch


def place_anchors(scales, ratios, grid, stride):
    half_w = (scales / ratios.sqrt()[:, None] / 2).flatten()
    half_h = (scales * ratios.sqrt()[:, None] / 2).flatten()
    cell = torch.stack((-half_w, -half_h, half_w, half_h), dim=-1).round()
    x = torch.arange(grid[1]).repeat(grid[0]) * stride
    y = torch.arange(grid[0]).repeat_interleave(grid[1]) * stride
    return (torch.stack((x, y, x, y), dim=-1)[:, None] + cell).flatten(0, 1)


def match_anchors(iou, high, low, low_quality):
    with_nothing = torch.cat((iou, iou.new_full((1, iou.shape[1]), -1.0)))  # (G + 1, A)
    overlap, box = with_nothing.max(dim=0)
    learns = overlap >= high
    if low_quality and len(iou) > 0:
        learns = learns | ((iou == iou.amax(dim=1, keepdim=True)) & (iou > 0)).any(dim=0)
    return torch.where(learns, box, -1 - (overlap >= low).long())


def propose(anchors, deltas, scores, size, n):
    low, high = anchors.double().split(2, dim=1)
    middle = (low + high) / 2 + deltas[:, :2] * (high - low)
    half = deltas[:, 2:].double().exp() * (high - low) / 2
    most = torch.tensor([size[1], size[0]], dtype=torch.float64)
    low, high = ((middle + sign * half).clamp(min=0).minimum(most) for sign in (-1, 1))
    order = [i for i in scores.argsort(descending=True) if (high[i] - low[i] >= 0.001).all()]
    kept = []
    for i in order:
        shared = [
            (torch.minimum(high[i], high[k]) - torch.maximum(low[i], low[k])).clamp(min=0).prod()
            for k in kept
        ]
        areas = [(high[i] - low[i]).prod() + (high[k] - low[k]).prod() for k in kept]
        if all(s <= 0.7 * (a - s) for s, a in zip(shared, areas, strict=True)):
            kept.append(i)
    kept = torch.tensor(kept[:n], dtype=torch.int64)
    return torch.cat((low[kept], high[kept]), dim=1)
