"""What a widget takes in, checked and turned into what a page can hold."""

import base64
import io
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image


def image_to_data_uri(image: NDArray[np.uint8]) -> str:
    """A picture as text that a page can show without asking for a file.

    Args:
        image: (H, W) grey or (H, W, 3) red, green, blue, uint8.

    Returns:
        A data URI that holds a PNG.

    Raises:
        TypeError: if ``image`` is not a uint8 array.
        ValueError: if its shape is another, or it holds no pixel.
    """
    dtype = getattr(image, "dtype", type(image).__name__)
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        raise TypeError(
            f"image must be a uint8 array, got {dtype}; from floats in [0, 1] use"
            " (image * 255).astype(np.uint8)"
        )
    is_grey, is_colour = image.ndim == 2, image.ndim == 3 and image.shape[2] == 3
    if not (is_grey or is_colour) or image.size == 0:
        raise ValueError(
            f"image must have shape (H, W) or (H, W, 3), got {image.shape}; for a (3, H, W)"
            " tensor use image.permute(1, 2, 0).numpy()"
        )
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, format="PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def as_box(name: str, box: ArrayLike) -> list[float]:
    """One box as four plain numbers.

    Args:
        name: what the caller calls the argument.
        box: (4,), xyxy in pixels: a list, an array or a tensor.

    Raises:
        TypeError: if it does not hold numbers.
        ValueError: if the shape is not (4,), a number is not finite, or a corner is inverted.
    """
    array = _as_float64(name, box)
    if array.shape != (4,):
        raise ValueError(f"{name} must be four numbers (x1, y1, x2, y2), got shape {array.shape}")
    return as_boxes(name, array[None])[0]


def as_boxes(name: str, boxes: ArrayLike) -> list[list[float]]:
    """Boxes as lists of four plain numbers.

    Args:
        name: what the caller calls the argument.
        boxes: (N, 4), xyxy in pixels: lists, an array or a tensor.

    Raises:
        TypeError: if they are not numbers.
        ValueError: if the shape is not (N, 4), a number is not finite, or a corner is inverted.
    """
    array = _as_float64(name, boxes)
    if array.shape == (0,):
        array = array.reshape(0, 4)  # an empty list has no second axis to show
    if array.ndim != 2 or array.shape[1] != 4:
        fix = f"; for one box use [{name}]" if array.shape == (4,) else ""
        raise ValueError(f"{name} must have shape (N, 4), got {array.shape}{fix}")
    for row in array:
        if not np.isfinite(row).all():
            raise ValueError(f"{name} must be finite, got {row.tolist()}; drop such boxes first")
        if row[2] < row[0] or row[3] < row[1]:
            raise ValueError(
                f"{name} must have x1 <= x2 and y1 <= y2, got {row.tolist()}; is it xywh? then use"
                ' box_convert(boxes, "xywh", "xyxy")'
            )
    return [[float(value) for value in row] for row in array]


def as_scores(name: str, scores: ArrayLike, count: int) -> list[float]:
    """Scores as plain numbers, one for each box.

    Args:
        name: what the caller calls the argument.
        scores: (N,): a list, an array or a tensor.
        count: N, the number of boxes.

    Raises:
        TypeError: if they are not numbers.
        ValueError: if there are not ``count`` of them in one row, or one is not finite.
    """
    array = _as_float64(name, scores)
    if array.shape != (count,):
        raise ValueError(
            f"{name} must hold one number for each of the {count} boxes, got shape {array.shape};"
            f" pass boxes and {name} of equal length"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {array.tolist()}; drop such boxes first")
    return [float(value) for value in array]


def as_numbers(name: str, values: ArrayLike, shape: tuple[int, ...]) -> list[Any]:
    """Numbers of one shape as plain lists.

    Args:
        name: what the caller calls the argument.
        values: finite numbers: lists, an array or a tensor.
        shape: what theirs must be.

    Raises:
        TypeError: if they are not numbers.
        ValueError: if the shape is another, or one is not finite.
    """
    array = _as_float64(name, values)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {array.tolist()}; use large numbers instead")
    numbers: list[Any] = array.tolist()
    return numbers


def _as_float64(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """The values as float64, which holds every float32 exactly, as the page's numbers do."""
    if isinstance(values, str):
        raise TypeError(f"{name} must be numbers, got {values!r}")
    detach: Any = getattr(values, "detach", None)  # a tensor, which may want a gradient
    array = detach().cpu() if detach is not None else values
    try:
        return np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"{name} must be numbers in rows of equal length, got {values!r}"
        ) from error
