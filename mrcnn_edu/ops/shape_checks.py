"""The errors of operators on several tensors whose axes belong together, as ``checks.py`` has them.

An axis is named by its letter, the same throughout the package: A anchors, R RoIs, G ground-truth
boxes, K classes, P keypoints, H and W the sides of a map.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import (
    check_boxes,
    check_floating,
    check_integer,
    check_number,
    check_same_device,
    check_tensor,
)


def check_shapes(tensors: Mapping[str, tuple[Tensor, str]]) -> None:
    """Refuse tensors whose axes do not fit those of the tensors before them.

    Args:
        tensors: for each argument's name the argument and its axes, such as "R K 4": a letter
            stands for the same length wherever it appears, a number for itself.

    Raises:
        TypeError: if one is not a tensor.
        ValueError: if a shape does not fit, or the devices differ.
    """
    lengths: dict[str, int] = {}
    first = next(iter(tensors))
    for name, (tensor, axes) in tensors.items():
        check_tensor(name, tensor)
        letters, shape, known = axes.split(), tuple(tensor.shape), dict(lengths)
        if len(shape) != len(letters) or any(
            n != (int(a) if a.isdigit() else known.setdefault(a, n))
            for a, n in zip(letters, shape, strict=True)
        ):
            raise ValueError(_misfit(name, letters, shape, lengths))
        lengths = known
        check_same_device(first, tensors[first][0], name, tensor)


def _misfit(name: str, letters: list[str], shape: tuple[int, ...], lengths: dict[str, int]) -> str:
    """What to say about an argument that does not fit."""
    wanted = f"({', '.join(letters)}{',' if len(letters) == 1 else ''})"
    fixed = [f"{a} = {lengths[a]}" for a in dict.fromkeys(letters) if a in lengths]
    given = f" with {' and '.join(fixed)}, as the arguments before it have" if fixed else ""
    return f"{name} must have shape {wanted}{given}; got {shape}"


def check_coded_boxes(name1: str, boxes1: Tensor, name2: str, boxes2: Tensor) -> None:
    """Refuse boxes or deltas that cannot be taken one by one with anchors.

    Raises:
        TypeError: if one is not a floating-point tensor.
        ValueError: if a shape is not (..., 4), the two do not broadcast, or the devices differ.
    """
    for name, boxes in ((name1, boxes1), (name2, boxes2)):
        check_boxes(name, boxes)
        check_floating(name, boxes)
    check_same_device(name1, boxes1, name2, boxes2)
    try:
        torch.broadcast_shapes(boxes1.shape, boxes2.shape)  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        raise ValueError(
            f"{name1} and {name2} must go together one by one, got {tuple(boxes1.shape)} and"
            f" {tuple(boxes2.shape)}; for deltas of K classes (R, K, 4) use {name2}[:, None]"
        ) from error


def check_positive_numbers(name: str, values: Sequence[float], usual: str, number: int = 0) -> None:
    """Refuse what is not a list of numbers above zero.

    Args:
        name: what the caller calls the argument.
        values: the argument.
        usual: a usual choice, for the message.
        number: how many there must be; 0 for one or more.

    Raises:
        TypeError: if ``values`` is not a tuple or list of plain numbers.
        ValueError: if there are not so many, or one is not above 0; NaN is not.
    """
    advice = f"got {values!r}; {usual} is usual"
    if not isinstance(values, tuple | list):
        raise TypeError(f"{name} must be a tuple of numbers, {advice}")
    for value in values:
        check_number(f"each number in {name}", value)
    if len(values) != (number or len(values)) or not values or not all(v > 0 for v in values):
        how_many = f"{number} numbers" if number else "numbers"
        raise ValueError(f"{name} must hold {how_many} above 0, {advice}")


def check_grid(name: str, size: tuple[int, int], largest: tuple[int, int] | None = None) -> None:
    """Refuse what is not two whole numbers, of rows and of columns.

    Args:
        name: what the caller calls the argument.
        size: the argument, (height, width).
        largest: an image's (height, width) that it must not exceed.

    Raises:
        TypeError: if ``size`` is not a tuple or list, or does not hold whole numbers.
        ValueError: if it does not hold exactly two, one is below 1, or larger than the image.
    """
    advice = f"got {size!r}; for a map use tuple(features.shape[-2:])"
    if not isinstance(size, tuple | list):
        raise TypeError(f"{name} must be a tuple (height, width), {advice}")
    for side in size:
        check_integer(f"each side in {name}", side)
    if len(size) != 2 or min(size) < 1:
        raise ValueError(f"{name} must be (height, width), two whole numbers from 1 up, {advice}")
    if largest is not None and (size[0] > largest[0] or size[1] > largest[1]):
        raise ValueError(
            f"{name} must not have more cells than the image pixels, got {tuple(size)} for an image"
            f" of {tuple(largest)}; strides would be 0"
        )


def check_same_length(
    name1: str, values1: Sequence[object], name2: str, values2: Sequence[object]
) -> None:
    """Refuse two lists that do not have one entry each for every level.

    Raises:
        TypeError: if one is not a tuple or list.
        ValueError: if the lengths differ.
    """
    for name, values in ((name1, values1), (name2, values2)):
        if not isinstance(values, tuple | list):
            raise TypeError(
                f"{name} must be a list with an entry for each level, got {type(values).__name__};"
                f" for one level use [{name}]"
            )
    if len(values1) != len(values2):
        raise ValueError(
            f"{name1} and {name2} must have an entry each for every level, got {len(values1)} and"
            f" {len(values2)}"
        )


def check_whole(name: str, values: Tensor) -> None:
    """Refuse fractions where indices are asked for.

    Raises:
        TypeError: if ``values`` is not a tensor of whole numbers; bool is not one.
    """
    check_tensor(name, values)
    if values.is_floating_point() or values.is_complex() or values.dtype is torch.bool:
        raise TypeError(f"{name} must hold whole numbers, got {values.dtype}; use {name}.long()")


def check_number_from(name: str, value: int, smallest: int) -> None:
    """Refuse what is not a whole number from the smallest up.

    Raises:
        TypeError: if ``value`` is not an int.
        ValueError: if it is below ``smallest``.
    """
    check_integer(name, value)
    if value < smallest:
        raise ValueError(f"{name} must be from {smallest} up, got {value}")


def check_generator(name: str, generator: torch.Generator | None) -> None:
    """Refuse what is not a source of random numbers; a seed alone is not one.

    Raises:
        TypeError: if ``generator`` is neither None nor a torch.Generator.
    """
    if generator is not None and not isinstance(generator, torch.Generator):
        raise TypeError(
            f"{name} must be a torch.Generator or None, got {generator!r};"
            " for a seed use torch.Generator().manual_seed(seed)"
        )


def check_all_floating(tensors: Mapping[str, Tensor]) -> None:
    """Refuse integers where results are fractions, by each argument's name.

    Raises:
        TypeError: if one is not a floating-point tensor.
    """
    for name, tensor in tensors.items():
        check_floating(name, tensor)


def check_bool(name: str, values: Tensor) -> None:
    """Refuse what does not say yes or no.

    Raises:
        TypeError: if ``values`` is not a tensor of bool.
    """
    check_tensor(name, values)
    if values.dtype is not torch.bool:
        raise TypeError(f"{name} must be bool, got {values.dtype}; use {name} > 0")


def check_masks_and_targets(mask_logits: Tensor, labels: Tensor, targets: Tensor) -> None:
    """Refuse predicted masks that cannot be compared with their targets.

    Raises:
        TypeError: if logits or targets are not floating-point tensors, or labels not whole numbers.
        ValueError: if shapes or devices do not fit.
    """
    check_shapes(
        {
            "mask_logits": (mask_logits, "R K M M"),
            "labels": (labels, "R"),
            "targets": (targets, "R M M"),
        }
    )
    check_all_floating({"mask_logits": mask_logits, "targets": targets})
    check_whole("labels", labels)


def check_square_masks(masks: Tensor, boxes: Tensor) -> None:
    """Refuse masks that are not square, or not one for each box.

    Raises:
        TypeError: if one is not a floating-point tensor.
        ValueError: if masks are not (R, ..., M, M), boxes not (R, 4), or the devices differ.
    """
    check_all_floating({"masks": masks, "boxes": boxes})
    shape = tuple(masks.shape)
    if len(shape) < 3 or shape[-1] != shape[-2] or shape[-1] == 0:
        fix = "; for one mask use masks[None]" if len(shape) == 2 else ""
        raise ValueError(f"masks must have shape (R, ..., M, M), M from 1 up, got {shape}{fix}")
    check_boxes("boxes", boxes, "(N, 4)")
    if len(boxes) != len(masks):
        raise ValueError(
            f"boxes must hold one box for each of the {len(masks)} masks, got {tuple(boxes.shape)}"
        )
    check_same_device("masks", masks, "boxes", boxes)
