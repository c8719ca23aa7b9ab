"""What COCO's annotations and results have in common: the category and the shapes of an object."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from mrcnn_edu.coco.format import Entry
from mrcnn_edu.coco.run_lengths import encode_mask
from mrcnn_edu.ops.boxes import box_convert
from mrcnn_edu.ops.checks import check_shapes, check_whole
from mrcnn_edu.ops.targets import AXES


def object_entries(
    name: str, given: Mapping[str, Tensor], known: Sequence[Any] | None
) -> list[Entry]:
    """Of each object in an image its category and its shapes, by COCO's names.

    Args:
        name: what the caller calls the dict; it stands first in a message.
        given: with "boxes" and "labels", and perhaps more of ``AXES``.
        known: the category id of each label; None if the labels are the ids.

    Returns:
        For each object a dict with "category_id" and "bbox" (x, y, width, height), and where they
        are given "segmentation" (compressed RLE), "keypoints" and "score".

    Raises:
        TypeError: if one is not a tensor, or labels are not whole numbers.
        ValueError: if shapes do not fit, a number is not finite, or a label has no category.

    Example:
        >>> import torch
        >>> given = {"boxes": torch.tensor([[1.0, 0, 3, 2]]), "labels": torch.tensor([2])}
        >>> object_entries("targets[0]", given, [3, 7])
        [{'category_id': 7, 'bbox': [1.0, 0.0, 2.0, 2.0]}]
    """
    check_shapes({f"{name}[{key!r}]": (given[key], AXES[key]) for key in AXES if key in given})
    for key in ("boxes", "scores", "keypoints"):
        if key in given:
            _check_finite(f"{name}[{key!r}]", given[key])
    fields: dict[str, list[Any]] = {
        "category_id": _categories(name, given["labels"], known),
        "bbox": box_convert(given["boxes"].double(), "xyxy", "xywh").tolist(),
    }
    if "masks" in given:
        fields["segmentation"] = [encode_mask(mask) for mask in given["masks"].cpu().numpy()]
    if "keypoints" in given:
        fields["keypoints"] = given["keypoints"].double().flatten(1).tolist()
    if "scores" in given:
        fields["score"] = given["scores"].tolist()
    rows = zip(*fields.values(), strict=True)
    return [dict(zip(fields, row, strict=True)) for row in rows]


def check_names(name: str, given: Mapping[str, Tensor], needed: Sequence[str]) -> None:
    """Refuse a dict that lacks some of its tensors.

    Raises:
        ValueError: if one is missing.
    """
    for key in needed:
        if key not in given:
            raise ValueError(
                f"{name} must hold {', '.join(needed)}, got {', '.join(given) or 'nothing'}"
            )


def _check_finite(name: str, values: Tensor) -> None:
    """Refuse NaN and infinity, which JSON has no words for."""
    fine = values.isfinite()
    if not fine.all():
        g = int(fine.reshape(len(values), -1).all(dim=1).long().argmin())
        raise ValueError(
            f"{name}[{g}] must be finite, got {values[g].tolist()}; leave out the object"
        )


def _categories(name: str, labels: Tensor, known: Sequence[Any] | None) -> list[Any]:
    """The category id of each label."""
    check_whole(f"{name}['labels']", labels)
    numbers: list[int] = labels.tolist()
    for g, label in enumerate(numbers):
        if label < 1 or (known is not None and label > len(known)):
            last = "up" if known is None else f"to {len(known)}, the number of categories"
            raise ValueError(
                f"{name}['labels'][{g}] must be from 1 {last}, got {label}; 0 is the background"
            )
    return numbers if known is None else [known[label - 1] for label in numbers]
