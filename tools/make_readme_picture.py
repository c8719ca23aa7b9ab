"""Draw docs/images/proposals_to_detections.png, the picture at the top of the README.

python -m tools.make_readme_picture
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

from mrcnn_edu.data.coins import coin_proposals, coins_image
from mrcnn_edu.ops.nms import nms
from mrcnn_edu.views.plots import SKY, draw_boxes, show_image

TARGET = Path(__file__).parents[1] / "docs" / "images" / "proposals_to_detections.png"


def main() -> None:
    mpl.use("agg")
    boxes, scores = coin_proposals()
    sure = (scores >= 0.5).nonzero()[:, 0]
    kept = sure[nms(boxes[sure], scores[sure], iou_threshold=0.3)]
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4.9), layout="constrained")
    show_image(coins_image(), left, f"{len(boxes)} proposals")
    draw_boxes(left, boxes, color=SKY, width=1.2)
    show_image(coins_image(), right, f"{len(kept)} left after a score threshold and NMS")
    draw_boxes(right, boxes[kept], color=SKY, labels=[f"{s:.2f}" for s in scores[kept]])
    for ax in (left, right):
        ax.set_axis_off()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    plt.savefig(TARGET, dpi=80, bbox_inches="tight", pad_inches=0.1)


if __name__ == "__main__":
    main()
