"""Three maps of logits and one mask: whom does each loss pull, by sigmoids and by a softmax?"""

from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from torch import Tensor
from traitlets import Dict, Float, List, observe, validate

from mrcnn_edu.ops.losses import mask_loss, softmax_mask_loss
from mrcnn_edu.views.plots import show_map
from mrcnn_edu.views.widgets.inputs import as_numbers
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget
from mrcnn_edu.views.widgets.sources import join_modules, read_style

CLASSES = ("background", "coin", "face")
COIN = torch.tensor([1])  # (1,), the label of the one object
FURTHEST = 6.0  # a logit goes from -6 to 6
STRONGEST = 0.25  # no gradient is larger, of a mean over four pixels
WEAKEST = 0.01  # a weaker gradient gets no arrow
LONGEST = 0.45  # of a cell, the arrow of the strongest
LOSSES = {"sigmoid": mask_loss, "softmax": softmax_mask_loss}


class TugWidget(LessonWidget):
    """The logits of a coin's mask to drag, and what two losses make of them, side by side.

    The page computes what it shows, so that it lives without a kernel. With one, ``logits`` follow
    the hand, and both losses are held against the package's own.

    Args:
        logits: (3, 2, 2), in [-6, 6], those of background, coin and face.
        target: (2, 2), 1 on the coin and 0 beside it.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if logits or target do not hold numbers.
        ValueError: if a shape does not fit, a logit is out of range, or a target is not 0 or 1.

    Example:
        >>> widget = TugWidget(np.zeros((3, 2, 2)), target=[[1, 1], [0, 0]])
        >>> {kind: round(loss, 4) for kind, loss in widget.losses.items()}
        {'sigmoid': 0.6931, 'softmax': 1.0986}
    """

    _esm = join_modules("tug.js")
    _css = read_style("tug.css")

    target = List(List(Float()), read_only=True).tag(sync=True)  # (2, 2)
    start = List(List(List(Float())), read_only=True).tag(sync=True)  # the logits to come back to
    logits = List(List(List(Float()))).tag(sync=True)  # (3, 2, 2)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        logits: ArrayLike,
        target: ArrayLike,
        *,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        goal = as_numbers("target", target, (2, 2))
        if not np.isin(goal, (0, 1)).all():
            raise ValueError(f"target must be 1 on the object and 0 beside it, got {goal}")
        self.set_trait("target", goal)
        start = as_numbers("logits", logits, (3, 2, 2))
        self.set_trait("start", start)
        super().__init__("tug", predict=predict, language=language, logits=start)

    @property
    def losses(self) -> dict[str, float]:
        """The loss of the mask by "sigmoid" and by "softmax", by the package."""
        maps, target = torch.tensor([self.logits], dtype=torch.float64), self._target()
        return {kind: loss(maps, COIN, target).item() for kind, loss in LOSSES.items()}

    def gradient(self, kind: str) -> Tensor:
        """How that loss grows with each logit, by the package.

        Args:
            kind: "sigmoid" or "softmax".

        Returns:
            (3, 2, 2), float64, for background, coin and face.
        """
        maps = torch.tensor([self.logits], dtype=torch.float64, requires_grad=True)  # (1, 3, 2, 2)
        loss = LOSSES[kind](maps, COIN, self._target())
        (found,) = torch.autograd.grad(loss, maps)
        return found[0]

    def still(self) -> Figure:
        """The logits, and the gradients and pulls of both losses, a row for each class."""
        figure = Figure(figsize=(7, 6.4), layout="constrained")
        panels = [("still_logits", torch.tensor(self.logits), 1)]
        panels += [(f"still_{kind}", self.gradient(kind), 3) for kind in LOSSES]
        for row, axes in enumerate(figure.subplots(3, 3)):
            for ax, (key, maps, decimals) in zip(axes, panels, strict=True):
                title = f"{self.words[CLASSES[row]]}: {self.words[key]}"
                show_map(maps[row], ax=ax, decimals=decimals).set_title(title, fontsize=9)
                ax.set(xticks=[], yticks=[])
                if key != "still_logits":
                    _draw_pulls(ax, maps[row])
        return figure

    def in_words(self) -> str:
        """Both losses, and how strongly each pulls at the class that is neither coin nor ground."""
        losses = {kind: f"{loss:.3f}" for kind, loss in self.losses.items()}
        pulls = {f"{kind}_face": f"{self.gradient(kind)[2].abs().max():.3f}" for kind in LOSSES}
        return str(self.words["in_words"]).format(**losses, **pulls)

    def _target(self) -> Tensor:
        return torch.tensor([self.target], dtype=torch.float64)  # (1, 2, 2)

    @validate("logits")
    def _check_logits(self, proposal: dict[str, Any]) -> list[Any]:
        logits = as_numbers("logits", proposal["value"], (3, 2, 2))
        if np.abs(logits).max() > FURTHEST:
            raise ValueError(f"logits must be from -{FURTHEST:g} to {FURTHEST:g}, got {logits}")
        return logits

    @observe("logits")
    def _publish(self, _change: object) -> None:
        """Tell the page which losses the package gives."""
        self.kernel_result = {"logits": self.logits, **self.losses}


def _draw_pulls(ax: Axes, gradient: Tensor) -> None:
    """In each cell an arrow, which way and how strongly training pulls the logit."""
    rows, columns = (gradient.abs() > WEAKEST).nonzero(as_tuple=True)
    gradients = gradient[rows, columns]  # the axis points down, and a positive gradient pushes down
    ax.quiver(
        columns + 0.25,
        rows + 0.5,
        torch.zeros(len(rows)),
        gradients,
        angles="xy",
        scale_units="xy",
        scale=STRONGEST / LONGEST,
        width=0.012,
        headwidth=5,
        minlength=0,
        zorder=4,
    )
