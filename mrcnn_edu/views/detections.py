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
    score_threshold: float = 0.5,
    mask_threshold: float = 0.5,
) -> int:
    """Draw detections on a photograph, one colour after another.

    Args:
        ax: where the photograph is drawn.
        found: of one image, "boxes" (D, 4), xyxy in pixels, "labels" (D,), "scores" (D,), and
            perhaps "masks" (D, 1, H, W), from 0 to 1.
        class_names: what the labels mean, from 0 up; without them the label itself is written.
        score_threshold: less sure ones are not drawn.
        mask_threshold: above which a pixel counts as the object's.

    Returns:
        How many were drawn.
    """
    sure = (found["scores"] >= score_threshold).nonzero()[:, 0].tolist()
    for i, color in zip(sure, cycle(COLORS), strict=False):
        label = int(found["labels"][i])
        name = str(label) if class_names is None else class_names[label]
        if "masks" in found:
            draw_mask(ax, found["masks"][i, 0] > mask_threshold, color)
        text = f"{name} {float(found['scores'][i]):.2f}"
        draw_boxes(ax, found["boxes"][[i]], color=color, width=1.2, labels=[text])
    return len(sure)


def draw_mask(ax: Axes, mask: Tensor, color: str, opacity: float = OPACITY) -> None:
    """Tint the pixels of a mask on a photograph.

    Args:
        ax: where the photograph is drawn.
        mask: (H, W), bool.
        color: of the tint.
        opacity: from 0 to 1.
    """
    tint = np.zeros((*mask.shape, 4))  # (H, W, 4)
    tint[mask.cpu().numpy()] = (*to_rgb(color), opacity)
    ax.imshow(tint, extent=(0, mask.shape[1], mask.shape[0], 0))
