"""The errors that the operators share: what was wrong, with its value, and how to mend it.

Operators look at shape, dtype, device and length, which are known without reading a tensor.
They never look at values: reading one from a GPU would make the program wait for it. Values
(NaN, inverted boxes) are refused where data enters instead.
"""

import torch
from torch import Tensor


def check_tensor(name: str, value: object) -> None:
    """Refuse what is not a tensor.

    Raises:
        TypeError: if ``value`` is not a torch.Tensor.
    """
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{name} must be a torch.Tensor, got {type(value).__name__};"
            f" use torch.as_tensor({name})"
        )


def check_boxes(name: str, boxes: Tensor, shape: str = "(..., 4)") -> None:
    """Refuse what cannot be boxes of four numbers each.

    Args:
        name: what the caller calls the argument; it stands first in the message.
        boxes: the argument.
        shape: what the caller takes: "(..., 4)", "(..., N, 4)" or "(N, 4)".

    Raises:
        TypeError: if ``boxes`` is not a tensor of real numbers.
        ValueError: if it has another shape.
    """
    check_tensor(name, boxes)
    if boxes.dtype is torch.bool or boxes.is_complex():
        raise TypeError(f"{name} must hold real numbers, got {boxes.dtype}; use {name}.float()")
    got: tuple[int, ...] = tuple(boxes.shape)
    dims_fit = {
        "(..., 4)": boxes.ndim >= 1,
        "(..., N, 4)": boxes.ndim >= 2,
        "(N, 4)": boxes.ndim == 2,
    }
    if dims_fit[shape] and got[-1] == 4:
        return
    fixes: dict[tuple[int, ...], str] = {
        (4,): f"; for one box use {name}[None]",
        (0,): "; for no boxes use torch.zeros(0, 4)",
    }
    raise ValueError(f"{name} must have shape {shape}, got {got}{fixes.get(got, '')}")


def check_floating(name: str, tensor: Tensor) -> None:
    """Refuse integers where results are fractions.

    Raises:
        TypeError: if ``tensor`` is not a floating-point tensor.
    """
    check_tensor(name, tensor)
    if not tensor.is_floating_point():
        raise TypeError(f"{name} must be floating point, got {tensor.dtype}; use {name}.float()")


def check_per_box(name: str, values: Tensor, boxes: Tensor) -> None:
    """Refuse values that are not one for each box, or lie on another device.

    Args:
        name: what the caller calls the argument.
        values: (N,).
        boxes: (N, 4), already checked.

    Raises:
        TypeError: if ``values`` is not a tensor.
        ValueError: if the shape is not (N,), or the devices differ.
    """
    check_tensor(name, values)
    if values.shape != boxes.shape[:1]:
        raise ValueError(
            f"{name} must hold one value for each of the {len(boxes)} boxes, shape"
            f" ({len(boxes)},), got {tuple(values.shape)}; pass boxes and {name} of equal length"
        )
    check_same_device("boxes", boxes, name, values)


def check_scored_boxes(boxes: Tensor, scores: Tensor) -> None:
    """Refuse what non-maximum suppression cannot put in order and compare.

    Args:
        boxes: (N, 4), floating point.
        scores: (N,), floating point, on the same device.

    Raises:
        TypeError: if one is not a tensor of floating-point numbers.
        ValueError: if a shape, the lengths or the devices do not fit.
    """
    check_boxes("boxes", boxes, "(N, 4)")
    check_floating("boxes", boxes)
    check_per_box("scores", scores, boxes)
    check_floating("scores", scores)


def check_same_device(name1: str, tensor1: Tensor, name2: str, tensor2: Tensor) -> None:
    """Refuse two tensors that do not lie on the same device.

    Raises:
        ValueError: if the devices differ.
    """
    if tensor1.device != tensor2.device:
        raise ValueError(
            f"{name1} is on {tensor1.device} but {name2} is on {tensor2.device};"
            f" use {name2}.to({name1}.device)"
        )


def check_number(name: str, value: float) -> None:
    """Refuse what is not a plain number.

    Raises:
        TypeError: if ``value`` is not an int or a float; a bool is not a number here.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        fix = "; leave it out for the usual one" if value is None else f"; use float({name})"
        raise TypeError(f"{name} must be a plain number, got {value!r}{fix}")


def check_fraction(name: str, value: float) -> None:
    """Refuse a threshold that no IoU could lie on both sides of.

    Raises:
        TypeError: if ``value`` is not a plain number.
        ValueError: if it is not in [0, 1]; NaN is not.
    """
    check_number(name, value)
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {value}; 0.5 is a usual choice")


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Refuse a word that is not one of the choices.

    Raises:
        ValueError: if ``value`` is not in ``choices``.
    """
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")


def check_size(name: str, size: tuple[int, int]) -> None:
    """Refuse what is not the height and width of an image.

    Raises:
        TypeError: if ``size`` is not a tuple or list, or does not hold plain numbers.
        ValueError: if it does not hold exactly two, or one is below 0 or NaN.
    """
    advice = f"got {size!r}; for an image tensor use tuple(image.shape[-2:])"
    if not isinstance(size, tuple | list):
        raise TypeError(f"{name} must be a tuple (height, width), {advice}")
    for side in size:
        check_number(f"each side in {name}", side)
    if len(size) != 2 or not all(side >= 0 for side in size):
        raise ValueError(f"{name} must be (height, width), two numbers from 0 up, {advice}")


def check_batch_axes(name1: str, boxes1: Tensor, name2: str, boxes2: Tensor) -> None:
    """Refuse two sets of boxes whose leading axes cannot be matched.

    Raises:
        ValueError: if the axes before the last two do not broadcast.
    """
    try:
        torch.broadcast_shapes(boxes1.shape[:-2], boxes2.shape[:-2])  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        raise ValueError(
            f"{name1} and {name2} must have batch axes that broadcast, got"
            f" {tuple(boxes1.shape)} and {tuple(boxes2.shape)}; give both the same number of images"
        ) from error


def check_positive(name: str, value: float, usual: str) -> None:
    """Refuse a number that is not above zero, and name a usual one.

    Raises:
        TypeError: if ``value`` is not a plain number.
        ValueError: if it is not above 0; NaN is not.
    """
    check_number(name, value)
    if not value > 0:
        raise ValueError(f"{name} must be above 0, got {value}; {usual} is a usual choice")


def check_integer(name: str, value: int) -> None:
    """Refuse what is not a whole number.

    Raises:
        TypeError: if ``value`` is not an int; a bool is not a number here.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, got {value!r}; use int({name})")
