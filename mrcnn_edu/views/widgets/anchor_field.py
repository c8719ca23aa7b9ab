"""Anchors over a photograph: which of them learn a box, by two thresholds and a rule."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from traitlets import Bool, Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.ops.anchors import cell_anchors, grid_anchors
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.matching import BACKGROUND, IGNORED, match_boxes
from mrcnn_edu.views.looks import POSITIVE, TRUTH
from mrcnn_edu.views.plots import draw_boxes
from mrcnn_edu.views.widgets.inputs import as_box, as_boxes, as_numbers, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style

STRIDES = (8, 16, 32)


class AnchorFieldWidget(LessonWidget):
    """A true box to drag over a field of anchors, two thresholds, and the rule of the best anchor.

    The page matches the anchors itself, so that it lives without a kernel. With one, what the hand
    changes follows here, and the counts are held against the package's own.

    Args:
        image: (H, W) or (H, W, 3), uint8.
        box: (4,), xyxy in pixels, the true box that can be moved.
        others: (G, 4), xyxy in pixels, the other true boxes of the picture; they count where
            ``everything`` is switched on.
        scales: choices of scales, each of the same number, in pixels: square roots of the areas.
        ratios: height over width of the anchors.
        stride: pixels from one cell to the next: 8, 16 or 32.
        high: from this IoU on, an anchor is positive.
        low: below this IoU it is negative, from it up to ``high`` it is ignored.
        rescue: whether the anchors that fit a box best are positive, however little they do.
        everything: whether all boxes count, or only the one that can be moved.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, or a box or scale does not hold numbers.
        ValueError: if a shape does not fit, the picture is smaller than a cell, or a number is out
            of range.

    Example:
        >>> photo = np.zeros((64, 96), dtype=np.uint8)
        >>> widget = AnchorFieldWidget(photo, [24, 24, 40, 40], scales=[(16,)], ratios=[1])
        >>> widget.counts  # of 24 anchors one lies exactly there
        [1, 0, 23]
    """

    _esm = join_modules("anchor_field.js")
    _css = read_style("anchor_field.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Float(), read_only=True).tag(sync=True)  # width, height
    shapes = List(List(List(Float())), read_only=True).tag(
        sync=True
    )  # for each choice of scales the cell's anchors
    scales = List(List(Float()), read_only=True).tag(sync=True)
    ratios = List(Float(), read_only=True).tag(sync=True)
    others = List(List(Float()), read_only=True).tag(sync=True)
    box = List(Float()).tag(sync=True)
    point = List(Float()).tag(sync=True)  # the cell whose anchors show is the nearest to it
    chosen = Int().tag(sync=True)  # one of its anchors
    scale = Int().tag(sync=True)  # which choice of scales
    stride = Int().tag(sync=True)
    high = Float().tag(sync=True)
    low = Float().tag(sync=True)
    rescue = Bool().tag(sync=True)
    everything = Bool().tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        box: ArrayLike,
        *,
        others: ArrayLike = (),
        scales: Sequence[Sequence[float]] = ((32, 48, 64), (128, 256, 512)),
        ratios: Sequence[float] = (0.5, 1, 2),
        stride: int = 16,
        high: float = 0.7,
        low: float = 0.3,
        rescue: bool = False,
        everything: bool = False,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        self._image = image
        self.set_trait("photo", image_to_data_uri(image))
        self.set_trait("photo_size", [image.shape[1], image.shape[0]])
        self.set_trait("others", as_boxes("others", others))
        self.set_trait("scales", as_numbers("scales", scales, (len(scales), len(scales[0]))))
        self.set_trait("ratios", list(ratios))
        cells = [cell_anchors(choice, list(ratios)) for choice in self.scales]
        self.set_trait("shapes", [anchors.tolist() for anchors in cells])
        x1, y1, x2, y2 = as_box("box", box)
        super().__init__(
            "anchor_field",
            predict=predict,
            language=language,
            box=[x1, y1, x2, y2],
            point=[(x1 + x2) / 2, (y1 + y2) / 2],
            chosen=len(cells[0]) // 2,
            stride=stride,
            high=high,
            low=low,
            rescue=rescue,
            everything=everything,
        )

    @property
    def anchors(self) -> Tensor:
        """(A, 4), float64, those of all cells, by the package."""
        height, width = self._image.shape[:2]
        grid = (height // self.stride, width // self.stride)
        cell = torch.tensor(self.shapes[self.scale], dtype=torch.float64)
        return grid_anchors(cell, grid, (self.stride, self.stride))

    @property
    def matches(self) -> Tensor:
        """(A,), what each anchor is matched to, by the package."""
        boxes = [self.box, *(self.others if self.everything else [])]
        iou = box_iou(torch.tensor(boxes, dtype=torch.float64), self.anchors)  # (G, A)
        return match_boxes(iou, self.high, self.low, allow_low_quality=self.rescue)

    @property
    def counts(self) -> list[int]:
        """How many anchors are positive, ignored and negative."""
        matches = self.matches
        groups = (matches >= 0, matches == IGNORED, matches == BACKGROUND)
        return [int(group.sum()) for group in groups]

    def still(self) -> Figure:
        """The box, and the anchors that are to learn it or the others."""
        figure, ax = photo_figure(self._image)
        draw_boxes(ax, self.anchors[self.matches >= 0], **POSITIVE, width=1.2)
        draw_boxes(ax, [self.box, *(self.others if self.everything else [])], **TRUTH)
        return figure

    def in_words(self) -> str:
        """How many anchors there are, and what becomes of them."""
        keys = ("positive", "ignored", "negative")
        counts = dict(zip(keys, self.counts, strict=True))
        rules = {"high": f"{self.high:g}", "low": f"{self.low:g}"}
        return str(self.words["in_words"]).format(**counts, **rules, total=len(self.anchors))

    @validate("box")
    def _check_box(self, proposal: dict[str, Any]) -> list[float]:
        return as_box("box", proposal["value"])

    @validate("point")
    def _check_point(self, proposal: dict[str, Any]) -> list[float]:
        return as_numbers("point", proposal["value"], (2,))

    @validate("high", "low")
    def _check_threshold(self, proposal: dict[str, Any]) -> float:
        check_fraction(proposal["trait"].name, proposal["value"])
        return float(proposal["value"])

    @validate("stride")
    def _check_stride(self, proposal: dict[str, Any]) -> int:
        stride = proposal["value"]
        if stride not in STRIDES or stride > min(self._image.shape[:2]):
            raise ValueError(
                f"stride must be one of {STRIDES} and not above a side of the picture of"
                f" {self._image.shape[:2]}, got {stride}"
            )
        return int(stride)

    @validate("scale", "chosen")
    def _check_index(self, proposal: dict[str, Any]) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        number = len(self.scales) if name == "scale" else len(self.shapes[0])
        if not 0 <= value < number:
            raise ValueError(f"{name} must be from 0 to {number - 1}, got {value}")
        return int(value)

    @observe("box", "high", "low", "rescue", "everything", "stride", "scale")
    def _publish(self, _change: object) -> None:
        """Tell the page how many anchors the package finds positive, ignored and negative."""
        if self.low > self.high:
            return  # the other one is on its way
        names = ("box", "high", "low", "rescue", "everything", "stride", "scale")
        state = [getattr(self, name) for name in names]
        self.kernel_result = {"state": state, "counts": self.counts}
