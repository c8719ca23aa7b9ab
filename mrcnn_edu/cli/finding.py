"""What a detector finds on one photograph, in little memory: masks are pasted one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mrcnn_edu.coco.run_lengths import encode_part
from mrcnn_edu.coco.writing import detections_to_coco
from mrcnn_edu.detectors.two_stage import PasteMasks, TwoStageDetector
from mrcnn_edu.ops.masks import paste_masks

MASK_THRESHOLD = 0.5
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
    with torch.inference_mode(), small_masks(detector):
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


@contextmanager
def small_masks(detector: TwoStageDetector) -> Iterator[None]:
    """Have a detector leave its masks as small as they are.

    Args:
        detector: which pastes them again afterwards.
    """
    paste, detector.paste = detector.paste, None
    try:
        yield
    finally:
        detector.paste = paste


def results_of(
    found: Found,
    size: tuple[int, int],
    image_id: Any,
    *,
    paste: PasteMasks = paste_masks,
) -> list[dict[str, Any]]:
    """COCO results of one photograph.

    Args:
        found: from ``detect``; D detections.
        size: (height, width) of the photograph.
        image_id: its id.
        paste: makes a mask as large as the photograph.

    Returns:
        D dicts, in order, with labels as category ids.

    Raises:
        ValueError: if a number is not finite.
    """
    entries = detections_to_coco(
        [{name: values for name, values in found.items() if name != "masks"}], image_ids=[image_id]
    )
    if "masks" in found:
        for i, entry in enumerate(entries):
            part, corner = mask_part(found["masks"][[i]], found["boxes"][[i]], size, paste)
            entry["segmentation"] = encode_part(part, corner, size)
    return entries


def mask_part(
    mask: Tensor, box: Tensor, size: tuple[int, int], paste: PasteMasks = paste_masks
) -> tuple[NDArray[np.bool_], tuple[int, int]]:
    """The pixels of one mask, and where they are.

    Args:
        mask: (1, 1, M, M), probabilities.
        box: (1, 4), xyxy in pixels.
        size: (height, width) of the photograph.
        paste: makes the mask as large as the photograph; memory of pixels that it leaves at 0 is
            not touched here.

    Returns:
        (h, w), bool, of the pixels round the box, and the (top, left) of the first of them.
    """
    x1, y1, x2, y2 = box[0].tolist()
    beyond = (max(x2 - x1, y2 - y1) / mask.shape[-1]) + 2  # a mask fades out over half a cell
    top, left = (int(max(0, start - beyond)) for start in (y1, x1))
    bottom, right = int(max(0, y2 + beyond)), int(max(0, x2 + beyond))
    pasted = paste(mask, box, size)[0, 0, top:bottom, left:right]
    return (pasted > MASK_THRESHOLD).numpy(), (top, left)
