"""Write data/coins/proposals.csv: what the shipped detector proposes on the coins photograph.

    python -m tools.make_coin_proposals

The boxes and scores are those that its region proposal network hands to its first NMS. Those with
a score of at least 0.05 are put in order, and every third is taken, the surest first: enough to
see what a queue is like, and few enough to draw. The file that ships was written with the first
weights of the detector. Lessons tell of its boxes one by one, so it stayed when these changed.
"""

import csv
from pathlib import Path

import torch
from torch import Tensor, nn

from mrcnn_edu.data.coin_scenes import CLASSES
from mrcnn_edu.data.coins import IMAGE_SIZE, coins_image
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.ops.boxes import clip_boxes_to_image

TARGET = Path(__file__).parents[1] / "data" / "coins" / "proposals.csv"
LOWEST_SCORE = 0.05  # as for detections
ONE_IN = 3


def whole_queue(detector: nn.Module) -> tuple[Tensor, Tensor]:
    """Boxes (Q, 4) in pixels of the photograph, and scores (Q,), level after level of the pyramid,
    each level the surest first."""
    heard: list[tuple[Tensor, Tensor]] = []

    def listen(boxes: Tensor, scores: Tensor, levels: Tensor, iou_threshold: float) -> Tensor:
        heard.append((boxes, scores))
        return scores.argsort(descending=True)

    detector.rpn.nms = listen
    photo = torch.as_tensor(coins_image()).float() / 255  # (H, W)
    with torch.inference_mode():
        batch, _ = detector.eval().transform([photo.expand(3, -1, -1)])
        detector.rpn(batch, detector.backbone(batch.tensors))
    ((boxes, scores),) = heard
    resized = torch.tensor(batch.image_sizes[0]).flip(0).repeat(2)  # width, height, width, height
    return boxes * torch.tensor(IMAGE_SIZE).flip(0).repeat(2) / resized, scores


def thinned(scores: Tensor) -> Tensor:
    """Which of the queue are taken, in the order of the queue: (Q,) to (P,)."""
    order = scores.argsort(descending=True, stable=True)
    order = order[scores[order] >= LOWEST_SCORE]
    return order[::ONE_IN].sort().values


def write_proposals(boxes: Tensor, scores: Tensor, target: Path) -> None:
    """Write boxes, to a tenth of a pixel, and scores, to the fifth digit."""
    boxes = clip_boxes_to_image((boxes.double() * 10).round() / 10, IMAGE_SIZE) + 0.0  # no -0.0
    with target.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["x1", "y1", "x2", "y2", "score"])
        for box, score in zip(boxes.tolist(), scores.tolist(), strict=True):
            writer.writerow([*box, f"{score:.5f}"])


def main() -> None:
    """Make the file anew."""
    weights = shipped("mask_rcnn_tiny/weights.safetensors")
    boxes, scores = whole_queue(mask_rcnn_tiny(len(CLASSES), weights=weights))
    chosen = thinned(scores)
    write_proposals(boxes[chosen], scores[chosen], TARGET)
    number = int((scores >= LOWEST_SCORE).sum())
    print(f"{len(chosen)} of the {number} boxes with a score of {LOWEST_SCORE} or more")


if __name__ == "__main__":
    main()
