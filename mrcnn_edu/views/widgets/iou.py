"""Two boxes over a photograph, to drag and resize while IoU and GIoU follow."""

import math
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from traitlets import Bool, Dict, Float, List, Unicode, observe, validate

from mrcnn_edu.ops.boxes import box_iou, generalized_box_iou
from mrcnn_edu.views.looks import PROPOSAL, TRUTH
from mrcnn_edu.views.plots import draw_boxes
from mrcnn_edu.views.widgets.inputs import as_box, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style


class IouWidget(LessonWidget):
    """Two boxes over a photograph, with their areas and both equations in numbers.

    The page computes what it shows, so that it lives without a kernel. With one, ``box1`` and
    ``box2`` follow the hand, and the package's own operators are held against the page's numbers.

    Args:
        image: (H, W) or (H, W, 3), uint8.
        box1: (4,), xyxy in pixels.
        box2: (4,), xyxy in pixels.
        show_giou: whether the smallest box around both, and GIoU, show from the start.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, or a box does not hold numbers.
        ValueError: if a shape does not fit, a number is not finite, or a box is inverted.

    Example:
        >>> photo = np.zeros((40, 60), dtype=np.uint8)
        >>> widget = IouWidget(image=photo, box1=[0, 0, 20, 20], box2=[10, 0, 30, 20])
        >>> round(widget.iou, 4)
        0.3333
    """

    _esm = join_modules("iou.js")
    _css = read_style("iou.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Float(), read_only=True).tag(sync=True)  # width, height
    box1 = List(Float()).tag(sync=True)
    box2 = List(Float()).tag(sync=True)
    show_giou = Bool().tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        box1: ArrayLike,
        box2: ArrayLike,
        *,
        show_giou: bool = True,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        self.set_trait("photo", image_to_data_uri(image))
        self.set_trait("photo_size", [image.shape[1], image.shape[0]])
        self._image = image
        boxes = {"box1": as_box("box1", box1), "box2": as_box("box2", box2)}
        super().__init__("iou", predict=predict, language=language, show_giou=show_giou, **boxes)

    @property
    def iou(self) -> float:
        """IoU of the two boxes as they stand, by the package; NaN if neither has an area."""
        return float(box_iou(*self._tensors()))

    @property
    def giou(self) -> float:
        """GIoU of the two boxes as they stand, by the package; NaN if neither has an area."""
        return float(generalized_box_iou(*self._tensors()))

    def still(self) -> Figure:
        """Both boxes over the photograph."""
        figure, ax = photo_figure(self._image)
        draw_boxes(ax, [self.box1], **TRUTH, labels=[self.words["box1"]])
        draw_boxes(ax, [self.box2], **PROPOSAL, labels=[self.words["box2"]])
        return figure

    def in_words(self) -> str:
        """Where the boxes stand; how much they overlap, once guessed; GIoU only where it shows."""
        sentence = "in_words_giou" if self.show_giou else "in_words"
        if self.covered:
            sentence = "in_words_covered"
        values = {"iou": f"{self.iou:.4f}", "giou": f"{self.giou:.4f}"}
        return str(self.words[sentence]).format(box1=self.box1, box2=self.box2, **values)

    def _tensors(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Both boxes as float64, as the page computes, (1, 4) each."""
        box1, box2 = torch.tensor([self.box1, self.box2], dtype=torch.float64)  # (4,) each
        return box1[None], box2[None]

    @validate("box1", "box2")
    def _check_box(self, proposal: dict[str, Any]) -> list[float]:
        return as_box(proposal["trait"].name, proposal["value"])

    @observe("box1", "box2")
    def _publish(self, _change: object) -> None:
        """Tell the page what the package makes of the boxes; it waits until both are there."""
        if not (self.box1 and self.box2):
            return
        values = {"iou": self.iou, "giou": self.giou}
        # JSON has no NaN.
        known = {name: None if math.isnan(value) else value for name, value in values.items()}
        self.kernel_result = {"box1": self.box1, "box2": self.box2, **known}
