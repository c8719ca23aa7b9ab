"""Photographs made smaller once, so that reading them again and again costs less than learning."""

import json
import shutil
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

ANNOTATIONS = "via_region_data.json"
QUALITY = 92  # of JPEG


def write_smaller(source: Path, target: Path, longest: int) -> None:
    """One part of the balloon data set, with photographs that are at most so long.

    Args:
        source: a folder with photographs and VIA's annotations of version 1, of polygons.
        target: the folder to write, which must not be there. Photographs that are small enough
            are copied as they are.
        longest: pixels of the longer side at most.

    Raises:
        FileExistsError: if ``target`` is there.
        FileNotFoundError: if a file of ``source`` is not.
    """
    target.mkdir(parents=True)
    content = json.loads((source / ANNOTATIONS).read_text(encoding="utf-8"))
    for entry in content.values():
        scale = write_image(source / entry["filename"], target / entry["filename"], longest)
        for region in entry["regions"].values():
            scale_polygon(region["shape_attributes"], scale)
    (target / ANNOTATIONS).write_text(json.dumps(content), encoding="utf-8")


def write_image(source: Path, target: Path, longest: int) -> tuple[float, float]:
    """Write one photograph, and say by which factors its width and height have changed."""
    with Image.open(source) as stored:
        image = ImageOps.exif_transpose(stored)  # as it is looked at, and as it was annotated
        before = image.size
        if max(before) <= longest:
            shutil.copyfile(source, target)
            return 1.0, 1.0
        ratio = longest / max(before)
        after = (round(before[0] * ratio), round(before[1] * ratio))
        image.convert("RGB").resize(after, Image.Resampling.LANCZOS).save(target, quality=QUALITY)
    return after[0] / before[0], after[1] / before[1]


def scale_polygon(shape: dict[str, Any], scale: tuple[float, float]) -> None:
    """Move the corners of a polygon to where they are then."""
    for key, factor in zip(("all_points_x", "all_points_y"), scale, strict=True):
        shape[key] = [value * factor for value in shape[key]]
