"""Non-maximum suppression over a photograph, one winner at a time."""

from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from traitlets import Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.nms import nms
from mrcnn_edu.views.looks import KEPT, REMOVED
from mrcnn_edu.views.plots import draw_boxes
from mrcnn_edu.views.widgets.inputs import as_boxes, as_scores, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style


class NmsWidget(LessonWidget):
    """The queue of non-maximum suppression, to walk through at any threshold.

    The page computes what it shows, so that it lives without a kernel. With one, ``iou_threshold``,
    ``step`` and ``selected`` follow the hand, and ``kept`` is the package's own answer. Step 0
    stands before the first winner, step k at the k-th, and one more when the queue is empty.

    Args:
        image: (H, W) or (H, W, 3), uint8.
        boxes: (N, 4), xyxy in pixels.
        scores: (N,). Of equal scores the lower index goes first.
        iou_threshold: in [0, 1]; a box goes if its IoU with a better, kept one is *greater*.
        step: where to begin.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, boxes or scores are not numbers, or the threshold
            or the step is not a plain one.
        ValueError: if shapes or lengths do not fit, a number is not finite, a box is inverted,
            the threshold is not in [0, 1] or the step is negative.

    Example:
        >>> photo = np.zeros((40, 60), dtype=np.uint8)
        >>> boxes = [[0, 0, 20, 20], [0, 0, 20, 18], [30, 0, 50, 20]]
        >>> NmsWidget(image=photo, boxes=boxes, scores=[0.8, 0.9, 0.7]).kept
        [1, 2]
    """

    _esm = join_modules("nms.js")
    _css = read_style("nms.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Float(), read_only=True).tag(sync=True)  # width, height
    boxes = List(List(Float()), read_only=True).tag(sync=True)
    scores = List(Float(), read_only=True).tag(sync=True)
    iou_threshold = Float().tag(sync=True)
    step = Int().tag(sync=True)
    selected = Int(None, allow_none=True).tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        boxes: ArrayLike,
        scores: ArrayLike,
        iou_threshold: float = 0.5,
        *,
        step: int = 0,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        check_fraction("iou_threshold", iou_threshold)  # a trait would take True for 1.0
        self.set_trait("photo", image_to_data_uri(image))
        self.set_trait("photo_size", [image.shape[1], image.shape[0]])
        self._image = image
        self.set_trait("boxes", as_boxes("boxes", boxes))
        self.set_trait("scores", as_scores("scores", scores, len(self.boxes)))
        start = {"iou_threshold": iou_threshold, "step": step}
        super().__init__("nms", predict=predict, language=language, **start)
        self._publish(None)  # a threshold of 0 is no change, and would go unnoticed

    @property
    def kept(self) -> list[int]:
        """Indices of the boxes that the package keeps at this threshold, best score first."""
        boxes = torch.tensor(self.boxes, dtype=torch.float64).reshape(-1, 4)  # (N, 4)
        scores = torch.tensor(self.scores, dtype=torch.float64)  # (N,)
        return [int(index) for index in nms(boxes, scores, self.iou_threshold)]

    def still(self) -> Figure:
        """What the queue leaves and what it removes at this threshold."""
        figure, ax = photo_figure(self._image)
        kept = self.kept
        removed = [box for i, box in enumerate(self.boxes) if i not in kept]
        draw_boxes(ax, removed, **REMOVED, width=1.2)
        draw_boxes(ax, [self.boxes[i] for i in kept], **KEPT)
        return figure

    def in_words(self) -> str:
        """How many boxes there are, and how many are kept at which threshold."""
        counts = {"count": len(self.boxes), "kept": len(self.kept)}
        return str(self.words["in_words"]).format(threshold=f"{self.iou_threshold:g}", **counts)

    @validate("iou_threshold")
    def _check_threshold(self, proposal: dict[str, Any]) -> float:
        check_fraction("iou_threshold", proposal["value"])
        return float(proposal["value"])

    @validate("step")
    def _check_step(self, proposal: dict[str, Any]) -> int:
        if proposal["value"] < 0:
            raise ValueError(f"step must be 0 or more, got {proposal['value']}; 0 is the start")
        return int(proposal["value"])

    @validate("selected")
    def _check_selected(self, proposal: dict[str, Any]) -> int | None:
        index: int | None = proposal["value"]
        if index is not None and not 0 <= index < len(self.boxes):
            raise ValueError(
                f"selected must be None or the index of one of the {len(self.boxes)} boxes,"
                f" got {index}"
            )
        return index

    @observe("iou_threshold")
    def _publish(self, _change: object) -> None:
        """Tell the page which boxes the package keeps."""
        self.kernel_result = {"iou_threshold": self.iou_threshold, "kept": self.kept}
