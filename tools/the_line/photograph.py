"""What a system trained on shapes and coins finds on the real photograph of coins.

Twelve of its coins were cut out for the scenes of training, the other twelve nobody has seen.
"""

import torch
from torch import Tensor, nn

from mrcnn_edu.data.coin_cutouts import TRAINING_COINS
from mrcnn_edu.data.coin_scenes import CLASSES
from mrcnn_edu.data.coins import coin_boxes, coins_image
from mrcnn_edu.data.scenes_with_proposals import propose
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.matching import match_boxes

IOU = 0.5
SURE_SVM, SURE_SOFTMAX = 0.0, 0.5  # scores from which a box would be shown to people


def coins_photograph() -> Tensor:
    """The photograph as detectors take it: (3, 303, 384), grey, from 0 to 1."""
    return torch.from_numpy(coins_image())[None].expand(3, -1, -1) / 255


def coins_found(detector: nn.Module, proposals: Tensor) -> dict[str, float]:
    """How many coins of the photograph are found, and how well.

    Args:
        detector: in inference mode, on the CPU.
        proposals: (R, 4), where to look, for a detector that takes them.

    Returns:
        "coins found" of 24 at an IoU of 0.5, "coins found of the unseen" of 12, "mean IoU of
        coins" of those found, and "false alarms", each coin once.
    """
    more = {"proposals": [proposals]} if getattr(detector, "takes_proposals", False) else {}
    with torch.inference_mode():
        (found,) = detector([coins_photograph()], **more)
    sure = (
        SURE_SVM if getattr(getattr(detector, "heads", None), "use_svms", False) else SURE_SOFTMAX
    )
    shown = found["scores"] > sure  # (D,)
    is_coin = shown & (found["labels"] == CLASSES.index("coin"))
    truth = coin_boxes()
    return count(found["boxes"][is_coin], truth, int(shown.sum()))


def count(boxes: Tensor, truth: Tensor, shown: int) -> dict[str, float]:
    """Coins that have a box of their own; what else is shown is a false alarm.

    Args:
        boxes: (D, 4), called coins, best first.
        truth: (24, 4).
        shown: how many boxes there are of any class.
    """
    iou = box_iou(truth, boxes)  # (24, D)
    matches = match_boxes(iou, IOU, IOU)  # (D,): a coin or -1
    hit = matches[matches >= 0].unique()  # type: ignore[no-untyped-call]
    best = iou.amax(dim=1)[hit] if len(hit) else torch.zeros(1)
    unseen = [coin for coin in hit.tolist() if coin not in TRAINING_COINS]
    return {
        "coins found": len(hit),
        "coins found of the unseen": len(unseen),
        "mean IoU of coins": round(float(best.mean()), 3),
        "false alarms": shown - len(hit),
    }


def coins_proposals() -> Tensor:
    """Where selective search would look on it: (R, 4)."""
    return propose("coins", coins_photograph())
