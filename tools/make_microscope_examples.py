"""Writes what the microscope shows at first: the map of the slides and the running coin.

``python -m tools.make_microscope_examples`` writes ``microscope_examples.json`` and
``running_coin.png`` beside the widgets. The cut is at multiples of 32 pixels, so that the cells of
every stride are those of the whole photograph.
"""

import csv
import json

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mrcnn_edu.data.coins import THE_COIN, coin_boxes, coins_image
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.views.widgets.sources import HERE

LEFT, TOP, RIGHT, BOTTOM = 160, 160, 256, 256


def running_coin() -> NDArray[np.uint8]:
    """The photograph around the running coin: (96, 96)."""
    return coins_image()[TOP:BOTTOM, LEFT:RIGHT]


def numbers() -> dict[str, list[object]]:
    """The map of the slides as rows, and the coin's box in pixels of the cut."""
    with shipped("worked_examples/roi_feature_map.csv").open(newline="") as file:
        _, *rows = csv.reader(file)
    x1, y1, x2, y2 = coin_boxes()[THE_COIN].tolist()
    box = [round(x, 3) for x in (x1 - LEFT, y1 - TOP, x2 - LEFT, y2 - TOP)]
    return {"slides_map": [[float(value) for value in row] for row in rows], "coin_box": [*box]}


if __name__ == "__main__":
    (HERE / "microscope_examples.json").write_text(json.dumps(numbers()) + "\n", encoding="utf-8")
    Image.fromarray(running_coin()).save(HERE / "running_coin.png", optimize=True)
