"""Write data/coins/proposals.csv: stand-ins for what a detector proposes on the coins photograph.

    python -m tools.make_coin_proposals

The boxes are moved and scaled copies of the coins' boxes, and a few in empty places; the score of
each is its IoU with the best coin plus noise. No model made them, and the lessons say so.
"""

import csv
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mrcnn_edu.data.coins import IMAGE_SIZE, coin_boxes
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image

TARGET = Path(__file__).parents[1] / "data" / "coins" / "proposals.csv"
# Chosen, not drawn: of the seeds 0 to 599, 32 give few ties, a surest box on the running coin that
# is clearly not the best fit, and one box a coin after a score threshold of 0.5 and NMS at 0.3. Of
# those, this one also has 24 boxes with a score of 0.8 or more, on fewer coins.
SEED = 107
COPIES = 4  # proposals of each coin
EMPTY = 8  # proposals on the bare table


def moved_copies(rng: np.random.Generator, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Copies of the boxes with centre and size off by about a tenth of the size."""
    boxes = boxes.repeat(COPIES, axis=0)
    size = boxes[:, 2:] - boxes[:, :2]
    centre = boxes[:, :2] + size / 2 + rng.normal(0, 0.08, size.shape) * size
    size = size * np.exp(rng.normal(0, 0.12, size.shape))
    return np.concatenate([centre - size / 2, centre + size / 2], axis=1)


def boxes_on_the_table(rng: np.random.Generator, coins: Tensor) -> NDArray[np.float64]:
    """Boxes that touch no coin: (EMPTY, 4)."""
    height, width = IMAGE_SIZE
    corner = rng.uniform((0, 0), (width - 40, height - 40), (2000, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(22, 40, (2000, 2))], axis=1)
    alone = (box_iou(torch.from_numpy(boxes), coins.double()) == 0).all(dim=1)
    return boxes[alone.numpy()][:EMPTY]


def write_proposals(target: Path) -> None:
    rng = np.random.default_rng(SEED)
    coins = coin_boxes()
    copies = moved_copies(rng, coins.numpy().astype(np.float64))
    boxes = np.concatenate([copies, boxes_on_the_table(rng, coins)]).round(1)
    boxes = clip_boxes_to_image(torch.from_numpy(boxes), IMAGE_SIZE).numpy()
    iou = box_iou(torch.from_numpy(boxes), coins.double()).amax(dim=1).numpy()
    scores = np.clip(0.08 + 0.88 * iou + rng.normal(0, 0.05, len(boxes)), 0.05, 0.99)
    scores[len(copies) :] = rng.uniform(0.1, 0.45, EMPTY)  # false alarms are not all timid
    scores = scores.round(3)
    with target.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["x1", "y1", "x2", "y2", "score"])
        order = rng.permutation(len(boxes))  # a detector's proposals come in no order of coins
        writer.writerows([*map(float, boxes[i]), float(scores[i])] for i in order)


if __name__ == "__main__":
    write_proposals(TARGET)
