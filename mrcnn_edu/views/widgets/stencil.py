"""The small mask of a box, pasted into a photograph in three ways, beside the true one."""

from typing import Any

import numpy as np
import torch
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from traitlets import Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.ops.exact_masks import paste_masks_exact
from mrcnn_edu.ops.masks import paste_masks
from mrcnn_edu.views.looks import DETECTION, TRUTH
from mrcnn_edu.views.plots import draw_boxes, draw_polygons
from mrcnn_edu.views.widgets.inputs import as_box, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style


def _paste_to_whole_pixels(masks: Tensor, boxes: Tensor, image_size: tuple[int, int]) -> Tensor:
    return paste_masks_exact(masks, boxes.round(), image_size)


PASTES = {"exact": paste_masks_exact, "torchvision": paste_masks, "whole": _paste_to_whole_pixels}


class StencilWidget(LessonWidget):
    """A box with the mask that a head has drawn for it, and the pixels that become of it.

    The page computes what it shows, so that it lives without a kernel. With one, ``box``,
    ``threshold`` and ``paste`` follow the hand, and the fit is held against the package's own.

    Args:
        image: (H, W) or (H, W, 3), uint8. Few pixels, so that each can be seen: cut them out.
        box: (4,), xyxy in pixels of ``image``; put to tenths of a pixel, in which it moves.
        cells: (M, M), the probabilities of the mask head.
        outline: (P, 2), corners x and y of the true outline, in pixels of ``image``. A pixel is of
            the object if its middle lies inside.
        threshold: a pixel above it is of the mask, from 0.05 to 0.95.
        paste: the way that is drawn: "exact", "torchvision", or "whole" for a box that is rounded
            to whole pixels first.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, or a box does not hold numbers.
        ValueError: if a shape or a probability does not fit, a number is not finite, a box is
            inverted, no pixel lies inside the outline, or there is no such paste.

    Example:
        >>> photo = np.zeros((8, 8), dtype=np.uint8)
        >>> square = [[2, 2], [6, 2], [6, 6], [2, 6]]
        >>> widget = StencilWidget(photo, [2, 2, 6, 6], np.ones((4, 4)), square)
        >>> widget.fit("exact")
        {'iou': 1.0, 'area': 1.0, 'shift': [0.0, 0.0]}
    """

    _esm = join_modules("stencil.js")
    _css = read_style("stencil.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Int(), read_only=True).tag(sync=True)  # width, height
    cells = List(List(Float()), read_only=True).tag(sync=True)  # rows of probabilities
    squares = Unicode(read_only=True).tag(sync=True)  # the cells as a picture
    outline = List(List(Float()), read_only=True).tag(sync=True)
    truth = List(List(Int()), read_only=True).tag(sync=True)  # rows of pixels, 1 on the object
    box = List(Float()).tag(sync=True)
    threshold = Float().tag(sync=True)
    paste = Unicode().tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        box: ArrayLike,
        cells: ArrayLike,
        outline: ArrayLike,
        *,
        threshold: float = 0.5,
        paste: str = "exact",
        predict: bool = False,
        language: str = "en",
    ) -> None:
        self._image = image
        self.set_trait("photo", image_to_data_uri(image))
        self.set_trait("photo_size", [image.shape[1], image.shape[0]])
        probabilities = _as_cells(cells)
        self.set_trait("cells", probabilities.tolist())
        self.set_trait("squares", image_to_data_uri((255 * probabilities).round().astype(np.uint8)))
        corners = np.asarray(outline, dtype=np.float64)  # (P, 2)
        self.set_trait("truth", _inside(corners, image.shape[0], image.shape[1]))
        self.set_trait("outline", corners.tolist())
        at = [round(corner, 1) for corner in as_box("box", box)]
        start = {"box": at, "threshold": threshold, "paste": paste}
        super().__init__("stencil", predict=predict, language=language, **start)

    def pixels(self, paste: str) -> Tensor:
        """The pixels of the mask, pasted in one of the three ways: (H, W), bool.

        Args:
            paste: "exact", "torchvision" or "whole".
        """
        mask, box = (torch.tensor([v], dtype=torch.float64) for v in (self.cells, self.box))
        width, height = self.photo_size
        return PASTES[paste](mask, box, (height, width))[0] > self.threshold

    def fit(self, paste: str) -> dict[str, Any]:
        """How the mask fits the true one, pasted in one of the three ways.

        Args:
            paste: "exact", "torchvision" or "whole".

        Returns:
            iou, area as a share of the true one, and shift, how far right and down the middle of
            the mask lies of the true one's, in pixels; not a number where there is no mask.
        """
        mask, truth = self.pixels(paste), torch.tensor(self.truth) > 0
        shared, joined = int((mask & truth).sum()), int((mask | truth).sum())
        area = int(mask.sum()) / int(truth.sum())
        shift = (_middle(mask) - _middle(truth)).tolist()
        return {"iou": shared / joined, "area": area, "shift": shift}

    def still(self) -> Figure:
        """The box and the pixels of its mask over the photograph, with the true outline."""
        figure, ax = photo_figure(self._image)
        tint = np.zeros((*self._image.shape[:2], 4))
        tint[self.pixels(self.paste).numpy()] = to_rgba(DETECTION["color"], 0.5)
        ax.imshow(tint, extent=ax.get_xlim() + ax.get_ylim())
        draw_polygons(ax, [np.array(self.outline)], color=TRUTH["color"], width=2.5)
        draw_boxes(ax, [self.box], **DETECTION)
        return figure

    def in_words(self) -> str:
        """How the mask was pasted, and how well it fits."""
        fit = self.fit(self.paste)
        numbers = {"iou": f"{fit['iou']:.3f}", "area": f"{fit['area']:.3f}"}
        corners = ", ".join(f"{corner:.1f}" for corner in self.box)
        said = {"way": self.words[self.paste], "threshold": f"{self.threshold:.2f}", "box": corners}
        return str(self.words["in_words"]).format(**said, **numbers)

    @validate("box")
    def _check_box(self, proposal: dict[str, Any]) -> list[float]:
        return as_box("box", proposal["value"])

    @validate("threshold")
    def _check_threshold(self, proposal: dict[str, Any]) -> float:
        threshold: float = proposal["value"]
        if not 0.05 <= threshold <= 0.95:
            raise ValueError(f"threshold must be from 0.05 to 0.95, got {threshold}")
        return threshold

    @validate("paste")
    def _check_paste(self, proposal: dict[str, Any]) -> str:
        paste: str = proposal["value"]
        if paste not in PASTES:
            raise ValueError(f"paste must be one of {', '.join(PASTES)}, got {paste!r}")
        return paste

    @observe("box", "threshold")
    def _publish(self, _change: object) -> None:
        """Tell the page how the package's masks fit."""
        if self.box and self.threshold:  # both are there
            found = {paste: self.fit(paste)["iou"] for paste in PASTES}
            self.kernel_result = {"box": self.box, "threshold": self.threshold, "iou": found}


