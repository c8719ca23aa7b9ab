"""What a trained arm is worth on the held-out scenes, in numbers by name."""

from collections.abc import Sequence
from statistics import median

import torch
from torch import Tensor

from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.detector import collect_results
from mrcnn_edu.layers.mask_head import MaskTask
from mrcnn_edu.layers.mask_variants import softmax_of_class
from mrcnn_edu.ops.boxes import box_iou
from tools.ablations.arms import Arm
from tools.ablations.readings import READINGS

AP = ("AP", "AP50", "AP75")
LEFT_AND_RIGHT = ((7, 8), (9, 10), (13, 14), (15, 16))  # elbows, wrists, knees, ankles
FIRST_HELD_OUT = 1_000_000  # of shapes and of sticks alike


class Held:
    """The held-out scenes of an arm, as a data set.

    Args:
        arm: whose scenes.
        number: how many of them.
    """

    def __init__(self, arm: Arm, number: int) -> None:
        self.arm, self.number = arm, number

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, index: int) -> tuple[Tensor, dict[str, Tensor]]:
        return self.arm.scene(FIRST_HELD_OUT + index, 0)


def evaluated(detector: TwoStageDetector, arm: Arm, number: int) -> dict[str, float]:
    """All numbers of one run.

    Args:
        detector: trained.
        arm: what it is one of.
        number: of held-out scenes.
    """
    scenes = Held(arm, number)
    found = average_precisions(detector, scenes, "bbox", "box ")
    if arm.finds == "keypoints":
        found |= average_precisions(detector, scenes, "keypoints", "joint ")
        return found | joint_errors(detector, scenes)
    (task,) = (task for task in detector.roi_heads.tasks if isinstance(task, MaskTask))
    if task.mask_of is not softmax_of_class:
        return found | average_precisions(detector, scenes, "segm", "mask ")
    for name, reading in READINGS.items():
        task.mask_of = reading
        kind = "mask " if reading is softmax_of_class else f"mask, {name}, "
        found |= average_precisions(detector, scenes, "segm", kind)
    task.mask_of = softmax_of_class
    return found


def average_precisions(
    detector: TwoStageDetector, scenes: Held, iou_type: str, named: str
) -> dict[str, float]:
    """COCO's AP, AP50 and AP75, with a word before their names."""
    truth, results = collect_results(detector, scenes, iou_type, batch_size=8)
    numbers = evaluate_coco(truth, results, iou_type)
    return {f"{named}{name}": round(numbers[name], 4) for name in AP}


@torch.inference_mode()
def joint_errors(detector: TwoStageDetector, scenes: Held) -> dict[str, float]:
    """How far seen joints are missed, in pixels, and how many land on their twin.

    Args:
        detector: of joints.
        scenes: looked at one by one.

    Returns:
        "median error", "mean error x" and "mean error y", in pixels, of seen joints of people who
        are found (box IoU from 0.5 up), those under 5 pixels for the signed means; "on the twin",
        the share of elbows, wrists, knees and ankles nearer to the other side's.
    """
    device = next(detector.parameters()).device
    detector.eval()
    offsets, twins = [], []
    for index in range(len(scenes)):
        image, target = scenes[index]
        (found,) = detector([image.to(device)])
        for guess, truth in matched(found, target):
            seen = truth[:, 2] == 2
            offsets.append((guess[:, :2] - truth[:, :2])[seen])  # (S, 2)
            twins += swapped(guess, truth)
    off = torch.cat(offsets) if offsets else torch.zeros(0, 2)
    lengths = off.norm(dim=1)
    close = off[lengths < 5].mean(dim=0).tolist()
    return {
        "median error": round(median(lengths.tolist()), 3) if len(off) else float("nan"),
        "mean error x": round(close[0], 3),
        "mean error y": round(close[1], 3),
        "on the twin": round(sum(twins) / len(twins), 4) if twins else float("nan"),
    }


def matched(found: dict[str, Tensor], target: dict[str, Tensor]) -> Sequence[tuple[Tensor, Tensor]]:
    """Keypoints (17, 3) found and true, of each person whose best box overlaps by half."""
    if not len(found["boxes"]):
        return []
    best, which = box_iou(target["boxes"], found["boxes"].cpu()).max(dim=1)  # (G,) each
    points = found["keypoints"].cpu()
    return [(points[which[g]], target["keypoints"][g]) for g in range(len(best)) if best[g] >= 0.5]


def swapped(guess: Tensor, truth: Tensor) -> list[bool]:
    """Of each limb's joint that is seen on both sides, whether it is nearer to the other one."""
    answers = []
    for left, right in LEFT_AND_RIGHT:
        if truth[left, 2] == truth[right, 2] == 2:
            for own, other in ((left, right), (right, left)):
                to_own = (guess[own, :2] - truth[own, :2]).norm()
                to_other = (guess[own, :2] - truth[other, :2]).norm()
                answers.append(bool(to_other < to_own))
    return answers
