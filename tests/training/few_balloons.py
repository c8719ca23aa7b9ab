"""A few drawn balloons in the form of the balloon data set, small enough for a test."""

import json
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = (60, 48)  # width, height


def write_balloons(folder: Path) -> None:
    """Write ``balloon/train`` with three photographs and ``balloon/val`` with one."""
    for split, number in (("train", 3), ("val", 1)):
        place = folder / "balloon" / split
        place.mkdir(parents=True)
        content = {}
        for n in range(number):
            name, left = f"{split}{n}.jpg", 8 + 6 * n
            corners = [(left, 8), (left + 24, 8), (left + 24, 40), (left, 40)]
            image = Image.new("RGB", SIZE, "white")
            ImageDraw.Draw(image).polygon(corners, fill="red")
            image.save(place / name)
            x, y = ([corner[axis] for corner in corners] for axis in (0, 1))
            shape = {"name": "polygon", "all_points_x": x, "all_points_y": y}
            regions = {"0": {"shape_attributes": shape, "region_attributes": {}}}
            content[name] = {"filename": name, "size": 1, "regions": regions}
        (place / "via_region_data.json").write_text(json.dumps(content))
