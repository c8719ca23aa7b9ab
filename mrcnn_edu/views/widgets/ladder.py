"""A box over a photograph, which falls from level to level of the pyramid as it shrinks."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from torch.nn.functional import avg_pool2d, interpolate, pad
from traitlets import Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.ops.roi_pooling import assign_fpn_level
from mrcnn_edu.views.looks import BIN, ROI
from mrcnn_edu.views.plots import draw_boxes
from mrcnn_edu.views.widgets.inputs import as_box, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style

LEVELS = (2, 3, 4, 5)  # level k has stride 2^k
BINS = 7  # along a side, as the box head reads them


class LadderWidget(LessonWidget):
    """A box to drag, the level of the pyramid that reads it, and its bins on that level's cells.

    The page computes what it shows, so that it lives without a kernel. With one, ``box`` and
    ``pinned`` follow the hand, and the level is held against the package's own.

    All boxes are in pixels of the photograph *as the detector sees it*, with its shorter side made
    ``shorter_side`` pixels long.

    Args:
        image: (H, W) or (H, W, 3), uint8, of its own size.
        box: (4,), xyxy in pixels of the enlarged photograph.
        places: boxes by their names, (4,) each, likewise; each gets a button that puts the box
            there.
        shorter_side: what the shorter side of the photograph is enlarged to, in pixels.
        pinned: the level to read the box from, 2 to 5, whatever the rule says; None for the rule.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, or a box does not hold numbers.
        ValueError: if a shape does not fit, a number is not finite, a box is inverted, or there is
            no such level.

    Example:
        >>> photo = np.zeros((40, 60), dtype=np.uint8)
        >>> widget = LadderWidget(photo, box=[0, 0, 448, 448])
        >>> widget.level, widget.bin_cells
        (5, (2.0, 2.0))
    """

    _esm = join_modules("ladder.js")
    _css = read_style("ladder.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Float(), read_only=True).tag(sync=True)  # width, height, enlarged
    maps = Dict(read_only=True).tag(sync=True)  # by level, the photograph in that level's cells
    places = List(Dict(), read_only=True).tag(sync=True)  # name and box of each
    box = List(Float()).tag(sync=True)
    pinned = Int(None, allow_none=True).tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        box: ArrayLike,
        *,
        places: Mapping[str, ArrayLike] | None = None,
        shorter_side: int = 800,
        pinned: int | None = None,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        self._image = image
        self.set_trait("photo", image_to_data_uri(image))
        self._zoom = shorter_side / min(image.shape[:2])
        height, width = (round(side * self._zoom) for side in image.shape[:2])
        self.set_trait("photo_size", [width, height])
        self.set_trait("maps", _in_cells(image, height, width))
        named = [{"name": k, "box": as_box(f"places[{k!r}]", v)} for k, v in (places or {}).items()]
        self.set_trait("places", named)
        start = {"box": as_box("box", box), "pinned": pinned}
        super().__init__("ladder", predict=predict, language=language, **start)

    @property
    def level(self) -> int:
        """The level on which the box is read by the rule, by the package."""
        return int(assign_fpn_level(torch.tensor(self.box, dtype=torch.float64)))

    @property
    def bin_cells(self) -> tuple[float, float]:
        """Width and height of a bin in cells of the level that reads the box, pinned or not."""
        x1, y1, x2, y2 = self.box
        bins = BINS * 2 ** (self.pinned or self.level)
        return (x2 - x1) / bins, (y2 - y1) / bins

    def still(self) -> Figure:
        """The box over the photograph, with its bins and its level."""
        figure, ax = photo_figure(self._image)
        x1, y1, x2, y2 = corners = [value / self._zoom for value in self.box]
        for x, y in zip(np.linspace(x1, x2, BINS + 1), np.linspace(y1, y2, BINS + 1), strict=True):
            ax.plot([x, x], [y1, y2], color=BIN["color"], linewidth=0.8)
            ax.plot([x1, x2], [y, y], color=BIN["color"], linewidth=0.8)
        draw_boxes(ax, [corners], **ROI, labels=[f"P{self.pinned or self.level}"])
        return figure

    def in_words(self) -> str:
        """How large the box is, which level reads it, and how many cells a bin has there."""
        x1, y1, x2, y2 = self.box
        key = "in_words" if self.pinned is None else "in_words_pinned"
        columns, rows = (f"{cells:.1f}" for cells in self.bin_cells)
        size = {"width": f"{x2 - x1:.0f}", "height": f"{y2 - y1:.0f}"}
        levels = {"level": self.level, "pinned": self.pinned}
        return str(self.words[key]).format(**size, **levels, columns=columns, rows=rows)

    @validate("box")
    def _check_box(self, proposal: dict[str, Any]) -> list[float]:
        return as_box("box", proposal["value"])

    @validate("pinned")
    def _check_pinned(self, proposal: dict[str, Any]) -> int | None:
        pinned: int | None = proposal["value"]
        if pinned is not None and pinned not in LEVELS:
            raise ValueError(f"pinned must be one of {LEVELS}, or None for the rule, got {pinned}")
        return pinned

    @observe("box")
    def _publish(self, _change: object) -> None:
        """Tell the page which level the package gives this box."""
        self.kernel_result = {"box": self.box, "level": self.level}


def _in_cells(image: NDArray[np.uint8], height: int, width: int) -> dict[str, str]:
    """What each level could see of the photograph at best: in each cell the mean of its pixels.

    Args:
        image: (H, W) or (H, W, 3), uint8.
        height: that of the enlarged photograph, as ``width``, in pixels.

    Returns:
        A data URI by the level's number as text, since JSON has no other keys.
    """
    pixels = torch.from_numpy(np.atleast_3d(image)).permute(2, 0, 1)[None].float()  # (1, C, H, W)
    large = interpolate(pixels, (height, width), mode="bilinear", align_corners=False)
    found = {}
    for level in LEVELS:
        stride = 2**level
        right, below = (math.ceil(side / stride) * stride - side for side in (width, height))
        whole = pad(large, (0, right, 0, below), mode="replicate")  # the last cell is whole, too
        cells = avg_pool2d(whole, stride)[0].round().byte().permute(1, 2, 0).numpy()  # (H, W, C)
        found[str(level)] = image_to_data_uri(cells[:, :, 0] if image.ndim == 2 else cells)
    return found
