"""The errors of the operators on feature maps, in the manner of ``checks.py``."""

from collections.abc import Sequence

from torch import Tensor

from mrcnn_edu.ops.checks import check_boxes, check_floating, check_integer, check_same_device


def check_output_size(name: str, size: int | tuple[int, int]) -> None:
    """Refuse what is not the number of bins of a grid.

    Raises:
        TypeError: if ``size`` is neither an int nor a pair of ints.
        ValueError: if it does not hold exactly two, or one is below 1.
    """
    pair = size if isinstance(size, tuple | list) else (size, size)
    for side in pair:
        check_integer(name, side)
    if len(pair) != 2 or min(pair) < 1:
        raise ValueError(f"{name} must be (height, width) from 1 up, got {size!r}; 7 is usual")


def check_levels(name: str, levels: Sequence[int]) -> None:
    """Refuse what are not the bins along a side for each of some levels.

    Raises:
        TypeError: if ``levels`` is not a tuple or list of ints.
        ValueError: if it is empty, or one is below 1.
    """
    if not isinstance(levels, list | tuple):
        raise TypeError(
            f"{name} must be a tuple of bins along a side, got {levels!r}; use (4, 2, 1)"
        )
    for bins in levels:
        check_integer(f"each number in {name}", bins)
    if not levels or min(levels) < 1:
        raise ValueError(f"{name} must hold numbers from 1 up, got {levels!r}; (4, 2, 1) is usual")


def check_features(name: str, features: Tensor) -> None:
    """Refuse what is not a batch of feature maps.

    Raises:
        TypeError: if ``features`` is not a floating-point tensor.
        ValueError: if the shape is not (N, C, H, W), or C, H or W is 0.
    """
    check_floating(name, features)
    shape = tuple(features.shape)
    if len(shape) != 4:
        fix = f"; for one map use {name}[None]" if len(shape) == 3 else ""
        raise ValueError(f"{name} must have shape (N, C, H, W), got {shape}{fix}")
    if 0 in shape[1:]:
        raise ValueError(f"{name} must have cells, got {shape}; C, H and W must be from 1 up")


def check_rois(name: str, boxes: Tensor | Sequence[Tensor], features: Tensor) -> None:
    """Refuse what is neither RoIs of (R, 5) nor a list of boxes (R_i, 4), one for each image.

    Args:
        name: what the caller calls the argument.
        boxes: the argument.
        features: (N, C, H, W), already checked.

    Raises:
        TypeError: if boxes are not floating-point tensors, or not a list of them.
        ValueError: if shapes, the number of images or devices do not fit.
    """
    if isinstance(boxes, Tensor):
        check_floating(name, boxes)
        if boxes.ndim != 2 or boxes.shape[1] != 5:
            fix = f"; for boxes of one image use [{name}]" if boxes.shape[1:] == (4,) else ""
            raise ValueError(f"{name} must have shape (R, 5), got {tuple(boxes.shape)}{fix}")
        check_same_device("the features", features, name, boxes)
        return
    if not isinstance(boxes, list | tuple):
        raise TypeError(f"{name} must be a tensor (R, 5) or a list, got {type(boxes).__name__}")
    if len(boxes) != len(features):
        raise ValueError(
            f"{name} must hold one tensor for each of the {len(features)} images, got {len(boxes)};"
            " for an image without boxes use torch.zeros(0, 4)"
        )
    for i, of_image in enumerate(boxes):
        check_boxes(f"{name}[{i}]", of_image, "(N, 4)")
        check_floating(f"{name}[{i}]", of_image)
        check_same_device("the features", features, f"{name}[{i}]", of_image)


def check_points(features: Tensor, y: Tensor, x: Tensor) -> None:
    """Refuse points that cannot be looked up on a map.

    Raises:
        TypeError: if an argument is not a floating-point tensor.
        ValueError: if the map has fewer than two axes or no cells, or y and x are not both (S,).
    """
    check_floating("features", features)
    if features.ndim < 2 or 0 in features.shape[-2:]:
        raise ValueError(
            f"features must have shape (..., H, W) with cells, got {tuple(features.shape)};"
            " H and W must be from 1 up"
        )
    for name, values in (("y", y), ("x", x)):
        check_floating(name, values)
        check_same_device("features", features, name, values)
    if y.ndim != 1 or y.shape != x.shape:
        raise ValueError(
            f"y and x must both have shape (S,), got {tuple(y.shape)} and {tuple(x.shape)};"
            " for one point use torch.tensor([value])"
        )
