"""Pictures of one object each, cut out of drawn scenes: on these the road's body learns to see."""

import torch
from torch import Tensor

from mrcnn_edu.data.scenes_with_proposals import KINDS
from mrcnn_edu.ops.warping import GREY, warp_crops

SIZE = 64  # pixels
FIRST_SEED = 600_000  # of scenes that no detector learns from or is tested on
COINS_ONE_IN = 3


def object_pictures(
    scenes: int,
    *,
    first_seed: int = FIRST_SEED,
    size: int = SIZE,
    coins: bool = False,
    fill: tuple[float, float, float] = GREY,
) -> tuple[Tensor, Tensor]:
    """Every object of some scenes, each on a picture of its own, with a margin.

    Args:
        scenes: how many scenes to cut; each has about seven objects.
        first_seed: of the first of them.
        size: the side of the pictures, in pixels.
        coins: whether every third scene is one of coins; the others are of shapes.
        fill: the colour outside a scene.

    Returns:
        pictures: (N, 3, size, size), float32 from 0 to 1.
        labels: (N,), int64, from 0 up: circle, square, triangle, coin. Nothing is background.

    Example:
        >>> pictures, labels = object_pictures(1)
        >>> tuple(pictures.shape[1:]), len(labels) == len(pictures), int(labels.max())
        ((3, 64, 64), True, 1)
    """
    pictures, labels = [], []
    for index in range(scenes):
        kind = "coins" if coins and index % COINS_ONE_IN == 0 else "shapes"
        image, target = KINDS[kind][0](first_seed + index)
        pictures.append(warp_crops(image, target["boxes"], size, fill=fill))
        labels.append(target["labels"] - 1)
    return torch.cat(pictures), torch.cat(labels)
