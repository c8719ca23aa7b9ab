"""Wrong mirror images: keypoints (G, P, 3), swap and width to keypoints (G, P, 3)."""

import torch


def _mirrored(keypoints, width):
    """Every labelled x from the other side."""
    flipped = keypoints.clone()
    x, labelled = flipped[..., 0], flipped[..., 2] > 0
    flipped[..., 0] = torch.where(labelled, width - x, x)
    return flipped


def flip_without_swap(keypoints, swap, width):
    return _mirrored(keypoints, width)


def flip_with_width_minus_one(keypoints, swap, width):
    return _mirrored(keypoints, width - 1)[:, list(swap)]


def flip_without_flags(keypoints, swap, width):
    flipped = _mirrored(keypoints, width)
    flipped[..., :2] = flipped[:, list(swap), :2]
    return flipped


def flip_of_unlabelled(keypoints, swap, width):
    flipped = keypoints[:, list(swap)]
    flipped[..., 0] = width - flipped[..., 0]
    return flipped


FLIP_KEYPOINTS = [
    flip_without_swap,
    flip_with_width_minus_one,
    flip_without_flags,
    flip_of_unlabelled,
]
