"""Mirror images, with everything that is known about them.

A mirror image of a person has its left hand on the right arm's place: keypoints that come in pairs
change places.
"""

from collections.abc import Sequence

import torch
from torch import Generator, Tensor

from mrcnn_edu.data.random_numbers import uniform
from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.targets import Target, check_image_and_target

# Which of COCO's 17 keypoints each becomes: the nose, then left and right of eyes, ears,
# shoulders, elbows, wrists, hips, knees and ankles.
COCO_SWAP = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)


def horizontal_flip(
    image: Tensor, target: Target, *, swap: Sequence[int] = COCO_SWAP
) -> tuple[Tensor, Target]:
    """Exchange left and right.

    Args:
        image: (3, H, W), floating point.
        target: with "boxes" (G, 4), xyxy in pixels, "labels" (G,), and perhaps "masks" (G, H, W),
            "keypoints" (G, P, 3) and "proposals" (R, 4).
        swap: for each of the P keypoints the one that takes its place.

    Returns:
        The image and a new target. Keypoints that nobody labelled (third number 0) keep their
        coordinates.

    Raises:
        TypeError: if image or boxes are not floating-point tensors.
        ValueError: if shapes do not fit, or ``swap`` is not for P keypoints.

    Example:
        >>> image = torch.arange(6.0).reshape(1, 2, 3).expand(3, 2, 3)
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 1.0, 2.0]]), "labels": torch.tensor([1])}
        >>> flipped, target = horizontal_flip(image, target)
        >>> flipped[0].tolist(), target["boxes"]
        ([[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]], tensor([[2., 0., 3., 2.]]))
    """
    check_image_and_target(image, target)
    width = image.shape[-1]
    flipped = {**target, "boxes": _flip_boxes(target["boxes"], width)}
    if "proposals" in target:
        flipped["proposals"] = _flip_boxes(target["proposals"], width)
    if "masks" in target:
        flipped["masks"] = target["masks"].flip(-1)
    if "keypoints" in target:
        flipped["keypoints"] = _flip_keypoints(target["keypoints"], swap, width)
    return image.flip(-1), flipped


def random_flip(
    image: Tensor,
    target: Target,
    generator: Generator,
    *,
    probability: float = 0.5,
    swap: Sequence[int] = COCO_SWAP,
) -> tuple[Tensor, Target]:
    """A mirror image, or the image as it is.

    Args:
        image: (3, H, W), floating point.
        target: with "boxes" (G, 4), xyxy in pixels, "labels" (G,), and perhaps "masks" (G, H, W),
            "keypoints" (G, P, 3) and "proposals" (R, 4).
        generator: what is drawn from.
        probability: of the mirror image.
        swap: for each of the P keypoints the one that takes its place.

    Returns:
        The image, and a target.

    Raises:
        TypeError: if the probability is not a number, or image or boxes are not floating-point
            tensors.
        ValueError: if the probability is not in [0, 1], shapes do not fit, or ``swap`` is not for
            P keypoints.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 1.0, 2.0]]), "labels": torch.tensor([1])}
        >>> source = Generator().manual_seed(0)
        >>> random_flip(torch.rand(3, 8, 8), target, source, probability=1.0)[1]["boxes"]
        tensor([[7., 0., 8., 2.]])
    """
    check_fraction("probability", probability)
    drawn = uniform(generator, 0, 1)
    if drawn >= probability:
        return image, dict(target)
    return horizontal_flip(image, target, swap=swap)


def _flip_boxes(boxes: Tensor, width: int) -> Tensor:
    """Boxes (N, 4) mirrored; what was their right side is the left one."""
    flipped = boxes.clone()
    flipped[:, 0], flipped[:, 2] = width - boxes[:, 2], width - boxes[:, 0]
    return flipped


def _flip_keypoints(keypoints: Tensor, swap: Sequence[int], width: int) -> Tensor:
    """Keypoints (G, P, 3) mirrored, left and right exchanged."""
    if sorted(swap) != list(range(keypoints.shape[1])):
        raise ValueError(
            f"swap must hold each number from 0 to {keypoints.shape[1] - 1} once, for as many"
            f" keypoints, got {tuple(swap)}; give the one that takes the place of each"
        )
    moved = keypoints[:, list(swap)].clone()  # (G, P, 3)
    labelled = moved[..., 2] > 0
    moved[..., 0] = torch.where(labelled, width - moved[..., 0], moved[..., 0])
    return moved
