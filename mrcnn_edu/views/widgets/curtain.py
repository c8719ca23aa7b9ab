"""Detections in the order of their scores, a curtain over the list, and the curve behind it."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from traitlets import Bool, Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.evaluation.coco_eval import (
    AREAS,
    RECALLS,
    THRESHOLDS,
    Judged,
    evaluate_coco,
    precision_and_recall,
)
from mrcnn_edu.evaluation.error_reasons import Reason, explain_errors
from mrcnn_edu.evaluation.matching import match_detections
from mrcnn_edu.evaluation.overlaps import Array, box_overlaps
from mrcnn_edu.views.looks import DETECTION, NEGATIVE, POSITIVE, TRUTH
from mrcnn_edu.views.plots import draw_boxes, show_image
from mrcnn_edu.views.widgets.inputs import as_boxes, as_scores, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget
from mrcnn_edu.views.widgets.sources import join_modules, read_style

LETTERS = "ABCDEFGHI"  # the names of the objects
MOST = 8  # rows that a screen has room for


class CurtainWidget(LessonWidget):
    """A list of detections that a curtain uncovers row by row, and what average precision does.

    Each row in the light marks its box right or wrong and names the object that it claims, and the
    curve of precision and recall grows by a step. Boxes can be dragged, and detections moved up
    and down in the list; the scores stay, for only the order counts. The page computes what it
    shows, so that it lives without a kernel. With one, ``boxes``, ``order``, ``shown`` and
    ``level`` follow the hand, and the numbers are held against the package's own.

    Args:
        image: (H, W) or (H, W, 3), uint8.
        objects: (G, 4), xyxy in pixels, the true boxes of one class; 1 to 9, called A, B, C ...
        boxes: (D, 4), xyxy in pixels, the detections; 1 to 8, called 1, 2, 3 ...
        scores: (D,). Of equal scores the lower index goes first.
        shown: how many rows are in the light at first, from 0 to D.
        predict: whether tasks show, and cover the numbers until a guess is made. They speak of the
            six detections of lesson 13.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, or boxes or scores are not numbers.
        ValueError: if shapes or lengths do not fit, a number is not finite, a box is inverted, or
            ``shown`` is out of range.

    Example:
        >>> scene, objects = np.zeros((60, 60), np.uint8), [[0, 0, 40, 40]]
        >>> boxes = [[0, 0, 40, 40], [4, 2, 44, 42]]
        >>> widget = CurtainWidget(scene, objects, boxes, scores=[0.8, 0.9], shown=2)
        >>> [reason.name for reason in widget.reasons], round(widget.numbers["AP75"], 2)
        (['correct', 'duplicate'], 0.5)
    """

    _esm = join_modules("curtain.js")
    _css = read_style("curtain.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Int(), read_only=True).tag(sync=True)  # width, height
    objects = List(List(Float()), read_only=True).tag(sync=True)
    scores = List(Float(), read_only=True).tag(sync=True)  # of the rows, falling
    thresholds = List(Float(), read_only=True).tag(sync=True)
    recalls = List(Float(), read_only=True).tag(sync=True)
    start = Dict(read_only=True).tag(sync=True)  # the boxes and the order to come back to
    boxes = List(List(Float())).tag(sync=True)
    order = List(Int()).tag(sync=True)  # which detection stands in each row
    shown = Int().tag(sync=True)  # rows in the light
    level = Int().tag(sync=True)  # which of the ten thresholds is looked at
    all = Bool(default_value=True).tag(sync=True)  # whether the curves of all ten show
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        objects: ArrayLike,
        boxes: ArrayLike,
        scores: ArrayLike,
        *,
        shown: int = 0,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        self._image = image
        self.set_trait("photo", image_to_data_uri(image))
        self.set_trait("photo_size", [image.shape[1], image.shape[0]])
        self.set_trait("objects", _some("objects", objects, len(LETTERS)))
        found = _some("boxes", boxes, MOST)
        values = np.array(as_scores("scores", scores, len(found)))  # (D,)
        order = np.argsort(-values, kind="stable")
        self.set_trait("scores", values[order].tolist())
        self.set_trait("thresholds", THRESHOLDS.tolist())
        self.set_trait("recalls", RECALLS.tolist())
        start = {"boxes": found, "order": order.tolist()}
        self.set_trait("start", start)
        super().__init__("curtain", predict=predict, language=language, shown=shown, **start)
        self._publish(None)

    @property
    def threshold(self) -> float:
        """The IoU from which on a box counts, in what is marked right or wrong."""
        return self.thresholds[self.level]

    @property
    def numbers(self) -> dict[str, float]:
        """AP, AP50 and AP75 of the rows in the light, by the package."""
        numbers = evaluate_coco(*self._as_coco(), "bbox")
        return {name: numbers[name] for name in ("AP", "AP50", "AP75")}

    @property
    def reasons(self) -> list[Reason]:
        """Why each row in the light is right or wrong at the threshold, by the package."""
        return explain_errors(*self._as_coco(), "bbox", foreground=self.threshold)[0]

    def precision(self) -> Array:
        """Precision of the rows in the light, by the package: (10 thresholds, 101 recalls)."""
        found, wanted = _as_xywh(self._rows()), _as_xywh(self.objects)
        nobody = np.zeros(len(wanted), bool)  # is a crowd, or ignored
        iou = box_overlaps(found, wanted, nobody)  # (D, G)
        matches = match_detections(iou, nobody, nobody[None], THRESHOLDS)  # (1, T, D)
        right = (matches >= 0).repeat(len(AREAS), axis=0)  # (A, T, D)
        scores = np.array(self.scores[: self.shown])
        judged = Judged(scores, right, ~right, np.full(len(AREAS), len(wanted)))
        precision: Array = precision_and_recall([judged], (100,))[0][0]  # of objects of any area
        return precision

    def still(self) -> Figure:
        """The scene with each box marked, and the curve, both of the rows in the light."""
        figure = Figure(figsize=(10, 4.4), layout="constrained")
        scene, curve = figure.subplots(1, 2)
        show_image(self._image, scene).axis("off")
        draw_boxes(scene, self.objects, **TRUTH, width=3, fill=0.2)
        for letter, (_, _, right, bottom) in zip(LETTERS, self.objects, strict=False):
            scene.text(right - 3, bottom - 3, letter, ha="right", weight="bold")
        names = [str(i + 1) for i in self.order]
        dark = self.shown
        draw_boxes(scene, self._rows(slice(dark, None)), **DETECTION, labels=names[dark:])
        for row, reason in enumerate(self.reasons):
            look, mark = (POSITIVE, "✓") if reason.name == "correct" else (NEGATIVE, "×")
            draw_boxes(scene, self._rows(slice(row, row + 1)), **look, labels=[names[row] + mark])
        self._draw_curve(curve)
        return figure

    def _draw_curve(self, ax: Axes) -> None:
        precision = self.precision()  # (10, 101)
        ax.plot(RECALLS, precision.T, color="0.75", linewidth=1)
        chosen = precision[self.level]  # (101,)
        ax.bar(RECALLS, chosen, width=0.007, color=DETECTION["color"])
        ax.plot(RECALLS, chosen, color="black")
        ax.set(xlabel=self.words["recall"], ylabel=self.words["precision"], ylim=(0, 1.05))

    def in_words(self) -> str:
        """How many rows are in the light, how many of them are right, and the numbers."""
        right = sum(reason.name == "correct" for reason in self.reasons)
        told = {name: f"{value:.4f}" for name, value in self.numbers.items()}
        counts = {"shown": self.shown, "count": len(self.boxes), "right": right}
        return str(self.words["in_words"]).format(
            threshold=f"{self.threshold:.2f}", **counts, **told
        )

    def _rows(self, rows: slice | None = None) -> list[list[float]]:
        """The boxes in the order of the list, those in the light if nothing else is asked."""
        return [self.boxes[i] for i in self.order[rows or slice(self.shown)]]

    def _as_coco(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The objects and the rows in the light as COCO's files hold them."""
        entry = {"image_id": 1, "category_id": 1}
        truth: dict[str, Any] = {"images": [{"id": 1}], "categories": [{"id": 1}]}
        truth["annotations"] = [
            entry | {"id": i, "bbox": box, "area": box[2] * box[3]}
            for i, box in enumerate(_as_xywh(self.objects).tolist(), start=1)
        ]
        rows = zip(_as_xywh(self._rows()).tolist(), self.scores, strict=False)  # those in the dark
        return truth, [entry | {"bbox": box, "score": score} for box, score in rows]

    @validate("boxes")
    def _check_boxes(self, proposal: dict[str, Any]) -> list[list[float]]:
        boxes = as_boxes("boxes", proposal["value"])
        if len(boxes) != len(self.scores):
            raise ValueError(f"boxes must stay {len(self.scores)}, got {len(boxes)}")
        return boxes

    @validate("order")
    def _check_order(self, proposal: dict[str, Any]) -> list[int]:
        order: list[int] = proposal["value"]
        if sorted(order) != list(range(len(self.scores))):
            raise ValueError(f"order must hold each of {len(self.scores)} rows once, got {order}")
        return order

    @validate("shown", "level")
    def _check_place(self, proposal: dict[str, Any]) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        last = {"shown": len(self.scores), "level": len(THRESHOLDS) - 1}[name]
        if not 0 <= value <= last:
            raise ValueError(f"{name} must be from 0 to {last}, got {value}")
        return int(value)

    @observe("boxes", "order", "shown")
    def _publish(self, _change: object) -> None:
        """Tell the page which numbers the package gives."""
        if self.boxes and self.order:  # both are there
            state = {"boxes": self.boxes, "order": self.order, "shown": self.shown}
            each = self.precision().mean(axis=1).tolist()  # at the ten thresholds
            self.kernel_result = {**state, "each": each, **self.numbers}


def _some(name: str, boxes: ArrayLike, most: int) -> list[list[float]]:
    """Boxes as plain numbers, and neither none nor more than there is room for."""
    rows = as_boxes(name, boxes)
    if not 1 <= len(rows) <= most:
        raise ValueError(f"{name} must be 1 to {most}, got {len(rows)}; leave some out")
    return rows


def _as_xywh(boxes: list[list[float]]) -> Array:
    """Left, top, width and height, as COCO's files hold them: (N, 4)."""
    corners = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    return np.concatenate((corners[:, :2], corners[:, 2:] - corners[:, :2]), axis=1)
