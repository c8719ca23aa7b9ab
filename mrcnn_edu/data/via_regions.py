"""What people draw in the VGG Image Annotator (VIA), as polygons."""

import math
from collections.abc import Callable
from typing import Any

Shape = dict[str, Any]
CORNERS = 64  # of the polygon that stands for an ellipse: 0.2 % of its area is lost


def region_polygon(shape: object) -> list[float]:
    """The outline of a region.

    Args:
        shape: VIA's "shape_attributes": a "name", and what belongs to it: of a polygon (or a
            polyline, which is closed) "all_points_x" and "all_points_y", of a rect "x", "y",
            "width" and "height", of a circle "cx", "cy" and "r", of an ellipse "cx", "cy", "rx",
            "ry", and "theta" in radians where it is turned.

    Returns:
        x1, y1, x2, y2, ... in pixels, as COCO has them. VIA rounds where somebody clicked, up to
        x = width, so that its numbers are places between pixels and not numbers of pixels.

    Raises:
        TypeError: if it is not a dict.
        ValueError: if it is of another kind, such as a point, or lacks a number.

    Example:
        >>> region_polygon({"name": "rect", "x": 1, "y": 2, "width": 3, "height": 4})
        [1, 2, 4, 2, 4, 6, 1, 6]
    """
    if not isinstance(shape, dict):
        raise TypeError(f"shape_attributes must be a dict, got {shape!r}; see VIA's format")
    name = shape.get("name")
    if not isinstance(name, str) or name not in OUTLINES:
        raise ValueError(f"its shape must be one of {', '.join(OUTLINES)}, got {name!r}")
    try:
        polygon = OUTLINES[name](shape)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"its {name} lacks a number, or has a wrong one: {error!r}") from error
    if not polygon or not all(isinstance(v, int | float) and abs(v) < math.inf for v in polygon):
        raise ValueError(f"its {name} must have finite numbers, got {shape}")
    return polygon


def _polygon(shape: Shape) -> list[float]:
    """The corners as they were clicked."""
    corners = zip(shape["all_points_x"], shape["all_points_y"], strict=True)
    return [number for corner in corners for number in corner]


def _rect(shape: Shape) -> list[float]:
    """The four corners."""
    x1, y1 = shape["x"], shape["y"]
    x2, y2 = x1 + shape["width"], y1 + shape["height"]
    return [x1, y1, x2, y1, x2, y2, x1, y2]


def _ellipse(shape: Shape) -> list[float]:
    """Corners on an ellipse, or on a circle, which has an "r" alone."""
    a, b = (shape["r"],) * 2 if shape["name"] == "circle" else (shape["rx"], shape["ry"])
    cosine, sine = math.cos(shape.get("theta", 0)), math.sin(shape.get("theta", 0))
    polygon = []
    for n in range(CORNERS):
        x = a * math.cos(2 * math.pi * n / CORNERS)
        y = b * math.sin(2 * math.pi * n / CORNERS)
        polygon += [shape["cx"] + x * cosine - y * sine, shape["cy"] + x * sine + y * cosine]
    return polygon


OUTLINES: dict[str, Callable[[Shape], list[float]]] = {
    "polygon": _polygon,
    "polyline": _polygon,
    "rect": _rect,
    "circle": _ellipse,
    "ellipse": _ellipse,
}
