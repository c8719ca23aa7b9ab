"""Part of an image, or all of it in another size, with everything that is known about it."""

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from mrcnn_edu.ops.boxes import box_area, clip_boxes_to_image
from mrcnn_edu.ops.checks import check_grid, check_integer
from mrcnn_edu.ops.targets import Target, check_image_and_target, keep_visible, visible_areas


def crop(
    image: Tensor,
    target: Target,
    top: int,
    left: int,
    height: int,
    width: int,
    *,
    fill: float = 0.5,
    min_visible: float = 0.1,
) -> tuple[Tensor, Target]:
    """What a window shows, which may reach out of the image.

    Args:
        image: (3, H, W), floating point.
        target: with "boxes" (G, 4), xyxy in pixels, "labels" (G,), and perhaps "masks" (G, H, W),
            "keypoints" (G, P, 3) and "proposals" (R, 4).
        top: row of the window's first pixel; below 0 it lies above the image.
        left: its column.
        height: of the window, in pixels.
        width: of the window, in pixels.
        fill: the grey outside of the image.
        min_visible: the share of an object that must be in the window, or it is left out.

    Returns:
        The window (3, height, width), and a new target. Boxes are the masks' extent, or without
        masks what is left of the boxes. Keypoints outside become (0, 0, 0), not labelled.
        Of proposals stays what is in the window.

    Raises:
        TypeError: if image or boxes are not floating-point tensors, or a number is not whole.
        ValueError: if shapes do not fit, or the window has no pixel.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 4.0, 4.0]]), "labels": torch.tensor([1])}
        >>> window, target = crop(torch.rand(3, 8, 8), target, 2, -1, 8, 4)
        >>> tuple(window.shape), target["boxes"]
        ((3, 8, 4), tensor([[1., 0., 4., 2.]]))
    """
    check_image_and_target(image, target)
    check_integer("top", top)
    check_integer("left", left)
    check_grid("(height, width)", (height, width))
    shift = target["boxes"].new_tensor([left, top])
    seen = {
        **target,
        "boxes": clip_boxes_to_image(target["boxes"] - shift.repeat(2), (height, width)),
    }
    if "proposals" in target:
        moved = clip_boxes_to_image(target["proposals"] - shift.repeat(2), (height, width))
        seen["proposals"] = moved[box_area(moved) > 0]
    if "masks" in target:
        seen["masks"] = _cut(target["masks"], top, left, height, width, 0)
    if "keypoints" in target:
        seen["keypoints"] = _move_keypoints(target["keypoints"], shift, (height, width))
    window = _cut(image, top, left, height, width, fill)  # (3, height, width)
    return window, keep_visible(seen, visible_areas(target), min_visible)


def resize(image: Tensor, target: Target, size: tuple[int, int]) -> tuple[Tensor, Target]:
    """The whole image in another size.

    Args:
        image: (3, H, W), floating point.
        target: with "boxes" (G, 4), xyxy in pixels, "labels" (G,), and perhaps "masks" (G, H, W),
            "keypoints" (G, P, 3) and "proposals" (R, 4).
        size: (height, width) wanted, in pixels.

    Returns:
        The image (3, height, width), without aliasing, and a new target. A pixel of a mask is the
        old one that its middle lies in; boxes are the masks' extent, and an object of which no
        pixel is left is left out.

    Raises:
        TypeError: if image or boxes are not floating-point tensors, or the size not whole numbers.
        ValueError: if shapes do not fit, or a side is below 1.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 4.0, 4.0]]), "labels": torch.tensor([1])}
        >>> image, target = resize(torch.rand(3, 8, 8), target, (4, 16))
        >>> tuple(image.shape), target["boxes"]
        ((3, 4, 16), tensor([[0., 0., 8., 2.]]))
    """
    check_image_and_target(image, target)
    check_grid("size", size)
    old = image.shape[1:]
    ratio = target["boxes"].new_tensor([size[1] / old[1], size[0] / old[0]])  # x, y
    changed = {**target, "boxes": target["boxes"] * ratio.repeat(2)}
    if "proposals" in target:
        changed["proposals"] = target["proposals"] * ratio.repeat(2)
    if "masks" in target:
        rows, columns = (_nearest(n, m, image.device) for n, m in zip(size, old, strict=True))
        changed["masks"] = target["masks"][:, rows[:, None], columns]  # (G, height, width)
    if "keypoints" in target:
        points = target["keypoints"]
        changed["keypoints"] = torch.cat((points[..., :2] * ratio, points[..., 2:]), dim=-1)
    resized = interpolate(image[None], size, mode="bilinear", antialias=True)[0]
    return resized, keep_visible(changed, visible_areas(changed))


def _nearest(new: int, old: int, device: torch.device) -> Tensor:
    """(new,): the number of the old pixel that the middle of each new one lies in."""
    middles = (torch.arange(new, dtype=torch.float64, device=device) + 0.5) * old / new
    return middles.long()


def _cut(pixels: Tensor, top: int, left: int, height: int, width: int, fill: float) -> Tensor:
    """(..., H, W) as a window (..., height, width) shows it."""
    window = pixels.new_full((*pixels.shape[:-2], height, width), fill)
    y1, y2 = (min(max(y, 0), pixels.shape[-2]) for y in (top, top + height))
    x1, x2 = (min(max(x, 0), pixels.shape[-1]) for x in (left, left + width))
    window[..., y1 - top : y2 - top, x1 - left : x2 - left] = pixels[..., y1:y2, x1:x2]
    return window


def _move_keypoints(keypoints: Tensor, shift: Tensor, size: tuple[int, int]) -> Tensor:
    """Keypoints (G, P, 3) in the window, those outside of it without label."""
    xy = keypoints[..., :2] - shift  # (G, P, 2)
    inside = ((xy >= 0) & (xy <= xy.new_tensor([size[1], size[0]]))).all(dim=-1, keepdim=True)
    labelled = inside & (keypoints[..., 2:] > 0)
    return torch.where(labelled, torch.cat((xy, keypoints[..., 2:]), dim=-1), 0)
