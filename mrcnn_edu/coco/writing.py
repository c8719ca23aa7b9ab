"""Tensors as COCO JSON: targets as a ground truth, and what a detector found as results.

Everything that comes out is plain Python, ready for ``json.dump``. ``reading.py`` goes the
other way.

A label counts from 1, for 0 is the background. COCO's category ids may begin anywhere and have
gaps: **label k is the k-th of the categories in ascending order of id**. Where no categories are
given, the label itself is the id, as for the detectors with torchvision's 91 classes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from mrcnn_edu.coco.entries import check_names, object_entries
from mrcnn_edu.coco.format import SHAPES, Entry, category_ids
from mrcnn_edu.coco.polygons import mask_to_polygons
from mrcnn_edu.ops.checks import check_choice, check_fraction, check_shapes, check_size

Size = tuple[int, int]


def targets_to_coco(
    targets: Sequence[Mapping[str, Tensor]],
    image_sizes: Sequence[Size],
    *,
    categories: Sequence[Entry] | None = None,
    image_ids: Sequence[Any] | None = None,
    polygons: bool = False,
) -> Entry:
    """A COCO ground truth of what is known about some images.

    Args:
        targets: for each image a dict with "boxes" (G, 4), xyxy in pixels, "labels" (G,), from 1
            up, and where there are any "masks" (G, H, W), "keypoints" (G, P, 3) and "iscrowd"
            (G,), not 0 for a crowd.
        image_sizes: (height, width) of each image, in pixels.
        categories: COCO's, such as [{"id": 7, "name": "cat"}]; None for those of the labels.
        image_ids: of each image; None for 1, 2, 3, ...
        polygons: whether masks become outlines, exact to the pixel, and not compressed RLE.
            Crowds, and masks of no pixel, become RLE all the same, as in COCO's own files.

    Returns:
        A dict with "images", "annotations" and "categories". Annotations have ids from 1 up (0 is
        what pycocotools takes for "not found"), "bbox" is x, y, width, height, and "area" is the
        number of the mask's pixels, or the box's area where there is no mask.

    Raises:
        TypeError: if a target does not hold tensors of the right kinds.
        ValueError: if lengths or shapes do not fit, a number is not finite, or a label has no
            category; the message names image and object.

    Source:
        COCO's page on the format of data.

    Example:
        >>> import torch
        >>> mask = torch.tensor([[[0, 1, 1], [0, 0, 1]]])
        >>> target = {"boxes": torch.tensor([[1.0, 0, 3, 2]]), "labels": torch.tensor([1])}
        >>> coco = targets_to_coco([{**target, "masks": mask}], [(2, 3)])
        >>> coco["annotations"][0]["bbox"], coco["annotations"][0]["area"]
        ([1.0, 0.0, 2.0, 2.0], 3)
        >>> coco["annotations"][0]["segmentation"]
        {'size': [2, 3], 'counts': '2111'}
    """
    ids = _image_ids(image_ids, "targets", targets)
    if len(image_sizes) != len(targets):
        raise ValueError(
            f"image_sizes must hold (height, width) for each of the {len(targets)} targets, got"
            f" {len(image_sizes)}"
        )
    known = None if categories is None else category_ids(categories)
    images: list[Entry] = []
    annotations: list[Entry] = []
    for i, (target, size, image) in enumerate(zip(targets, image_sizes, ids, strict=True)):
        check_size(f"image_sizes[{i}]", size)
        images.append({"id": image, "height": int(size[0]), "width": int(size[1])})
        for entry in _annotations(f"targets[{i}]", target, size, known, polygons):
            annotations.append({"id": len(annotations) + 1, "image_id": image, **entry})
    if categories is None:
        used = {entry["category_id"] for entry in annotations}
        categories = [{"id": label, "name": str(label)} for label in sorted(used)]
    return {"images": images, "annotations": annotations, "categories": list(categories)}


def detections_to_coco(
    detections: Sequence[Mapping[str, Tensor]],
    *,
    categories: Sequence[Entry] | None = None,
    image_ids: Sequence[Any] | None = None,
    iou_type: str | None = None,
    mask_threshold: float = 0.5,
) -> list[Entry]:
    """COCO results of what a detector found in some images.

    Args:
        detections: for each image a dict with "boxes" (D, 4), xyxy in pixels, "labels" (D,),
            "scores" (D,), and where there are any "masks" (D, 1, H, W), probabilities, and
            "keypoints" (D, P, 3).
        categories: COCO's; None if the labels are the ids.
        image_ids: of each image; None for 1, 2, 3, ...
        iou_type: "bbox", "segm" or "keypoints", what the results are to be compared by: the only
            shape that is written. Beside a mask, a box would give the detection another area, and
            so other numbers for small and large objects. None writes all that there is.
        mask_threshold: above which a pixel belongs to the mask.

    Returns:
        A list of dicts with "image_id", "category_id", "score", and of "bbox" (x, y, width,
        height), "segmentation" (compressed RLE) and "keypoints" what was asked for.

    Raises:
        TypeError: if what was found are not tensors of the right kinds.
        ValueError: if lengths or shapes do not fit, a number is not finite, a label has no
            category, or ``iou_type`` is unknown or was not found; the message names image and
            object.

    Source:
        COCO's page on the format of results; He et al., "Mask R-CNN" (2017), section 3.1, for the
        threshold.

    Example:
        >>> import torch
        >>> found = {"boxes": torch.tensor([[1.0, 0, 3, 2]]), "labels": torch.tensor([2])}
        >>> found |= {"scores": torch.tensor([0.5])}
        >>> detections_to_coco([found], categories=[{"id": 3}, {"id": 7}], image_ids=[42])
        [{'image_id': 42, 'category_id': 7, 'bbox': [1.0, 0.0, 2.0, 2.0], 'score': 0.5}]
    """
    check_fraction("mask_threshold", mask_threshold)
    if iou_type is not None:
        check_choice("iou_type", iou_type, tuple(SHAPES))
    ids = _image_ids(image_ids, "detections", detections)
    known = None if categories is None else category_ids(categories)
    results: list[Entry] = []
    for i, (found, image) in enumerate(zip(detections, ids, strict=True)):
        name = f"detections[{i}]"
        shapes = [SHAPES[key].tensor for key in (SHAPES if iou_type is None else [iou_type])]
        check_names(name, found, ("boxes", "labels", "scores", *(shapes if iou_type else ())))
        given = {k: v for k, v in found.items() if k in ("boxes", "labels", "scores", *shapes)}
        if "masks" in given:
            check_shapes({f"{name}['masks']": (given["masks"], "D 1 H W")})
            given["masks"] = given["masks"][:, 0] > mask_threshold  # (D, H, W)
        entries = object_entries(name, given, known)
        if "boxes" not in shapes:
            for entry in entries:
                del entry["bbox"]
        results += [{"image_id": image, **entry} for entry in entries]
    return results


def _image_ids(
    image_ids: Sequence[Any] | None, name: str, images: Sequence[object]
) -> Sequence[Any]:
    """An id for each image, each another one."""
    ids = range(1, len(images) + 1) if image_ids is None else image_ids
    if len(ids) != len(images) or len(set(ids)) != len(ids):
        raise ValueError(
            f"image_ids must hold another id for each of the {len(images)} {name}, got"
            f" {list(ids)!r}; leave them out for 1, 2, 3, ..."
        )
    return ids


def _annotations(
    name: str, target: Mapping[str, Tensor], size: Size, known: list[Any] | None, polygons: bool
) -> list[Entry]:
    """The annotations of an image, but for their ids and the image's."""
    check_names(name, target, ("boxes", "labels"))
    if "masks" in target and tuple(target["masks"].shape[1:]) != tuple(size):
        raise ValueError(
            f"{name}['masks'] must be of the image's size {tuple(size)}, got"
            f" {tuple(target['masks'].shape)}; give image_sizes as (height, width)"
        )
    entries = object_entries(name, target, known)
    crowds = target["iscrowd"].tolist() if "iscrowd" in target else [0] * len(entries)
    for g, (entry, crowd) in enumerate(zip(entries, crowds, strict=True)):
        entry |= {"iscrowd": int(crowd != 0), "area": entry["bbox"][2] * entry["bbox"][3]}
        if "masks" in target:
            mask = target["masks"][g].cpu()
            entry["area"] = int(mask.count_nonzero())
            if polygons and not entry["iscrowd"] and entry["area"]:
                entry["segmentation"] = mask_to_polygons(mask.numpy())
        if "keypoints" in target:
            entry["num_keypoints"] = sum(flag > 0 for flag in entry["keypoints"][2::3])
    return entries
