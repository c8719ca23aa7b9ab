"""Objects of one image on another: more objects, more occlusion, and no new photograph."""

import torch
from torch import Tensor

from mrcnn_edu.data.augment import scale_jitter
from mrcnn_edu.data.flips import random_flip
from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.targets import (
    AXES,
    Target,
    check_image_and_target,
    keep_visible,
    select_objects,
    visible_areas,
    without_crowds,
)


def copy_paste(
    image: Tensor,
    target: Target,
    other_image: Tensor,
    other_target: Target,
    *,
    min_visible: float = 0.1,
) -> tuple[Tensor, Target]:
    """Lay all objects of another image over this one, in the places that they have there.

    To choose among them use ``targets.select_objects``, to move them ``windows.crop``.

    Args:
        image: (3, H, W), floating point.
        target: with "boxes" (G, 4), "labels" (G,), "masks" (G, H, W), and perhaps "keypoints"
            (G, P, 3) and "iscrowd" (G,).
        other_image: (3, H, W), of the same size.
        other_target: with the same names, but "iscrowd" may be missing. Crowds are not pasted.
        min_visible: the share of an object below that must be left, or it is left out.

    Returns:
        The image, and a new target: the objects that can still be seen, less what is covered, and
        after them the pasted ones. A keypoint that is covered becomes one that is labelled but
        not visible (its third number 1, as COCO has it).

    Raises:
        TypeError: if images or boxes are not floating-point tensors.
        ValueError: if shapes or names do not fit, or there are no masks.

    Source:
        Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method for Instance
        Segmentation" (2021), section 3, without blurred edges, which made no difference there.

    Example:
        >>> mask = torch.zeros(1, 4, 4, dtype=torch.uint8)
        >>> mask[0, :2] = 1
        >>> below = {"boxes": torch.tensor([[0.0, 0.0, 4.0, 2.0]]), "labels": torch.tensor([1])}
        >>> above = {"boxes": torch.tensor([[0.0, 0.0, 2.0, 4.0]]), "labels": torch.tensor([2])}
        >>> black, white = torch.zeros(3, 4, 4), torch.ones(3, 4, 4)
        >>> below["masks"], above["masks"] = mask, mask.mT
        >>> image, both = copy_paste(black, below, white, above)
        >>> image[0, 0].tolist(), both["labels"].tolist(), both["boxes"].tolist()
        ([1.0, 1.0, 0.0, 0.0], [1, 2], [[2.0, 0.0, 4.0, 2.0], [0.0, 0.0, 2.0, 4.0]])
    """
    check_image_and_target(image, target)
    check_image_and_target(other_image, other_target)
    _check_alike(image, target, other_image, other_target)
    above = without_crowds(other_target)
    if "iscrowd" in target:
        above["iscrowd"] = torch.zeros_like(above["labels"]).to(target["iscrowd"])
    cover = (above["masks"] != 0).any(dim=0)  # (H, W)
    left = {**target, "masks": target["masks"].masked_fill(cover, 0)}
    if "keypoints" in target:
        left["keypoints"] = _hide_keypoints(target["keypoints"], cover)
    left = keep_visible(left, visible_areas(target), min_visible)
    above = keep_visible(above, visible_areas(above))
    both = {k: torch.cat((v, above[k].to(v))) if k in AXES else v for k, v in left.items()}
    return torch.where(cover, other_image, image), both


def random_copy_paste(
    image: Tensor,
    target: Target,
    other_image: Tensor,
    other_target: Target,
    generator: torch.Generator,
    *,
    share: float = 0.5,
    scales: tuple[float, float] = (0.5, 1.5),
    min_visible: float = 0.1,
) -> tuple[Tensor, Target]:
    """Some objects of another image on this one, perhaps mirrored, in another size and place.

    Args:
        image: (3, H, W).
        target: with "boxes" (G, 4), "labels" (G,), "masks" (G, H, W), and perhaps "keypoints"
            (G, P, 3) and "iscrowd" (G,).
        other_image: (3, h, w), of any size.
        other_target: with the same names, masks (g, h, w), but "iscrowd" may be missing.
        generator: what is drawn from.
        share: the probability of each of the other objects to be pasted.
        scales: by how much the other image is made larger or smaller: the smallest factor and
            the largest; each between them is equally likely.
        min_visible: the share of an object that must be visible, or it is left out.

    Returns:
        The image, and a new target: the objects that can still be seen, less what is covered, and
        after them the pasted ones.

    Raises:
        TypeError: if images or boxes are not floating-point tensors, or scales not numbers.
        ValueError: if shapes or names do not fit, there are no masks, ``share`` is not in [0, 1],
            or not 0 < smallest ≤ largest scale.

    Source:
        Ghiasi et al., "Simple Copy-Paste" (2021), section 3.

    Example:
        >>> mask = torch.ones(1, 4, 4, dtype=torch.uint8)
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 4.0, 4.0]]), "labels": torch.tensor([1])}
        >>> pair = torch.rand(3, 4, 4), {**target, "masks": mask}
        >>> source = torch.Generator().manual_seed(0)
        >>> random_copy_paste(*pair, *pair, source, share=0.0)[1]["labels"]
        tensor([1])
    """
    check_fraction("share", share)
    other_image, other_target = random_flip(other_image, other_target, generator)
    other_image, other_target = scale_jitter(
        other_image,
        other_target,
        generator,
        scales=scales,
        size=(image.shape[1], image.shape[2]),
        min_visible=min_visible,
    )
    chosen = torch.rand(len(other_target["labels"]), generator=generator) < share
    other_target = select_objects(other_target, chosen.to(image.device))
    return copy_paste(image, target, other_image, other_target, min_visible=min_visible)


def _check_alike(image: Tensor, target: Target, other_image: Tensor, other_target: Target) -> None:
    """Refuse two images whose objects cannot be in one."""
    if image.shape != other_image.shape:
        raise ValueError(
            f"other_image must be as large as image, {tuple(image.shape)}, got"
            f" {tuple(other_image.shape)}; use windows.crop or windows.resize"
        )
    if "proposals" in target or "proposals" in other_target:
        raise ValueError(
            "target and other_target must not hold proposals, which were found in images as they"
            " were; leave them out, and propose anew on the image that this makes"
        )
    names, others = ({k for k in AXES if k in t} for t in (target, other_target))
    if "masks" not in names or names - {"iscrowd"} != others - {"iscrowd"}:
        raise ValueError(
            f"target and other_target must both hold masks, and the same of {', '.join(AXES)}; got"
            f" {', '.join(target)} and {', '.join(other_target)}"
        )


def _hide_keypoints(keypoints: Tensor, cover: Tensor) -> Tensor:
    """Keypoints (G, P, 3), with 1 for 2 as third number where something covers them."""
    x, y, visible = keypoints.unbind(-1)  # (G, P) each
    height, width = cover.shape
    column, row = x.long().clamp(0, width - 1), y.long().clamp(0, height - 1)
    hidden = torch.where(cover[row, column], visible.clamp(max=1), visible)
    return torch.stack((x, y, hidden), dim=-1)
