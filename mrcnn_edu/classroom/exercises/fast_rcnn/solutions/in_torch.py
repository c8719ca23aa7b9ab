"""In torch; half of each singular value goes into either matrix."""

import torch


def sample(iou, labels, n, fraction, low):
    of_nothing = iou.new_zeros(len(iou), 1)
    best, which = torch.hstack((iou, of_nothing)).max(dim=1)
    says = torch.hstack((labels, labels.new_zeros(1)))[which]
    says = says.masked_fill(best < 0.5, 0).masked_fill(best < low, -1)
    on_objects = (says > 0).sum().clamp(max=int(n * fraction))
    return says, torch.stack((on_objects, (says == 0).sum().minimum(n - on_objects)))


def truncate(weight, t):
    u, s, v = torch.svd(weight.double())
    roots = s[:t].sqrt()
    return (v[:, :t] * roots).T, u[:, :t] * roots


def flip(image, boxes):
    width = image.shape[1]
    mirror = torch.tensor([-1.0, 1, -1, 1], dtype=boxes.dtype)
    shift = torch.tensor([width, 0, width, 0], dtype=boxes.dtype)
    return torch.fliplr(image), (boxes * mirror + shift)[:, [2, 1, 0, 3]]
