"""Wrong similarities: detection (P, 2), person (P, 3), area and sigmas (P,) to a number."""

import torch


def _of_joints(detection, person, area, widths):
    """How near each joint is, (P,), with k = ``widths``."""
    squared = (detection - person[:, :2]).square().sum(dim=1)
    return torch.exp(-squared / (2 * area * widths**2))


def oks_with_sigma_for_k(detection, person, area, sigmas):
    return _of_joints(detection, person, area, sigmas)[person[:, 2] > 0].mean()


def oks_over_all_joints(detection, person, area, sigmas):
    near = _of_joints(detection, person, area, 2 * sigmas)
    return torch.where(person[:, 2] > 0, near, 1.0).mean()


def oks_of_seen_joints(detection, person, area, sigmas):
    near = _of_joints(detection, person, area, 2 * sigmas)
    return near[person[:, 2] == 2].mean()


def oks_with_the_area_squared(detection, person, area, sigmas):
    return _of_joints(detection, person, area**2, 2 * sigmas)[person[:, 2] > 0].mean()


OKS = [
    oks_with_sigma_for_k,
    oks_over_all_joints,
    oks_of_seen_joints,
    oks_with_the_area_squared,
]
