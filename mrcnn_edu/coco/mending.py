"""One annotation of somebody's COCO file, mended where it is clear how, or given up.

What is mended: a box that reaches out of the image is cut off at its border; a box that is missing,
without area, or far from its mask's is measured on the mask; of several polygons the bad ones are
left out; keypoints that cannot be read count as not labelled. Everything else is given up with the
error that ``reading.py`` has for it.
"""

from collections.abc import Sequence
from typing import Any

from mrcnn_edu.coco.box_mending import Fault, Size, mend_box
from mrcnn_edu.coco.fields import LARGEST, read_edges
from mrcnn_edu.coco.format import Entry
from mrcnn_edu.coco.polygons import Edges
from mrcnn_edu.coco.problems import LEFT_OUT, shorten, without_advice
from mrcnn_edu.coco.reading import read_annotation
from mrcnn_edu.coco.run_lengths import area


def mend_annotation(
    annotation: Entry,
    size: Size,
    ids: Sequence[Any],
    *,
    masks: bool,
    num_keypoints: int,
) -> tuple[Entry | None, list[Fault]]:
    """An annotation that ``read_annotation`` reads without error, and what had been wrong with it.

    Args:
        annotation: COCO's, with an "id". It is not changed.
        size: (height, width) of its image, in pixels.
        ids: of the categories, in the order of labels, from ``category_ids``.
        masks: whether its mask is wanted; if so, it has a pixel at least.
        num_keypoints: P, kinds of keypoints; 0 for none.

    Returns:
        The annotation, or None if nothing can be learned from it; and pairs of what was wrong and
        what was done. An "area" that is missing or no area is filled in without a word, and so are
        keypoints that are missing, as not labelled.

    Example:
        >>> box = {"id": 5, "category_id": 7, "bbox": [1, 0, 9, 2]}
        >>> mended, faults = mend_annotation(box, (2, 3), [7], masks=False, num_keypoints=0)
        >>> mended["bbox"], faults
        ([1, 0, 2, 2], [("annotation 5: 'bbox' [1, 0, 9, 2] reaches out of the image", 'cut off')])
    """
    name = f"annotation {annotation['id']!r}"
    entry = dict(annotation)
    faults: list[Fault] = []
    if not _is_area(entry.get("area")):
        entry.pop("area", None)
    try:
        edges = _mend_segmentation(name, entry, size, faults) if masks else None
        faults += mend_box(name, entry, size, edges)
        read_annotation(entry, size, ids, mask=False)
    except (TypeError, ValueError) as error:
        return None, [(shorten(str(error)), LEFT_OUT)]
    if num_keypoints:
        faults += _mend_keypoints(entry, size, ids, num_keypoints)
    entry.setdefault("area", entry["bbox"][2] * entry["bbox"][3])
    return entry, [(shorten(what), mended) for what, mended in faults]


def _is_area(value: Any) -> bool:
    """Whether it is a number that can be the area of an object."""
    return isinstance(value, int | float) and 0 < value < LARGEST


def _mend_segmentation(name: str, entry: Entry, size: Size, faults: list[Fault]) -> Edges:
    """The edges of a mask with a pixel at least; polygons that are none are left out."""
    segmentation = entry.get("segmentation")
    try:
        edges = read_edges(name, segmentation, size)
    except (TypeError, ValueError) as error:
        parts = segmentation if isinstance(segmentation, list) else []
        good = [part for part in parts if _is_polygon(part, size)]
        if not good:
            raise
        entry["segmentation"] = good
        edges = read_edges(name, good, size)
        faults.append((without_advice(str(error)), "that polygon left out, the others kept"))
    pixels = area(edges)
    if pixels == 0:
        raise ValueError(
            f"{name}: 'segmentation' covers no pixel of the image of {size[0]} x {size[1]} pixels"
            " (height x width); leave it out, or look whether it belongs to another image"
        )
    entry.setdefault("area", pixels)
    return edges


def _is_polygon(part: Any, size: Size) -> bool:
    """Whether it can be drawn."""
    try:
        read_edges("", [part], size)
    except (TypeError, ValueError):
        return False
    return True


def _mend_keypoints(
    entry: Entry, size: Size, ids: Sequence[Any], num_keypoints: int
) -> list[Fault]:
    """Keypoints that are missing, or cannot be read, become such as nobody labelled."""
    nowhere = {"keypoints": [0] * (3 * num_keypoints), "num_keypoints": 0}
    if "keypoints" not in entry:
        entry.update(nowhere)
    try:
        read_annotation(entry, size, ids, mask=False, num_keypoints=num_keypoints)
    except ValueError as error:
        entry.update(nowhere)
        return [(without_advice(str(error)), "keypoints taken for not labelled")]
    entry.setdefault("num_keypoints", sum(flag > 0 for flag in entry["keypoints"][2::3]))
    return []
