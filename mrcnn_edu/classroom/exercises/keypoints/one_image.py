"""What is right, in the sizes that a learner writes: for plain maps, one person, one image."""

from collections.abc import Sequence

import torch
from torch import Tensor


def read_points(maps: Tensor, boxes: Tensor) -> Tensor:
    """The middle of the highest cell of each map, as a point of the image.

    ``ops.keypoints.heatmaps_to_keypoints`` makes the maps as large as their boxes first.

    Args:
        maps: (R, P, M, M), floating point, each with one highest cell.
        boxes: (R, 4), xyxy in pixels.

    Returns:
        (R, P, 2), x and y in pixels.

    Example:
        >>> maps = torch.tensor([[[[0.0, 0.0], [7.0, 0.0]]]])
        >>> read_points(maps, torch.tensor([[10.0, 10.0, 14.0, 18.0]]))
        tensor([[[11., 16.]]])
    """
    cells = maps.shape[-1]
    place = maps.flatten(2).argmax(dim=2)  # (R, P)
    column_and_row = torch.stack((place % cells, place // cells), dim=-1)  # (R, P, 2)
    sides = (boxes[:, 2:] - boxes[:, :2])[:, None]  # (R, 1, 2)
    return boxes[:, None, :2] + (column_and_row + 0.5) * sides / cells


def oks(detection: Tensor, person: Tensor, area: float, sigmas: Tensor) -> Tensor:
    """Object keypoint similarity of one detected pose with one person's.

    Args:
        detection: (P, 2), x and y in pixels.
        person: (P, 3), x, y and 0 not labelled, 1 hidden or 2 seen; one at least is labelled.
        area: of the person, in square pixels, above 0.
        sigmas: (P,), how far people disagree on each joint, as a share of the root of the area.

    Returns:
        A scalar from 0 to 1.

    Source:
        COCO's page on keypoint evaluation; ``evaluation.overlaps.keypoint_overlaps`` for one pair.

    Example:
        >>> nose = torch.tensor([[50.0, 20.0, 2.0]])
        >>> oks(torch.tensor([[52.0, 20.0]]), nose, 2500.0, torch.tensor([0.026]))
        tensor(0.7439)
    """
    squared = (detection - person[:, :2]).square().sum(dim=1)  # (P,)
    each = torch.exp(-squared / (2 * area * (2 * sigmas) ** 2))  # (P,)
    return each[person[:, 2] > 0].mean()


def flip_keypoints(keypoints: Tensor, swap: Sequence[int], width: int) -> Tensor:
    """Keypoints of a mirror image.

    Args:
        keypoints: (G, P, 3), x and y in pixels, and 0 not labelled, 1 hidden or 2 seen.
        swap: for each keypoint the one that takes its place.
        width: of the image, in pixels.

    Returns:
        (G, P, 3). What is not labelled keeps its x.

    Source:
        ``data.flips.horizontal_flip``.

    Example:
        >>> hands = torch.tensor([[[1.0, 3.0, 2.0], [7.0, 4.0, 1.0]]])
        >>> flip_keypoints(hands, (1, 0), 10)
        tensor([[[3., 4., 1.],
                 [9., 3., 2.]]])
    """
    flipped = keypoints[:, list(swap)].clone()  # (G, P, 3)
    x, labelled = flipped[..., 0], flipped[..., 2] > 0
    flipped[..., 0] = torch.where(labelled, width - x, x)
    return flipped
