"""Which objects of an image count: a target is a dict of tensors, one row of each for an object."""

from collections.abc import Mapping

from torch import Tensor

from mrcnn_edu.ops.checks import check_tensor

Target = dict[str, Tensor]
# What has a row for each object; all else that a target holds is about the image.
PER_OBJECT = ("boxes", "labels", "masks", "keypoints", "iscrowd", "area")


def select_objects(target: Mapping[str, Tensor], which: Tensor) -> Target:
    """The target of some of its objects.

    Args:
        target: a dict; of its tensors those in ``PER_OBJECT`` have a row for each of G objects.
        which: (G,), bool, whether to keep each; or indices, int64, in the order wanted.

    Returns:
        A new dict with the same names. What is not in ``PER_OBJECT`` is the same tensor.

    Raises:
        TypeError: if ``which`` is not a tensor.

    Example:
        >>> import torch
        >>> target = {"labels": torch.tensor([3, 1, 2]), "image_id": torch.tensor([7])}
        >>> select_objects(target, torch.tensor([True, False, True]))
        {'labels': tensor([3, 2]), 'image_id': tensor([7])}
    """
    check_tensor("which", which)
    return {k: v[which] if k in PER_OBJECT else v for k, v in target.items()}


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
