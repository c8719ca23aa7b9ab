"""What a detector finds on one photograph, its masks as small as its head makes them."""

from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.small_masks import masks_left_small

Found = dict[str, Tensor]


def limit(detector: TwoStageDetector, *, score: float, most: int | None) -> int:
    """Have a detector look for all that is wanted, also where it is usually content with less.

    Args:
        detector: that is changed.
        score: of which detections are wanted, or more.
        most: how many on an image; None for the detector's usual number.

    Returns:
        How many it finds on an image at most.
    """
    heads = detector.roi_heads
    heads.score_threshold = score - 1e-6  # above which a class counts as found
    if most is not None:
        heads.detections_per_image = most
        proposer: Any = detector.rpn
        if hasattr(proposer, "top_n"):
            in_training, in_inference = proposer.top_n
            proposer.top_n = in_training, max(in_inference, most)
    return heads.detections_per_image


def detect(detector: TwoStageDetector, image: Tensor, score: float) -> Found:
    """What is found with at least that score.

    Args:
        detector: in inference mode.
        image: (3, H, W), from 0 to 1.
        score: from 0 to 1.

    Returns:
        "boxes" (D, 4), "labels" (D,), "scores" (D,), and perhaps keypoints, or "masks"
        (D, 1, M, M), as small as the mask head makes them; all on the CPU.
    """
    device = next(detector.parameters()).device
    with torch.inference_mode(), masks_left_small(detector):
        (found,) = detector([image.to(device)])
    sure = found["scores"] >= score
    return {name: values[sure].cpu() for name, values in found.items()}


def is_strip(detector: TwoStageDetector, size: tuple[int, int]) -> bool:
    """Whether a photograph is so thin that it is shrunk to a line.

    Args:
        detector: which shrinks it.
        size: (height, width) of the photograph.
    """
    return min(size) * detector.transform.max_size < max(size)