def _as_cells(cells: ArrayLike) -> NDArray[np.float64]:
    """The probabilities as a square of numbers from 0 to 1."""
    array = np.asarray(cells, dtype=np.float64)
    if array.ndim != 2 or array.shape[0] != array.shape[1] or array.size == 0:
        raise ValueError(
            f"cells must have shape (M, M), got {array.shape}; pass one mask, unpasted"
        )
    if not ((array >= 0) & (array <= 1)).all():
        raise ValueError(
            f"cells must be probabilities from 0 to 1, got {array.min()} to {array.max()};"
            " of logits take the sigmoid"
        )
    return array


def _inside(corners: NDArray[np.float64], height: int, width: int) -> list[list[int]]:
    """The pixels with their middle inside an outline: rows of 0 and 1."""
    if corners.ndim != 2 or corners.shape[1] != 2:
        raise ValueError(f"outline must have shape (P, 2), got {corners.shape}")
    rows, columns = np.mgrid[0:height, 0:width] + 0.5  # (H, W) each
    middles = np.stack((columns.ravel(), rows.ravel()), axis=1)  # (H * W, 2)
    inside = Path(corners).contains_points(middles).reshape(height, width)
    if not inside.any():
        raise ValueError("outline must hold the middle of a pixel; is it in pixels of image?")
    result: list[list[int]] = inside.astype(int).tolist()
    return result


def _middle(mask: Tensor) -> Tensor:
    """The mean place of the pixels that are on: (2,), x and y; not a number without any."""
    return mask.nonzero().flip(1).double().mean(dim=0)
