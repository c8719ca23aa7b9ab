"""What a detector found, drawn on the photograph: boxes, names, scores, masks and keypoints."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.patheffects import withStroke
from torch import Tensor

from mrcnn_edu.views.plots import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION, YELLOW, draw_boxes

COLORS = (SKY, ORANGE, GREEN, VERMILION, PURPLE, YELLOW, BLUE)
OPACITY = 0.45  # of a mask
# Which of COCO's 17 keypoints are joined: legs, trunk, arms, face, and ears with shoulders.
LIMBS: tuple[tuple[int, int], ...]
LIMBS = ((15, 13), (13, 11), (16, 14), (14, 12), (11, 12), (5, 11), (6, 12), (5, 6), (5, 7), (6, 8))
LIMBS += ((7, 9), (8, 10), (1, 2), (0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6))


def draw_detections(
    ax: Axes,
    found: Mapping[str, Tensor],
    *,
    class_names: Sequence[str] | None = None,
    colors: Sequence[str] | None = None,
    score_threshold: float = 0.5,
    mask_threshold: float = 0.5,
    keypoint_threshold: float = 2.0,
) -> int:
    """Draw detections on a photograph, one colour after another.

    Args:
        ax: where the photograph is drawn.
        found: of one image, "boxes" (D, 4), xyxy in pixels, "labels" (D,), "scores" (D,), and
            perhaps "masks" (D, 1, H, W), from 0 to 1, or "keypoints" (D, 17, 3), COCO's, and
            "keypoints_scores" (D, 17), logits.
        class_names: what the labels mean, from 0 up; without them the label itself is written.
        colors: D of them, each like "#0072B2"; without them those drawn take turns in ``COLORS``.
        score_threshold: less sure ones are not drawn.
        mask_threshold: above which a pixel counts as the object's.
        keypoint_threshold: a keypoint with a score below is not drawn.

    Returns:
        How many were drawn.

    Source:
        The keypoint threshold is Detectron's in ``vis_keypoints``.
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
        if "keypoints" in found:
            seen = found["keypoints_scores"][i] >= keypoint_threshold
            draw_pose(ax, found["keypoints"][i], seen, color=color)
    return len(sure)


def draw_pose(ax: Axes, keypoints: Tensor, seen: Tensor, *, color: str) -> None:
    """Draw the keypoints of a body as dots, and lines where two that are joined can be seen.

    Args:
        ax: where the photograph is drawn.
        keypoints: (17, 3), COCO's; x and y in pixels.
        seen: (17,), bool, which of them to draw.
        color: of dots and lines.
    """
    points = keypoints[:, :2].cpu().numpy()  # (17, 2)
    lines = [points[[a, b]] for a, b in LIMBS if seen[a] and seen[b]]
    edge = [withStroke(linewidth=3.6, foreground="#00000099")]
    ax.add_collection(LineCollection(lines, colors=color, linewidths=2.0, path_effects=edge))
    x, y = points[seen.cpu().numpy()].T
    ax.plot(x, y, "o", color=color, markersize=5, markeredgecolor="black", markeredgewidth=0.8)


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
