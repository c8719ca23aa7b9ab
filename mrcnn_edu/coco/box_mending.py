"""The box of an annotation, mended: cut off at the image's border, or measured on the mask."""

import numpy as np
import torch

from mrcnn_edu.coco.fields import read_box, read_edges
from mrcnn_edu.coco.format import Entry
from mrcnn_edu.coco.polygons import Edges
from mrcnn_edu.coco.problems import without_advice
from mrcnn_edu.ops.boxes import box_iou

Box = list[float]
Fault = tuple[str, str]  # what is wrong, and what was done about it
Size = tuple[int, int]
ROUNDING = 1  # pixels that a box may reach out of the image without a word: editors round
NEAR = 4  # pixels that its sides may differ from its mask's, before anybody asks by how much


def mend_box(name: str, entry: Entry, size: Size, edges: Edges | None) -> list[Fault]:
    """Give an annotation a box with an area in the image, of which it says the truth.

    Args:
        name: what the annotation is called; it stands first in the message.
        entry: the annotation, whose "bbox" may be changed.
        size: (height, width) of its image, in pixels.
        edges: of its mask, with a pixel at least, which the box has to fit; None if it is not
            wanted. Then it is read only if the box needs it, and may be missing.

    Returns:
        What was wrong and what was done, a pair or nothing.

    Raises:
        ValueError: if the box cannot be used, and there is no mask to measure it on.

    Example:
        >>> entry = {"bbox": [1, 0, 0, 2], "segmentation": [[1, 0, 3, 0, 3, 2, 1, 2]]}
        >>> mend_box("annotation 5", entry, (2, 3), None)[0][1], entry["bbox"]
        ('box measured on the mask', [1, 0, 2, 2])
    """
    try:
        box = read_box(name, entry)
        cut = _cut_off(name, box, size)
        if edges is not None:
            _check_fit(name, cut, _extent(edges, size))
    except ValueError as error:
        if edges is None:
            edges = _edges(entry, size)
        if edges is None:
            raise
        entry["bbox"] = _xywh(_extent(edges, size))
        return [(without_advice(str(error)), "box measured on the mask")]
    if cut == box:
        return []
    given, entry["bbox"] = entry["bbox"], _xywh(cut)
    if max(abs(a - b) for a, b in zip(box, cut, strict=True)) <= ROUNDING:
        return []
    return [(f"{name}: 'bbox' {given} reaches out of the image", "cut off")]


def _xywh(box: Box) -> Box:
    """x1, y1, x2, y2 as COCO has it."""
    return [box[0], box[1], box[2] - box[0], box[3] - box[1]]


def _cut_off(name: str, box: Box, size: Size) -> Box:
    """The part of a box (x1, y1, x2, y2) that is in the image."""
    height, width = size
    sides = (width, height, width, height)
    inside = [min(max(v, 0), side) for v, side in zip(box, sides, strict=True)]
    x1, y1, x2, y2 = torch.tensor(inside, dtype=torch.float32).tolist()  # as a detector sees them
    if x1 >= x2 or y1 >= y2:
        raise ValueError(
            f"{name}: 'bbox' from ({box[0]}, {box[1]}) to ({box[2]}, {box[3]}) has no area in the"
            f" image of {height} x {width} pixels (height x width); leave it out, or look whether"
            " it belongs to another image"
        )
    return inside


def _check_fit(name: str, box: Box, extent: Box) -> None:
    """Refuse a box that is far from its mask's, such as one given by two corners."""
    if max(abs(a - b) for a, b in zip(box, extent, strict=True)) <= NEAR:
        return
    if float(box_iou(torch.tensor([box]), torch.tensor([extent]))) < 0.5:
        raise ValueError(
            f"{name}: 'bbox' from ({box[0]}, {box[1]}) to ({box[2]}, {box[3]}) does not fit the"
            f" mask, which is from ({extent[0]}, {extent[1]}) to ({extent[2]}, {extent[3]});"
            " COCO's boxes are x, y, width, height"
        )


def _edges(entry: Entry, size: Size) -> Edges | None:
    """Of a mask with a pixel at least; None if there is no such mask."""
    try:
        edges = read_edges("", entry.get("segmentation"), size)
    except (TypeError, ValueError):
        return None
    return edges if (edges[::2] < edges[1::2]).any() else None


def _extent(edges: Edges, size: Size) -> Box:
    """x1, y1, x2, y2 of the mask's pixels, the last included."""
    some = edges[::2] < edges[1::2]  # (runs,)
    first, last = edges[::2][some], edges[1::2][some] - 1  # numbers of pixels, column by column
    (x1, y1), (x2, y2) = np.divmod(first, size[0]), np.divmod(last, size[0])
    if (x1 < x2).any():  # a run that goes on from a column's end to the next one's beginning
        return [int(x1.min()), 0, int(x2.max()) + 1, size[0]]
    return [int(x1.min()), int(y1.min()), int(x2.max()) + 1, int(y2.max()) + 1]
