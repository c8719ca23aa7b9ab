"""Each object by itself: cut out of the photograph, or its mask as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

from mrcnn_edu.cli.drawing import save
from mrcnn_edu.coco.run_lengths import decode_mask


def save_crops(image: Tensor, results: Sequence[Mapping[str, Any]], stem: Path) -> None:
    """Write what is in each box, transparent where the mask is not.

    Args:
        image: (3, H, W), from 0 to 1.
        results: COCO's, of this photograph.
        stem: the beginning of the files' paths; _01.png and so on are added, in the results' order.

    Raises:
        OSError: if one cannot be written.
    """
    pixels = (image * 255).round().byte().permute(1, 2, 0).contiguous().numpy()  # (H, W, 3)
    for number, result in enumerate(results, start=1):
        x, y, width, height = result["bbox"]
        rows = slice(int(y), max(int(y) + 1, int(np.ceil(y + height))))
        columns = slice(int(x), max(int(x) + 1, int(np.ceil(x + width))))
        part = pixels[rows, columns]
        if "segmentation" in result:
            alpha = mask_of(result)[rows, columns, None] * np.uint8(255)
            part = np.concatenate([part, alpha], axis=2)
        if part.size:
            save(Image.fromarray(part), stem.with_name(f"{stem.name}_{number:02}.png"))


def save_masks(results: Sequence[Mapping[str, Any]], stem: Path) -> None:
    """Write each mask, white on black, as large as the photograph.

    Args:
        results: COCO's, of one photograph; those without a mask are passed over.
        stem: the beginning of the files' paths; _01.png and so on are added, in the results' order.

    Raises:
        OSError: if one cannot be written.
    """
    for number, result in enumerate(results, start=1):
        if "segmentation" in result:
            white = mask_of(result) * np.uint8(255)
            save(Image.fromarray(white), stem.with_name(f"{stem.name}_{number:02}.png"))


def mask_of(result: Mapping[str, Any]) -> Any:
    """The mask of a result, (H, W), uint8, 0 and 1.

    Args:
        result: COCO's, with "segmentation" as RLE.
    """
    size = tuple(result["segmentation"]["size"])
    return np.ascontiguousarray(decode_mask(result["segmentation"], size))
