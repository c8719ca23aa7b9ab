"""COCO results of one image in little memory: masks are pasted one at a time.

A hundred masks of a photograph of 12 megapixels are 4.8 gigabytes when all are made as large as it
is. As small as the mask head makes them they are 300 kilobytes, and one alone is pasted and encoded
before the next.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from mrcnn_edu.coco.format import Entry
from mrcnn_edu.coco.run_lengths import encode_part
from mrcnn_edu.coco.writing import detections_to_coco

MASK_THRESHOLD = 0.5
Paste = Callable[[Tensor, Tensor, tuple[int, int]], Tensor]  # (masks, boxes, image_size)


@contextmanager
def masks_left_small(detector: nn.Module) -> Iterator[Paste | None]:
    """Have a detector leave its masks as small as they are, and paste them again afterwards.

    Args:
        detector: with a ``paste`` beside its ``roi_heads``, or with another inside that has both.
            What anybody else calls ``paste`` is left alone.

    Yields:
        Its ``paste``, or None of a detector that has none, whose masks are large.
    """
    pasting: list[Any] = [
        module
        for module in detector.modules()
        if getattr(module, "paste", None) is not None and hasattr(module, "roi_heads")
    ]
    pastes = [module.paste for module in pasting]
    for module in pasting:
        module.paste = None
    try:
        yield pastes[0] if pastes else None
    finally:
        for module, paste in zip(pasting, pastes, strict=True):
            module.paste = paste


def results_of(
    found: Mapping[str, Tensor],
    size: tuple[int, int],
    image_id: Any,
    *,
    paste: Paste | None,
    categories: Sequence[Entry] | None = None,
    iou_type: str | None = None,
) -> list[Entry]:
    """COCO results of one image.

    Args:
        found: D detections, "boxes" (D, 4), "labels" (D,), "scores" (D,), and perhaps "keypoints"
            and "masks", (D, 1, M, M) for ``paste``, or without it as large as the image.
        size: (height, width) of the image.
        image_id: its id.
        paste: makes a mask as large as the image; from ``masks_left_small``.
        categories: COCO's; None if the labels are the ids.
        iou_type: the only shape that is written, "bbox", "segm" or "keypoints"; None for all that
            there are.

    Returns:
        D dicts, in order.

    Raises:
        TypeError: if what was found are not tensors of the right kinds.
        ValueError: if lengths or shapes do not fit, a number is not finite, a label has no
            category, or ``iou_type`` was not found.
    """
    if paste is None or "masks" not in found or iou_type not in (None, "segm"):
        return detections_to_coco(
            [found], categories=categories, image_ids=[image_id], iou_type=iou_type
        )
    others = {name: values for name, values in found.items() if name != "masks"}
    entries = detections_to_coco([others], categories=categories, image_ids=[image_id])
    for i, entry in enumerate(entries):
        part, corner = mask_part(found["masks"][[i]], found["boxes"][[i]], size, paste)
        entry["segmentation"] = encode_part(part, corner, size)
        for other in () if iou_type is None else ("bbox", "keypoints"):
            entry.pop(other, None)
    return entries


def mask_part(
    mask: Tensor, box: Tensor, size: tuple[int, int], paste: Paste
) -> tuple[NDArray[np.bool_], tuple[int, int]]:
    """The pixels of one mask, and where they are.

    Args:
        mask: (1, 1, M, M), probabilities.
        box: (1, 4), xyxy in pixels.
        size: (height, width) of the image.
        paste: makes the mask as large as the image; memory of pixels that it leaves at 0 is not
            touched here.

    Returns:
        (h, w), bool, of the pixels round the box, and the (top, left) of the first of them.
    """
    x1, y1, x2, y2 = box[0].tolist()
    beyond = (max(x2 - x1, y2 - y1) / mask.shape[-1]) + 2  # a mask fades out over half a cell
    top, left = (int(max(0, start - beyond)) for start in (y1, x1))
    bottom, right = int(max(0, y2 + beyond)), int(max(0, x2 + beyond))
    pasted = paste(mask, box, size)[0, 0, top:bottom, left:right]
    return (pasted > MASK_THRESHOLD).cpu().numpy(), (top, left)
