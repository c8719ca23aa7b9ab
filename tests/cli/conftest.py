"""A folder of drawn scenes in COCO's format, as somebody's own data."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mrcnn_edu.data.coco_format import targets_to_coco
from mrcnn_edu.data.shapes import CLASSES, shape_scene

SCENES = 3


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with images 0.png to 2.png, and annotations.json."""
    folder = tmp_path_factory.mktemp("scenes")
    pairs = [shape_scene(seed) for seed in range(SCENES)]
    for number, (image, _) in enumerate(pairs):
        pixels = (image.permute(1, 2, 0) * 255).round().numpy().astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    categories = [{"id": label, "name": CLASSES[label]} for label in (1, 2, 3)]
    coco = targets_to_coco(
        [target for _, target in pairs], [(128, 128)] * SCENES, categories=categories
    )
    for image, number in zip(coco["images"], range(SCENES), strict=True):
        image["file_name"] = f"{number}.png"
    (folder / "annotations.json").write_text(json.dumps(coco))
    return folder
