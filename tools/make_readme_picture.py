"""Draw docs/images/proposals_to_masks.png, the picture at the top of the README.

python -m tools.make_readme_picture
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import torch

from mrcnn_edu.classroom.in_detector import detect
from mrcnn_edu.data.coins import coins_image
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.views.detections import draw_detections
from mrcnn_edu.views.plots import SKY, draw_boxes, show_image

TARGET = Path(__file__).parents[1] / "docs" / "images" / "proposals_to_masks.png"
SHOWN = 100  # proposals


def main() -> None:
    mpl.use("agg")
    image = coins_image()
    detector = mask_rcnn_tiny(5, weights=shipped("mask_rcnn_tiny/weights.safetensors")).eval()
    found = detect(detector, image)
    with torch.inference_mode():
        batch, _ = detector.transform([torch.tensor(image).expand(3, -1, -1) / 255])
        (proposals,), _ = detector.rpn(batch, detector.backbone(batch.tensors))
    scale = batch.image_sizes[0][0] / image.shape[0]
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4.9), layout="constrained")
    show_image(image, left, f"{SHOWN} proposals of the region proposal network")
    draw_boxes(left, proposals[:SHOWN] / scale, color=SKY, width=1.0)
    count = draw_detections(show_image(image, right), found, class_names=detector.class_names)
    right.set_title(f"{count} coins, each with a box, a score and a mask")
    for ax in (left, right):
        ax.set_axis_off()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    plt.savefig(TARGET, dpi=80, bbox_inches="tight", pad_inches=0.1)


if __name__ == "__main__":
    main()
