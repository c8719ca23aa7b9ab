"""What resizing an image does to what is known about it, and how to undo that.

Coordinates are continuous and nothing is cropped, so each axis has one ratio, the new size by the
old one, and boxes and keypoints are multiplied by it. The two ratios differ a little, since sizes
are whole numbers.
"""

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from mrcnn_edu.ops.checks import check_real, check_shapes

Size = tuple[int, int]  # height, width


def resized_size(size: Size, min_size: int, max_size: int) -> Size:
    """Height and width of an image once its shorter side is ``min_size``, if the longer allows it.

    Args:
        size: (height, width) before, in pixels.
        min_size: what the shorter side shall be.
        max_size: what the longer side may be at most.

    Returns:
        (height, width), rounded down, so that the shorter side may miss ``min_size`` by one, but
        1 or more: of a strip, a line is left.

    Source:
        Girshick, "Fast R-CNN" (2015), section 5.2 (s = 600 and at most 1000). The sizes of
        torchvision's GeneralizedRCNNTransform, which fails on a strip.

    Example:
        >>> resized_size((480, 640), 800, 1333), resized_size((5000, 2), 800, 1333)
        ((800, 1066), (1333, 1))
    """
    scale = min(min_size / min(size), max_size / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def resize_boxes(boxes: Tensor, original_size: Size, new_size: Size) -> Tensor:
    """Boxes of an image, once that has another size.

    Args:
        boxes: (N, 4), xyxy in pixels of the original.
        original_size: (height, width) of the image before.
        new_size: (height, width) of the image after.

    Returns:
        (N, 4), xyxy in pixels of the new one.

    Raises:
        TypeError: if ``boxes`` is not a tensor of real numbers.
        ValueError: if the shape is not (N, 4).

    Source:
        The results of torchvision's function of this name.

    Example:
        >>> resize_boxes(torch.tensor([[10.0, 20.0, 30.0, 40.0]]), (100, 200), (50, 400))
        tensor([[20., 10., 60., 20.]])
    """
    check_shapes({"boxes": (boxes, "N 4")})
    check_real("boxes", boxes)
    ratio_y, ratio_x = _ratios(original_size, new_size)
    x1, y1, x2, y2 = boxes.unbind(1)  # four tensors of shape (N,)
    return torch.stack((x1 * ratio_x, y1 * ratio_y, x2 * ratio_x, y2 * ratio_y), dim=1)  # (N, 4)


def resize_keypoints(keypoints: Tensor, original_size: Size, new_size: Size) -> Tensor:
    """Keypoints of an image, once that has another size.

    Args:
        keypoints: (N, K, 3), x and y in pixels of the original, then a number to keep: whether the
            point is visible.
        original_size: (height, width) of the image before.
        new_size: (height, width) of the image after.

    Returns:
        (N, K, 3), x and y in pixels of the new one.

    Raises:
        TypeError: if ``keypoints`` is not a tensor.
        ValueError: if the shape is not (N, K, 3).

    Source:
        The results of torchvision's function of this name.

    Example:
        >>> resize_keypoints(torch.tensor([[[10.0, 20.0, 1.0]]]), (100, 200), (50, 400))
        tensor([[[20., 10.,  1.]]])
    """
    check_shapes({"keypoints": (keypoints, "N P 3")})
    ratio_y, ratio_x = _ratios(original_size, new_size)
    x, y, visible = keypoints.unbind(2)  # three tensors of shape (N, K)
    return torch.stack((x * ratio_x, y * ratio_y, visible), dim=2)  # (N, K, 3)


def resize_masks(masks: Tensor, new_size: Size) -> Tensor:
    """Masks of an image, once that has another size: each pixel takes the nearest one's value.

    Args:
        masks: (N, H, W), zeros and ones.
        new_size: (height, width) of the image after.

    Returns:
        (N, height, width), uint8.

    Raises:
        TypeError: if ``masks`` is not a tensor.
        ValueError: if it does not have three axes.

    Source:
        The results of torchvision's GeneralizedRCNNTransform. Its "nearest" pixel of a row is that
        in which the new pixel's left edge falls, not its centre.

    Example:
        >>> resize_masks(torch.tensor([[[0, 1, 0, 0]]]), (2, 2))
        tensor([[[0, 0],
                 [0, 0]]], dtype=torch.uint8)
    """
    check_shapes({"masks": (masks, "N H W")})
    return interpolate(masks[:, None].to(torch.uint8), new_size, mode="nearest")[:, 0]  # (N, h, w)


def resize_target(
    target: dict[str, Tensor], original_size: Size, new_size: Size
) -> dict[str, Tensor]:
    """What is known about an image, once that has another size.

    Args:
        target: may hold "boxes" (G, 4), "proposals" (R, 4), "keypoints" (G, K, 3) and "masks"
            (G, H, W); whatever else is in it stays as it is.
        original_size: (height, width) of the image before.
        new_size: (height, width) of the image after.

    Returns:
        A new dict with the same names.

    Raises:
        TypeError: if one of these is not a tensor of real numbers.
        ValueError: if its shape is another.

    Source:
        The targets of torchvision's GeneralizedRCNNTransform.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 8.0, 8.0]]), "labels": torch.tensor([3])}
        >>> resize_target(target, (8, 16), (4, 16))
        {'boxes': tensor([[0., 0., 8., 4.]]), 'labels': tensor([3])}
    """
    resized = dict(target)
    for key in ("boxes", "proposals"):
        if key in target:
            resized[key] = resize_boxes(target[key], original_size, new_size)
    if "keypoints" in target:
        resized["keypoints"] = resize_keypoints(target["keypoints"], original_size, new_size)
    if "masks" in target:
        resized["masks"] = resize_masks(target["masks"], new_size)
    return resized


def _ratios(original_size: Size, new_size: Size) -> tuple[float, float]:
    """What to multiply y and x by."""
    return new_size[0] / original_size[0], new_size[1] / original_size[1]
