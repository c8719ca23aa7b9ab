"""With masks and products in place of numbers of cells and joints."""

import torch


def read_points(maps, boxes):
    side = maps.shape[-1]
    highest = (maps == maps.amax(dim=(2, 3), keepdim=True)).to(boxes.dtype)
    middles = (torch.arange(side) + 0.5).to(boxes) / side
    share = torch.stack((highest.sum(2) @ middles, highest.sum(3) @ middles), dim=-1)
    return boxes[:, None, :2] * (1 - share) + boxes[:, None, 2:] * share


def oks(detection, person, area, sigmas):
    labelled = person[:, 2].clamp(max=1)
    away = (detection - person[:, :2]) / (2 * sigmas[:, None] * area**0.5)
    near = torch.exp(-torch.einsum("pi,pi->p", away, away) / 2)
    return near @ labelled / labelled.sum()


def flip_keypoints(keypoints, swap, width):
    turned = torch.eye(len(swap), dtype=keypoints.dtype)[list(swap)] @ keypoints
    labelled = turned[..., 2].clamp(max=1)
    turned[..., 0] = labelled * width + (1 - 2 * labelled) * turned[..., 0]
    return turned
