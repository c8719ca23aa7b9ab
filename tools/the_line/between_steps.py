"""What there is of Faster R-CNN after each of its four steps: weights, proposals, detections.

On scenes that nobody learns from, and on the photograph of the coins, where the best proposal of
the running coin is kept.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.data.coins import THE_COIN, coin_boxes, coins_image
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.detectors.alternating import sums_of_weights
from mrcnn_edu.detectors.proposing import propose_boxes, told_where_to_look
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.detector import evaluate_detector
from mrcnn_edu.evaluation.proposal_recall import best_overlaps
from mrcnn_edu.ops.boxes import box_iou
from tools.the_line.learning import Scene
from tools.the_line.scenes import TUNING

FIRST = (10, 20, 50, 100)
IOUS = (0.5, 0.7)
AT_A_TIME = 8  # images
Seen = dict[str, Any]


def watched_scenes(number: int) -> list[Scene]:
    """Scenes for no learning and no final test, without masks."""
    drawn = (shape_scene(TUNING + index) for index in range(number))
    return [(image, {key: target[key] for key in ("boxes", "labels")}) for image, target in drawn]


@torch.no_grad()
def look(
    step: str,
    first: TwoStageDetector,
    second: TwoStageDetector,
    proposing: TwoStageDetector | None,
    watched: Sequence[Scene],
    looked_at: Sequence[int] = (100,),
) -> Seen:
    """Look at both detectors; they are in inference mode after it.

    Args:
        step: that was made last.
        first: the detector whose RPN learnt first.
        second: the one whose heads did.
        proposing: which of them proposes now, for the second's heads; None for neither.
        watched: scenes to look with.
        looked_at: how many of the proposals the heads look at, once for each number.

    Returns:
        "step"; "first" and "second", Σ|w| of their parts; and if one proposes "recall at 0.5" and
        "recall at 0.7" of the first 10, 20, 50, 100 proposals, "AP50" with so many as were asked
        about, and "coin": the best proposal of the running coin, its IoU and its rank.
    """
    seen: Seen = {"step": step, "first": sums_of_weights(first), "second": sums_of_weights(second)}
    if proposing is None:
        return seen
    first.eval()
    heads = told_where_to_look(second.eval())
    proposed = _propose(proposing, [image for image, _ in watched])
    objects = [target["boxes"] for _, target in watched]
    for iou in IOUS:
        seen[f"recall at {iou}"] = {n: _recall(objects, proposed, n, iou) for n in FIRST}
    seen["AP50"] = {}
    for n in looked_at:
        told = [
            (image, {**target, "proposals": boxes[:n]})
            for (image, target), boxes in zip(watched, proposed, strict=True)
        ]
        seen["AP50"][n] = evaluate_detector(heads, told, "bbox")["AP50"]
    return {**seen, "coin": _best_for_the_coin(proposing)}


def _propose(detector: TwoStageDetector, images: Sequence[Tensor]) -> list[Tensor]:
    """The proposals of each image, on the CPU, some images at a time."""
    device, found = next(detector.parameters()).device, []
    for start in range(0, len(images), AT_A_TIME):
        some = [image.to(device) for image in images[start : start + AT_A_TIME]]
        found += [boxes.cpu() for boxes in propose_boxes(detector, some)]
    return found


def _recall(objects: Sequence[Tensor], proposed: Sequence[Tensor], n: int, iou: float) -> float:
    """The share of all objects that one of the first n proposals overlaps so much."""
    pairs = zip(objects, proposed, strict=True)
    overlaps = torch.cat([best_overlaps(boxes, found, n) for boxes, found in pairs])
    return float((overlaps >= iou).double().mean())


def _best_for_the_coin(detector: TwoStageDetector) -> Seen:
    """The proposal on the photograph that overlaps the running coin most."""
    photo = torch.from_numpy(coins_image()).float()[None].expand(3, -1, -1) / 255
    (boxes,) = _propose(detector, [photo])
    overlaps = box_iou(coin_boxes()[THE_COIN : THE_COIN + 1], boxes)[0]  # (R,)
    best = int(overlaps.argmax())
    return {"box": boxes[best].tolist(), "IoU": float(overlaps[best]), "rank": best}
