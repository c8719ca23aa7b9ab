"""Drawn scenes as somebody's own folder: files of images, and annotations in COCO's format."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mrcnn_edu.coco.writing import targets_to_coco
from mrcnn_edu.data.shapes import CLASSES, shape_scene


def write_scenes(folder: Path, number: int, suffix: str) -> dict[str, Any]:
    """Write the files 0.png and so on, and give the COCO dict of what is on them."""
    scenes = [shape_scene(seed) for seed in range(number)]
    coco = targets_to_coco(
        [target for _, target in scenes],
        [(128, 128)] * number,
        categories=[{"id": label, "name": CLASSES[label]} for label in (1, 2, 3)],
    )
    for i, ((image, _), entry) in enumerate(zip(scenes, coco["images"], strict=True)):
        entry["file_name"] = f"{i}{suffix}"
        pixels = (image.permute(1, 2, 0) * 255).round().numpy().astype(np.uint8)
        Image.fromarray(pixels).save(folder / entry["file_name"])
    return coco
