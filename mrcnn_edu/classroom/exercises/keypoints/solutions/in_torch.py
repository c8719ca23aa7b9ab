"""In torch, for all at once."""

import torch


def read_points(maps, boxes):
    side = maps.shape[-1]
    best = maps.amax(dim=3).argmax(dim=2), maps.amax(dim=2).argmax(dim=2)  # rows, columns
    share = (torch.stack(best[::-1], dim=-1) + 0.5) / side
    return torch.lerp(boxes[:, None, :2], boxes[:, None, 2:], share.to(boxes))


def oks(detection, person, area, sigmas):
    labelled = person[:, 2].bool()
    away = (detection - person[:, :2])[labelled]
    k = 2 * sigmas[labelled]
    return (-away.pow(2).sum(1) / (2 * area * k.pow(2))).exp().mean()


def flip_keypoints(keypoints, swap, width):
    x, y, flag = keypoints[:, torch.tensor(swap)].unbind(-1)
    return torch.stack((x.where(flag == 0, width - x), y, flag), dim=-1)
