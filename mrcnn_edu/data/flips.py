"""Mirror images, with everything that is known about them.

A mirror image of a person has its left hand on the right arm's place: keypoints that come in pairs
change places. That holds for both flips; to turn an image upside down by half a turn, which
exchanges nothing, make both.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor

from mrcnn_edu.data.random_numbers import uniform
from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.targets import Target, check_image_and_target

Flip = Callable[[Tensor, Target], tuple[Tensor, Target]]

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
    return _flip(image, target, swap, axis=0)


def vertical_flip(
    image: Tensor, target: Target, *, swap: Sequence[int] = COCO_SWAP
) -> tuple[Tensor, Target]:
    """Exchange top and bottom.

    Args:
        image: as in ``horizontal_flip``, like all that follow.
        target: what is known about it.
        swap: of keypoints.

    Returns:
        The image and a new target.

    Raises:
        TypeError: as in ``horizontal_flip``.
        ValueError: likewise.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 1.0, 2.0]]), "labels": torch.tensor([1])}
        >>> vertical_flip(torch.rand(3, 8, 8), target)[1]["boxes"]
        tensor([[0., 6., 1., 8.]])
    """
    return _flip(image, target, swap, axis=1)


def random_flip(
    image: Tensor,
    target: Target,
    generator: Generator,
    *,
    probability: float = 0.5,
    flip: Flip = horizontal_flip,
) -> tuple[Tensor, Target]:
    """A mirror image, or the image as it is.

    Args:
        image: (3, H, W).
        target: what is known about it.
        generator: what is drawn from.
        probability: of the mirror image.
        flip: ``horizontal_flip`` or ``vertical_flip``; for other keypoints than COCO's with
            ``functools.partial(horizontal_flip, swap=...)``.

    Returns:
        The image, and a target.

    Raises:
        TypeError: if the probability is not a number; and as in ``horizontal_flip``.
        ValueError: if it is not in [0, 1]; likewise.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 1.0, 2.0]]), "labels": torch.tensor([1])}
        >>> source = Generator().manual_seed(0)
        >>> random_flip(torch.rand(3, 8, 8), target, source, probability=1.0)[1]["boxes"]
        tensor([[7., 0., 8., 2.]])
    """
    check_fraction("probability", probability)
    drawn = uniform(generator, 0, 1)
    return flip(image, target) if drawn < probability else (image, dict(target))


def _flip(image: Tensor, target: Target, swap: Sequence[int], axis: int) -> tuple[Tensor, Target]:
    """Mirror along x (axis 0) or y (axis 1)."""
    check_image_and_target(image, target)
    dim = -1 - axis  # of pixels
    length = image.shape[dim]
    flipped = {**target, "boxes": _flip_boxes(target["boxes"], axis, length)}
    if "proposals" in target:
        flipped["proposals"] = _flip_boxes(target["proposals"], axis, length)
    if "masks" in target:
        flipped["masks"] = target["masks"].flip(dim)
    if "keypoints" in target:
        flipped["keypoints"] = _flip_keypoints(target["keypoints"], swap, axis, length)
    return image.flip(dim), flipped


def _flip_boxes(boxes: Tensor, axis: int, length: int) -> Tensor:
    """Boxes (N, 4) mirrored; what was their far side is the near one."""
    flipped = boxes.clone()
    flipped[:, axis], flipped[:, axis + 2] = length - boxes[:, axis + 2], length - boxes[:, axis]
    return flipped


def _flip_keypoints(keypoints: Tensor, swap: Sequence[int], axis: int, length: int) -> Tensor:
    """Keypoints (G, P, 3) mirrored, left and right exchanged."""
    if sorted(swap) != list(range(keypoints.shape[1])):
        raise ValueError(
            f"swap must hold each number from 0 to {keypoints.shape[1] - 1} once, for as many"
            f" keypoints, got {tuple(swap)}; give the one that takes the place of each"
        )
    moved = keypoints[:, list(swap)].clone()  # (G, P, 3)
    labelled = moved[..., 2] > 0
    moved[..., axis] = torch.where(labelled, length - moved[..., axis], moved[..., axis])
    return moved
