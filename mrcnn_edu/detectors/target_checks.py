"""The errors about targets: this is where data enters, and where values are looked at.

A box without area or a label that does not exist would come out as NaN, or as an index out of
range, a thousand lines later. Here they are refused by the number of their image and box. To look
at values makes a GPU wait, so that a batch without faults is asked about only once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_floating, check_indices, check_shapes, check_tensor

FAULTS = (
    "boxes[{box}] must hold finite numbers, got {value}; leave out the object",
    "boxes[{box}] must have x1 < x2 and y1 < y2, got {value}; for (x, y, w, h) use box_convert,"
    " and leave out boxes without area",
    "boxes[{box}] must overlap its image of {size}, and not reach out of it by more than that size,"
    " got {value}; clip boxes after cropping the image",
    "labels[{box}] must be from 1 to {last} (0 is the background), got {label}; make the detector"
    " with as many classes as there are, and one more",
    "keypoints[{box}] must hold finite numbers; set the third to 0 for a point nobody sees",
    "masks[{box}] must hold 0 and 1, or bool, got numbers from {least} to {most}; use masks > 0, or"
    " for probabilities masks > 0.5",
)


def check_targets(
    targets: Sequence[dict[str, Tensor]] | None,
    images: Sequence[Tensor],
    num_classes: int,
    axes: Mapping[str, str],
) -> None:
    """Refuse targets that nothing could be learned from.

    Args:
        targets: for each image a dict of tensors.
        images: (3, H, W) each, already checked.
        num_classes: K, with the background.
        axes: what each target must hold, such as {"boxes": "G 4"}; H and W are its image's.

    Raises:
        TypeError: if there are none, or one is not a dict of tensors of the right kinds.
        ValueError: if one does not fit its image; the message names image and box.
    """
    if not isinstance(targets, list | tuple):
        raise TypeError(
            f"targets must be a list with a dict for each image, got {type(targets).__name__};"
            " for inference call eval() on the detector first"
        )
    if len(targets) != len(images):
        raise ValueError(
            f"targets must hold one dict for each of the {len(images)} images, got {len(targets)}"
        )
    for i, (target, image) in enumerate(zip(targets, images, strict=True)):
        _check_form(f"targets[{i}]", target, image, axes)
    faults = [
        _faults(target, image, num_classes, axes)
        for target, image in zip(targets, images, strict=True)
    ]
    if torch.cat(faults, dim=1).any():
        i = next(i for i, of_image in enumerate(faults) if of_image.any())
        raise ValueError(_explain(i, faults[i], targets[i], images[i], num_classes))


def _check_form(name: str, target: Any, image: Tensor, axes: Mapping[str, str]) -> None:
    """Refuse a target whose names, kinds of numbers, shapes or devices are wrong."""
    if not isinstance(target, Mapping):
        raise TypeError(f"{name} must be a dict, got {type(target).__name__}")
    for key in axes:
        if key not in target:
            raise ValueError(
                f"{name} must hold {', '.join(axes)}, got {', '.join(target) or 'nothing'};"
                f" for an image without objects give {key} of length 0"
            )
        check_tensor(f"{name}[{key!r}]", target[key])
    wanted = {f"{name}[{key!r}]": (target[key], of) for key, of in axes.items()}
    check_shapes({name.replace("targets", "images"): (image, "C H W"), **wanted})
    check_floating(f"{name}['boxes']", target["boxes"])
    check_indices(f"{name}['labels']", target["labels"])


def _faults(
    target: dict[str, Tensor], image: Tensor, num_classes: int, axes: Mapping[str, str]
) -> Tensor:
    """Which fault of ``FAULTS`` each object has: (6, G), bool."""
    boxes, labels = target["boxes"], target["labels"]
    of_boxes = box_faults(boxes, image)
    points = target["keypoints"] if "keypoints" in axes else boxes  # (G, P, 3)
    faults = (
        *of_boxes,
        (labels < 1) | (labels >= num_classes),
        ~points.isfinite().flatten(1).all(dim=1),
        _neither_0_nor_1(target["masks"]) if "masks" in axes else torch.zeros_like(of_boxes[0]),
    )
    return torch.stack(faults)


def box_faults(boxes: Tensor, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Which boxes are not finite, have no area, or do not belong to the image.

    Args:
        boxes: (N, 4), xyxy in the image's pixels.
        image: (3, H, W).

    Returns:
        Three tensors (N,), bool.

    Example:
        >>> _, flat, _ = box_faults(torch.tensor([[1.0, 1.0, 1.0, 4.0]]), torch.zeros(3, 8, 8))
        >>> flat
        tensor([True])
    """
    _, height, width = image.shape
    x1, y1, x2, y2 = boxes.unbind(1)  # (N,) each
    outside = (x1 >= width) | (y1 >= height) | (x2 <= 0) | (y2 <= 0)
    # A true box is a proposal too, and a RoI as wide as a galaxy takes as many samples.
    outside |= (x1 < -width) | (y1 < -height) | (x2 > 2 * width) | (y2 > 2 * height)
    return ~boxes.isfinite().all(dim=1), (x1 >= x2) | (y1 >= y2), outside


def _neither_0_nor_1(masks: Tensor) -> Tensor:
    """Which masks (G, H, W) hold another number, such as NaN: (G,), bool."""
    if masks.dtype in (torch.bool, torch.uint8):  # the usual ones, and the largest is found soon
        return masks.flatten(1).view(torch.uint8).amax(dim=1) > 1
    return ((masks != 0) & (masks != 1)).flatten(1).any(dim=1)


def _explain(
    i: int, faults: Tensor, target: dict[str, Tensor], image: Tensor, num_classes: int
) -> str:
    """The message about the first fault of an image."""
    box = int(faults.any(dim=0).long().argmax())
    fault = int(faults[:, box].long().argmax())
    mask = target["masks"][box].float() if "masks" in FAULTS[fault] else target["boxes"][box]
    return f"targets[{i}]: " + FAULTS[fault].format(
        box=box,
        value=tuple(target["boxes"][box].tolist()),
        label=int(target["labels"][box]),
        last=num_classes - 1,
        least=float(mask.min()),
        most=float(mask.max()),
        size=f"{image.shape[1]} x {image.shape[2]} pixels (height x width)",
    )
