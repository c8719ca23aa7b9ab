"""Anchors over a photograph: which of them learn a box, which to have, and what one must learn."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from traitlets import Bool, Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.evaluation.proposal_recall import best_overlaps
from mrcnn_edu.ops.anchors import cell_anchors, grid_anchors
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import box_area, box_iou
from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.matching import BACKGROUND, IGNORED, match_boxes
from mrcnn_edu.views.looks import ANCHOR, NEGATIVE, POSITIVE, PROPOSAL, TRUTH
from mrcnn_edu.views.plots import draw_boxes
from mrcnn_edu.views.widgets.inputs import as_box, as_boxes, as_numbers, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style

STRIDES = (4, 8, 16, 32)
SCALES = (24, 32, 40, 48, 56, 64, 128, 256, 512)  # what there is to choose from
RATIOS = (0.5, 1, 2)
MOST_SCALES = 4
MODES = ("match", "choose", "deltas")
STATE = (  # in the order of anchor_field.js
    *("mode", "box", "high", "low", "rescue", "everything"),
    *("scales", "ratios", "stride", "point", "chosen", "deltas"),
)


class AnchorFieldWidget(LessonWidget):
    """A field of anchors over a photograph, and three things to do with it.

    In the mode "match" a true box can be dragged, and two thresholds and the rule of the best
    anchor say who learns it. In "choose" scales, ratios and stride are chosen, and how many true
    boxes have an anchor that fits follows, by their size. In "deltas" one anchor is pulled onto its
    box, and its deltas follow, or they are typed, and it moves.

    The page computes all of it, so that it lives without a kernel. With one, what the hand changes
    follows here, and the numbers are held against the package's own.

    Args:
        image: (H, W) or (H, W, 3), uint8.
        box: (4,), xyxy in pixels, the true box that can be moved.
        others: (G, 4), xyxy in pixels, the other true boxes of the picture; in the mode "match"
            they count where ``everything`` is switched on, in the others always.
        scales: one to four square roots of the anchors' areas, in pixels.
        ratios: height over width of the anchors, some of 0.5, 1 and 2.
        stride: pixels from one cell to the next: 4, 8, 16 or 32.
        high: from this IoU on, an anchor is positive.
        low: below this IoU it is negative, from it up to ``high`` it is ignored.
        rescue: whether the anchors that fit a box best are positive, however little they do.
        everything: whether all boxes count, or only the one that can be moved.
        mode: what to do at first: "match", "choose" or "deltas"; the tasks are about that.
        sizes: two sides in pixels (roots of areas): from the first a box is not small any more,
            from the second it is large.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, or a box or scale does not hold numbers.
        ValueError: if a shape does not fit, the picture is smaller than a cell, or a number is out
            of range.

    Example:
        >>> photo = np.zeros((64, 96), dtype=np.uint8)
        >>> widget = AnchorFieldWidget(photo, [24, 24, 40, 40], scales=[16], ratios=[1])
        >>> widget.counts  # of 24 anchors one lies exactly there
        [1, 0, 23]
    """

    _esm = join_modules("anchor_field.js")
    _css = read_style("anchor_field.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Float(), read_only=True).tag(sync=True)  # width, height
    offered = List(Float(), read_only=True).tag(sync=True)  # the scales to choose from
    shapes = List(List(List(Float())), read_only=True).tag(
        sync=True
    )  # for each of these and each of RATIOS an anchor round the origin
    sizes = List(Float(), read_only=True).tag(sync=True)
    asks = Unicode(read_only=True).tag(sync=True)  # the mode that the tasks are about
    others = List(List(Float()), read_only=True).tag(sync=True)
    mode = Unicode().tag(sync=True)
    box = List(Float()).tag(sync=True)
    point = List(Float()).tag(sync=True)  # the cell whose anchors show is the nearest to it
    chosen = Int().tag(sync=True)  # one of its anchors; the last one where there are fewer
    deltas = List(Float()).tag(sync=True)  # what is done to it
    scales = List(Float()).tag(sync=True)
    ratios = List(Float()).tag(sync=True)
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
        scales: Sequence[float] = (32, 48, 64),
        ratios: Sequence[float] = RATIOS,
        stride: int = 16,
        high: float = 0.7,
        low: float = 0.3,
        rescue: bool = False,
        everything: bool = False,
        mode: str = "match",
        sizes: Sequence[float] = (40, 48),
        predict: bool = False,
        language: str = "en",
    ) -> None:
        self._image = image
        self.set_trait("photo", image_to_data_uri(image))
        self.set_trait("photo_size", [image.shape[1], image.shape[0]])
        self.set_trait("others", as_boxes("others", others))
        self.set_trait("sizes", as_numbers("sizes", sizes, (2,)))
        wanted = as_numbers("scales", scales, (len(scales),))
        self.set_trait("offered", sorted({*map(float, SCALES), *wanted}))
        self.set_trait("shapes", [cell_anchors([s], RATIOS).tolist() for s in self.offered])
        self.set_trait("asks", mode)
        x1, y1, x2, y2 = as_box("box", box)
        super().__init__(
            "anchor_field",
            predict=predict,
            language=language,
            mode=mode,
            box=[x1, y1, x2, y2],
            point=[(x1 + x2) / 2, (y1 + y2) / 2],
            chosen=len(scales) * len(ratios) // 2,
            deltas=[0.0, 0.0, 0.0, 0.0],
            scales=wanted,
            ratios=list(ratios),
            stride=stride,
            high=high,
            low=low,
            rescue=rescue,
            everything=everything,
        )

    @property
    def boxes(self) -> Tensor:
        """(1 + G, 4), float64, all true boxes, the one that can be moved first."""
        return torch.tensor([self.box, *self.others], dtype=torch.float64)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        height, width = self._image.shape[:2]
        return height // self.stride, width // self.stride

    @property
    def anchors(self) -> Tensor:
        """(A, 4), float64, those of all cells, by the package."""
        cell = cell_anchors(self.scales, self.ratios).double()
        return grid_anchors(cell, self.grid, (self.stride, self.stride))

    @property
    def matches(self) -> Tensor:
        """(A,), what each anchor is matched to, by the package."""
        boxes = self.boxes if self.everything else self.boxes[:1]
        iou = box_iou(boxes, self.anchors)  # (G, A)
        return match_boxes(iou, self.high, self.low, allow_low_quality=self.rescue)

    @property
    def counts(self) -> list[int]:
        """How many anchors are positive, ignored and negative."""
        matches = self.matches
        groups = (matches >= 0, matches == IGNORED, matches == BACKGROUND)
        return [int(group.sum()) for group in groups]

    @property
    def reached(self) -> Tensor:
        """(1 + G,), bool, which true boxes have an anchor that fits, by the package."""
        return best_overlaps(self.boxes, self.anchors) >= self.high

    @property
    def found(self) -> list[int]:
        """How many small, medium and large true boxes have an anchor that fits."""
        sides = box_area(self.boxes).sqrt()  # (1 + G,)
        small, large = self.sizes
        groups = (sides < small, (sides >= small) & (sides < large), sides >= large)
        return [int(self.reached[group].sum()) for group in groups]

    @property
    def anchor(self) -> Tensor:
        """(4,), float64, the chosen anchor."""
        ends = zip(self.point[::-1], self.grid, strict=True)  # y with the rows, x with the columns
        row, column = (min(max(math.floor(at / self.stride + 0.5), 0), n - 1) for at, n in ends)
        of_cell = len(self.scales) * len(self.ratios)
        chosen = min(self.chosen, of_cell - 1)
        return self.anchors[(row * self.grid[1] + column) * of_cell + chosen]

    @property
    def target(self) -> Tensor:
        """(4,), float64, the true box that the chosen anchor overlaps most, of equals the first."""
        return self.boxes[box_iou(self.boxes, self.anchor[None]).argmax()]

    @property
    def moved(self) -> Tensor:
        """(4,), float64, what the deltas make of the chosen anchor, by the package."""
        return decode_boxes(torch.tensor(self.deltas, dtype=torch.float64), self.anchor)

    def still(self) -> Figure:
        """The true boxes, and the anchors that the mode is about."""
        figure, ax = photo_figure(self._image)
        if self.mode == "match":
            draw_boxes(ax, self.anchors[self.matches >= 0], **POSITIVE, width=1.2)
            draw_boxes(ax, self.boxes if self.everything else self.boxes[:1], **TRUTH)
        elif self.mode == "choose":
            draw_boxes(ax, self.boxes[self.reached], **TRUTH)
            draw_boxes(ax, self.boxes[~self.reached], **NEGATIVE)
        else:
            draw_boxes(ax, self.target[None], **TRUTH)
            draw_boxes(ax, self.anchor[None], **ANCHOR)
            draw_boxes(ax, self.moved[None], **PROPOSAL)
        return figure

    def in_words(self) -> str:
        """What the mode is about, in numbers once guessed."""
        numbers: dict[str, object] = {"total": len(self.anchors), "high": f"{self.high:g}"}
        if self.mode == "match":
            counts = zip(("positive", "ignored", "negative"), self.counts, strict=True)
            numbers |= {"low": f"{self.low:g}", **dict(counts)}
        elif self.mode == "choose":
            numbers |= {"found": int(self.reached.sum()), "boxes": len(self.boxes)}
        else:
            before, after = (self._fit(box) for box in (self.anchor, self.moved))
            deltas = ", ".join(f"{delta:.3f}" for delta in self.deltas)
            numbers |= {"before": f"{before:.3f}", "after": f"{after:.3f}", "deltas": deltas}
        covered = "_covered" if self.covered else ""
        return str(self.words[f"in_words_{self.mode}{covered}"]).format(**numbers)

    def _fit(self, box: Tensor) -> float:
        """The IoU of a box with the target."""
        return box_iou(box[None], self.target[None]).item()

    @validate("box")
    def _check_box(self, proposal: dict[str, Any]) -> list[float]:
        return as_box("box", proposal["value"])

    @validate("point", "deltas")
    def _check_numbers(self, proposal: dict[str, Any]) -> list[float]:
        name = proposal["trait"].name
        return as_numbers(name, proposal["value"], (2 if name == "point" else 4,))

    @validate("scales", "ratios")
    def _check_choice(self, proposal: dict[str, Any]) -> list[float]:
        name, values = proposal["trait"].name, proposal["value"]
        known, most = (self.offered, MOST_SCALES) if name == "scales" else (RATIOS, len(RATIOS))
        if not 1 <= len(set(values)) == len(values) <= most or not {*values} <= {*known}:
            raise ValueError(f"{name} must be 1 to {most} different ones of {known}, got {values}")
        return sorted(values)

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

    @validate("chosen")
    def _check_index(self, proposal: dict[str, Any]) -> int:
        most = MOST_SCALES * len(RATIOS)
        if not 0 <= proposal["value"] < most:
            raise ValueError(f"chosen must be from 0 to {most - 1}, got {proposal['value']}")
        return int(proposal["value"])

    @validate("mode")
    def _check_mode(self, proposal: dict[str, Any]) -> str:
        if proposal["value"] not in MODES:
            raise ValueError(f"mode must be one of {MODES}, got {proposal['value']!r}")
        return str(proposal["value"])

    @observe(*STATE)
    def _publish(self, _change: object) -> None:
        """Tell the page what the package finds, of what the mode is about."""
        if self.low > self.high:
            return  # the other one is on its way
        state = [getattr(self, name) for name in STATE]
        if self.kernel_result.get("state") == state:
            return  # several changes came at once
        if self.mode == "deltas":
            found: list[Any] = [*self.moved.tolist(), self._fit(self.moved)]
        else:
            found = self.counts if self.mode == "match" else self.found
        self.kernel_result = {"state": state, "found": found}
