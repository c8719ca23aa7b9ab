"""A picture of a photograph with what was found on it, drawn in a tenth of a second.

It looks like ``views/detections.py``, which draws for lessons with matplotlib. That takes half a
second, longer than to detect.
"""

import io
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from mrcnn_edu.cli.fonts import Fonts
from mrcnn_edu.coco.run_lengths import decode_mask
from mrcnn_edu.files.whole import write_whole

LONGER_SIDE = 1000  # pixels of a picture at least; a smaller one is enlarged, to be legible
LETTER, LINE = 1 / 80, 1 / 600  # of the longer side, so that they grow with the picture
KEYPOINT_SCORE = 2.0  # Detectron's, in vis_keypoints
SHADOW = (0, 0, 0, 150)  # round lines, so that they stand out
Colour = tuple[int, int, int]


def draw(
    image: Tensor,
    found: Mapping[str, Tensor],
    results: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    fonts: Fonts,
    path: Path,
) -> None:
    """Draw what was found on a photograph, one colour after another, the surest on top.

    Args:
        image: (3, H, W), from 0 to 1.
        found: D detections, "boxes" (D, 4), "scores" (D,), and perhaps keypoints.
        results: the same as D COCO results, perhaps with masks.
        names: what the D are called.
        fonts: for the names.
        path: of the PNG that is written.

    Raises:
        OSError: if it cannot be written.
    """
    pixels = (image * 255).round().byte().permute(1, 2, 0).contiguous().numpy()  # (H, W, 3)
    colours = [colour for _, colour in zip(names, cycle(colours_of_lessons()), strict=False)]
    tint(pixels, results, colours)
    picture, scale = enlarged(Image.fromarray(pixels))
    pen = ImageDraw.Draw(picture, "RGBA")
    line = max(1, round(max(picture.size) * LINE))
    for i in reversed(range(len(names))):
        box = [side * scale for side in found["boxes"][i].tolist()]
        pen.rectangle(_grown(box, line), outline=SHADOW, width=3 * line)
        pen.rectangle(box, outline=colours[i], width=line)
        if "keypoints" in found:
            seen = found["keypoints_scores"][i] >= KEYPOINT_SCORE
            draw_pose(pen, found["keypoints"][i, :, :2] * scale, seen, colours[i], line)
    for i in reversed(range(len(names))):
        text = f"{names[i]} {float(found['scores'][i]):.2f}"
        font = ImageFont.truetype(fonts.file_of(names[i]), max(picture.size) * LETTER)
        x, y = (side * scale for side in found["boxes"][i, :2].tolist())
        write(pen, (x, y), text, font, colours[i])
    save(picture, path)


def tint(
    pixels: NDArray[np.uint8], results: Sequence[Mapping[str, Any]], colours: Sequence[Colour]
) -> None:
    """Colour the pixels of masks, in place; where two overlap, those of the first.

    Args:
        pixels: (H, W, 3).
        results: COCO's; those without a mask are passed over.
        colours: of each.
    """
    from mrcnn_edu.views.detections import OPACITY

    size = pixels.shape[0], pixels.shape[1]
    free = np.ones(size, bool)
    for result, colour in zip(results, colours, strict=True):
        if "segmentation" not in result:
            continue
        x, y, width, height = result["bbox"]
        beyond = max(width, height) / 8 + 2  # a mask reaches a little beyond its box
        rows = slice(int(max(0, y - beyond)), int(max(0, y + height + beyond)))
        columns = slice(int(max(0, x - beyond)), int(max(0, x + width + beyond)))
        mask = decode_mask(result["segmentation"], size)[rows, columns]
        own = (mask != 0) & free[rows, columns]
        free[rows, columns] &= ~own
        part = pixels[rows, columns]
        part[own] = (part[own] * (1 - OPACITY) + np.array(colour) * OPACITY).round()


def enlarged(picture: Image.Image) -> tuple[Image.Image, float]:
    """The picture at least ``LONGER_SIDE`` large, and how much larger it has become.

    Args:
        picture: of any size.
    """
    scale = max(1.0, LONGER_SIDE / max(picture.size))
    if scale == 1:
        return picture, scale
    width, height = (max(1, round(side * scale)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.BICUBIC), scale


def draw_pose(
    pen: ImageDraw.ImageDraw, points: Tensor, seen: Tensor, colour: Colour, line: int
) -> None:
    """Draw the keypoints of a body as dots, and lines where two that are joined can be seen.

    Args:
        pen: of the picture.
        points: (17, 2), COCO's; x and y in its pixels.
        seen: (17,), bool.
        colour: of dots and lines.
        line: width of a line in pixels.
    """
    from mrcnn_edu.views.detections import LIMBS

    places = [tuple(point) for point in points.tolist()]
    for a, b in LIMBS:
        if seen[a] and seen[b]:
            pen.line([places[a], places[b]], fill=SHADOW, width=4 * line)
            pen.line([places[a], places[b]], fill=colour, width=2 * line)
    for (x, y), visible in zip(places, seen.tolist(), strict=True):
        if visible:
            dot = (x - 2 * line, y - 2 * line, x + 2 * line, y + 2 * line)
            pen.ellipse(dot, fill=colour, outline=(0, 0, 0))


def write(
    pen: ImageDraw.ImageDraw,
    corner: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    colour: Colour,
) -> None:
    """A short text on a coloured ground, above a box's top-left corner, and never outside.

    Args:
        pen: of the picture.
        corner: x and y of the box.
        text: one line.
        font: of the right size.
        colour: of the ground.
    """
    left, top, right, bottom = pen.textbbox((0, 0), text, font=font)
    edge = font.size / 6
    width, height = right - left + 2 * edge, bottom - top + 2 * edge
    x = max(0, min(corner[0], pen.im.size[0] - width))
    y = max(0, corner[1] - height)
    pen.rectangle((x, y, x + width, y + height), fill=colour)
    ink = "white" if sum(colour) < 1.4 * 255 else "black"
    pen.text((x + edge - left, y + edge - top), text, font=font, fill=ink)


def save(picture: Image.Image, path: Path) -> None:
    """Write a PNG in a fifth of the time that Pillow usually takes to pack one.

    Args:
        picture: of any mode that PNG knows.
        path: of the file.

    Raises:
        OSError: if it cannot be written; there is then no half of it.
    """
    packed = io.BytesIO()
    picture.save(packed, "png", compress_level=1, compress_type=3)  # 3 is zlib's Z_RLE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, packed.getbuffer())


def colours_of_lessons() -> list[Colour]:
    """The colours that take turns, red, green and blue from 0 to 255."""
    from mrcnn_edu.views.detections import COLORS

    return [(int(c[1:3], 16), int(c[3:5], 16), int(c[5:7], 16)) for c in COLORS]


def _grown(box: Sequence[float], by: float) -> list[float]:
    """A box that is larger on each side."""
    return [box[0] - by, box[1] - by, box[2] + by, box[3] + by]
