"""What is known about an image: a dict of tensors, with a row of each for every object.

``AXES`` names the tensors. Boxes, labels and masks are what a detector learns from; ``iscrowd``
marks regions in which nobody told the objects apart; ``scores`` has only what a detector found.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_area
from mrcnn_edu.ops.checks import check_floating, check_fraction, check_shapes, check_tensor
from mrcnn_edu.ops.masks import masks_to_boxes

Target = dict[str, Tensor]
# What has a row for each of G objects, and its axes; all else in a target is about the image.
AXES = {
    "boxes": "G 4",
    "labels": "G",
    "scores": "G",
    "iscrowd": "G",
    "masks": "G H W",
    "keypoints": "G P 3",
}


def check_image_and_target(image: Tensor, target: Mapping[str, Tensor]) -> None:
    """Refuse an image and a target that do not belong together.

    Args:
        image: (3, H, W), floating point.
        target: with "boxes" and "labels", and perhaps more of ``AXES`` and "proposals" (R, 4).

    Raises:
        TypeError: if one is not a tensor, or image or boxes are not floating point.
        ValueError: if a tensor is missing, or a shape does not fit.
    """
    for key in ("boxes", "labels"):
        if key not in target:
            raise ValueError(
                f"target must hold boxes and labels, got {', '.join(target) or 'nothing'}"
            )
    axes = {**AXES, "proposals": "R 4"}  # which are of the image, and not of its objects
    tensors = {f"target[{key!r}]": (target[key], axes[key]) for key in axes if key in target}
    check_shapes({"image": (image, "3 H W"), **tensors})
    check_floating("image", image)
    check_floating("target['boxes']", target["boxes"])


def select_objects(target: Mapping[str, Tensor], which: Tensor) -> Target:
    """The target of some of its objects.

    Args:
        target: a dict; of its tensors those in ``AXES`` have a row for each of G objects.
        which: (G,), bool, whether to keep each; or indices, int64, in the order wanted.

    Returns:
        A new dict with the same names. What is not in ``AXES`` is the same tensor.

    Raises:
        TypeError: if ``which`` is not a tensor.

    Example:
        >>> import torch
        >>> target = {"labels": torch.tensor([3, 1, 2]), "image_id": torch.tensor([7])}
        >>> select_objects(target, torch.tensor([True, False, True]))
        {'labels': tensor([3, 2]), 'image_id': tensor([7])}
    """
    check_tensor("which", which)
    return {k: v[which] if k in AXES else v for k, v in target.items()}


def without_crowds(target: Mapping[str, Tensor]) -> Target:
    """The target of all objects that are no crowd; nobody can say where one in a crowd ends.

    Args:
        target: a dict; its "iscrowd" (G,) is not 0 for a crowd. Without it there are none.

    Returns:
        A new dict, without "iscrowd".

    Example:
        >>> import torch
        >>> without_crowds({"labels": torch.tensor([3, 1]), "iscrowd": torch.tensor([0, 1])})
        {'labels': tensor([3])}
    """
    if "iscrowd" not in target:
        return dict(target)
    kept = select_objects(target, target["iscrowd"] == 0)
    del kept["iscrowd"]
    return kept


def visible_areas(target: Mapping[str, Tensor]) -> Tensor:
    """How much of each object there is to see.

    Args:
        target: with "masks" (G, H, W), or if it has none with "boxes" (G, 4).

    Returns:
        (G,), the number of the mask's pixels, or the box's area.

    Example:
        >>> import torch
        >>> visible_areas({"boxes": torch.tensor([[0.0, 0.0, 2.0, 3.0]])})
        tensor([6.])
    """
    if "masks" in target:
        masks = target["masks"]
        areas = masks.new_zeros(len(masks), dtype=torch.int64)
        for i, mask in enumerate(masks):  # along an axis, torch counts some 20 times as slowly
            areas[i] = mask.count_nonzero()
        return areas
    return box_area(target["boxes"])


def keep_visible(target: Target, whole: Tensor, min_visible: float = 0.1) -> Target:
    """Boxes of what can be seen, and no objects that can hardly be seen.

    An object stays if anything of it is visible, and at least the share ``min_visible`` of what it
    was. A box whose object is hidden would teach a detector to guess.

    Args:
        target: after something was cut off or covered.
        whole: (G,), the area that each object would have now if nothing had been.
        min_visible: a share, in [0, 1].

    Returns:
        A new dict. With "masks", boxes are as large as these, the last pixel included; without,
        they stay as they are.

    Raises:
        TypeError: if ``min_visible`` is not a plain number.
        ValueError: if it is not in [0, 1].

    Source:
        Ghiasi et al., "Simple Copy-Paste" (2021), section 3, which drops what is fully hidden;
        the share is ours.

    Example:
        >>> import torch
        >>> masks = torch.zeros(2, 4, 9)
        >>> masks[0, 1:3, 2:8], masks[1, 0, 0] = 1, 1
        >>> seen = {"boxes": torch.zeros(2, 4), "labels": torch.tensor([5, 6]), "masks": masks}
        >>> kept = keep_visible(seen, whole=torch.tensor([24, 24]))
        >>> kept["boxes"], kept["labels"]
        (tensor([[2., 1., 8., 3.]]), tensor([5]))
    """
    check_fraction("min_visible", min_visible)
    seen = visible_areas(target)  # (G,)
    kept = select_objects(target, (seen > 0) & (seen >= min_visible * whole))
    if "masks" in kept:
        last = kept["boxes"].new_tensor([0, 0, 1, 1])
        kept["boxes"] = masks_to_boxes(kept["masks"]).to(last) + last
    return kept
