"""What a detector found, drawn on the photograph: boxes, names, scores and masks."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from torch import Tensor

from mrcnn_edu.views.plots import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION, YELLOW, draw_boxes

COLORS = (SKY, ORANGE, GREEN, VERMILION, PURPLE, YELLOW, BLUE)
OPACITY = 0.45  # of a mask


def draw_detections(
    ax: Axes,
    found: Mapping[str, Tensor],
    *,
    class_names: Sequence[str] | None = None,
    colors: Sequence[str] | None = None,
    score_threshold: float = 0.5,
    mask_threshold: float = 0.5,
) -> int:
    """Draw detections on a photograph, one colour after another.

    Args:
        ax: where the photograph is drawn.
        found: of one image, "boxes" (D, 4), xyxy in pixels, "labels" (D,), "scores" (D,), and
            perhaps "masks" (D, 1, H, W), from 0 to 1.
        class_names: what the labels mean, from 0 up; without them the label itself is written.
        colors: D of them, each like "#0072B2"; without them those drawn take turns in ``COLORS``.
        score_threshold: less sure ones are not drawn.
        mask_threshold: above which a pixel counts as the object's.

    Returns:
        How many were drawn.
    """
    sure = (found["scores"] >= score_threshold).nonzero()[:, 0].tolist()
    chosen = COLORS if colors is None else [colors[i] for i in sure]
    if sure and "masks" in found:
        draw_masks(ax, found["masks"][sure, 0] > mask_threshold, colors=chosen)
    for i, color in zip(sure, cycle(chosen), strict=False):
        label = int(found["labels"][i])
        name = str(label) if class_names is None else class_names[label]
        text = f"{name} {float(found['scores'][i]):.2f}"
        draw_boxes(ax, found["boxes"][[i]], color=color, width=1.2, labels=[text])
    return len(sure)


def draw_masks(
    ax: Axes, masks: Tensor, opacity: float = OPACITY, *, colors: Sequence[str] = COLORS
) -> None:
    """Tint the pixels of masks on a photograph, one colour after another.

    All of them make one picture: matplotlib takes as long for each as for the photograph.

    Args:
        ax: where the photograph is drawn.
        masks: (D, H, W), bool. Where two overlap, the first lies on top.
        opacity: from 0 to 1.
        colors: where there are fewer than masks, they begin again.
    """
    height, width = masks.shape[1:]
    tint = np.zeros((height, width, 4))
    of_each = [color for _, color in zip(masks, cycle(colors), strict=False)]
    for mask, color in zip(reversed(masks.cpu().numpy()), reversed(of_each), strict=True):
        tint[mask] = (*to_rgb(color), opacity)
    ax.imshow(tint, extent=(0, width, height, 0))
