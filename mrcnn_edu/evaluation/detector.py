"""What a detector is worth on a data set, in COCO's numbers.

The training loop takes evaluation as an argument and knows nothing of COCO; give it what stands
here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from tqdm import tqdm

from mrcnn_edu.coco.format import Entry
from mrcnn_edu.coco.writing import targets_to_coco
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.small_masks import masks_left_small, results_of
from mrcnn_edu.ops.checks import check_integer


class DetectionDataset(Protocol):
    """Images with targets, by number."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, index: int, /) -> tuple[Tensor, Mapping[str, Tensor]]:
        """An image (3, H, W) and its target."""


def evaluate_detector(
    detector: nn.Module,
    dataset: DetectionDataset,
    iou_type: str = "segm",
    *,
    batch_size: int = 4,
    categories: Sequence[Entry] | None = None,
) -> dict[str, float]:
    """COCO's numbers for what a detector finds in every image of a data set.

    Args:
        detector: takes a list of images, and in inference gives a list of dicts. One whose
            ``takes_proposals`` is true is told where to look: ``proposals=[...]``.
        dataset: pairs of an image (3, H, W), from 0 to 1, and a target: a dict with "boxes"
            (G, 4), xyxy in pixels, "labels" (G,), from 1 up, and where there are any "masks"
            (G, H, W), "keypoints" (G, P, 3) and "iscrowd" (G,), not 0 for a crowd; and with
            "proposals" (R, 4), xyxy in pixels, for a detector that takes them.
        iou_type: what is compared: "bbox", "segm" or "keypoints".
        batch_size: images that the detector sees at a time.
        categories: COCO's; None for those that the targets have, with the label as id.

    Returns:
        The numbers by name, as ``evaluate_coco`` gives them. The detector is left in the mode,
        training or not, in which it was.

    Raises:
        TypeError: if a target or what is found does not hold tensors of the right kinds, or
            ``batch_size`` is not a whole number.
        ValueError: if lengths or shapes do not fit, a number is not finite, a label has no
            category, proposals are missing, or ``batch_size`` is below 1.

    Example:
        >>> class Knows(nn.Module):  # a detector that always finds the same
        ...     def forward(self, images):
        ...         return [{**target, "scores": torch.tensor([0.9])} for _ in images]
        >>> target = {"boxes": torch.tensor([[2.0, 2, 9, 9]]), "labels": torch.tensor([1])}
        >>> dataset = [(torch.rand(3, 16, 16), target)] * 3
        >>> round(evaluate_detector(Knows(), dataset, "bbox")["AP"], 3)
        1.0
    """
    ground_truth, results = collect_results(
        detector, dataset, iou_type, batch_size=batch_size, categories=categories
    )
    return evaluate_coco(ground_truth, results, iou_type)


def collect_results(
    detector: nn.Module,
    dataset: DetectionDataset,
    iou_type: str | None = "segm",
    *,
    batch_size: int = 4,
    categories: Sequence[Entry] | None = None,
    progress: bool = False,
) -> tuple[Entry, list[Entry]]:
    """A data set as a COCO ground truth, and what a detector finds in it as COCO results.

    Images are numbered from 1 in the data set's order. Masks are pasted and encoded one at a time,
    so that the pixels of one alone are in memory.

    Args:
        detector: takes a list of images, and in inference gives a list of dicts. One whose
            ``takes_proposals`` is true is told where to look: ``proposals=[...]``.
        dataset: pairs of an image (3, H, W), from 0 to 1, and a target: a dict with "boxes"
            (G, 4), xyxy in pixels, "labels" (G,), from 1 up, and where there are any "masks"
            (G, H, W), "keypoints" (G, P, 3) and "iscrowd" (G,), not 0 for a crowd; and with
            "proposals" (R, 4), xyxy in pixels, for a detector that takes them.
        iou_type: the shape that is written: "bbox", "segm" or "keypoints"; None for all that there
            are.
        batch_size: images that the detector sees at a time.
        categories: COCO's; None for those that the targets have, with the label as id.
        progress: whether to show a bar while it goes on.

    Returns:
        The dict and the list that ``evaluate_coco`` and ``explain_errors`` take.

    Raises:
        TypeError: if a target or what is found does not hold tensors of the right kinds, or
            ``batch_size`` is not a whole number.
        ValueError: if lengths or shapes do not fit, a number is not finite, a label has no
            category, proposals are missing, or ``batch_size`` is below 1.

    Example:
        >>> truth, results = collect_results(nn.Identity(), [], "bbox")
        >>> truth["images"], results
        ([], [])
    """
    check_integer("batch_size", batch_size, 1)
    ground_truth: Entry = {"images": [], "annotations": [], "categories": []}
    results: list[Entry] = []
    found_categories: dict[Any, Entry] = {}
    was_training = detector.training
    detector.eval()
    bar = tqdm(total=len(dataset), desc="evaluating", leave=False, disable=not progress)
    to_write: dict[str, Any] = {"categories": categories, "iou_type": iou_type}
    try:
        with masks_left_small(detector) as paste:
            for ids, images, targets in _batches(dataset, batch_size):
                sizes = [(image.shape[1], image.shape[2]) for image in images]
                truth = targets_to_coco(targets, sizes, categories=categories, image_ids=ids)
                ground_truth["images"] += truth["images"]
                ground_truth["annotations"] += truth["annotations"]
                found_categories |= {category["id"]: category for category in truth["categories"]}
                found = _detect(detector, images, targets)
                for of_image, size, image_id in zip(found, sizes, ids, strict=True):
                    results += results_of(of_image, size, image_id, paste=paste, **to_write)
                bar.update(len(ids))
    finally:
        bar.close()
        detector.train(was_training)
    for number, annotation in enumerate(ground_truth["annotations"], start=1):
        annotation["id"] = number  # each batch counted from 1
    ground_truth["categories"] = [found_categories[k] for k in sorted(found_categories)]
    return ground_truth, results


def _batches(
    dataset: DetectionDataset, batch_size: int
) -> Iterator[tuple[list[int], list[Tensor], list[Mapping[str, Tensor]]]]:
    """The numbers, from 1 up, the images and the targets of one batch after another."""
    for start in range(0, len(dataset), batch_size):
        numbers = range(start, min(start + batch_size, len(dataset)))
        pairs = [dataset[n] for n in numbers]
        yield [n + 1 for n in numbers], [p[0] for p in pairs], [p[1] for p in pairs]


def _detect(
    detector: nn.Module, images: Sequence[Tensor], targets: Sequence[Mapping[str, Tensor]]
) -> list[dict[str, Tensor]]:
    """What the detector finds, on the device where its weights are."""
    device = next(detector.parameters(), torch.empty(0)).device
    images = [image.to(device) for image in images]
    found: list[dict[str, Tensor]]
    with torch.inference_mode():
        if getattr(detector, "takes_proposals", False):
            found = detector(images, proposals=[_proposals(t).to(device) for t in targets])
        else:
            found = detector(images)
    return found


def _proposals(target: Mapping[str, Tensor]) -> Tensor:
    """Where to look, (R, 4), as the data set says it."""
    if "proposals" not in target:
        raise ValueError(
            "targets must hold 'proposals' for a detector that looks where it is told to, got"
            f" {', '.join(target)}; add boxes (R, 4), or evaluate a detector with an RPN"
        )
    return target["proposals"]
