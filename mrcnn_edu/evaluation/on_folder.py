"""A detector evaluated on a folder in COCO's format: its classes by name, its images by their ids.

Boxes, masks and keypoints are evaluated each without the others: beside another shape, COCO would
measure the area of a result by that one.
"""

from collections.abc import Sequence

from torch import Tensor, nn

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.coco.format import SHAPES, Entry
from mrcnn_edu.evaluation.class_names import Relabelled
from mrcnn_edu.evaluation.coco_eval import average_precisions, evaluate_coco
from mrcnn_edu.evaluation.detector import collect_results

SHORT = {"bbox": "box", "segm": "mask", "keypoints": "keypoint"}


def shapes_of(finds: Sequence[str]) -> list[str]:
    """What a detector finds, by COCO's names.

    Args:
        finds: by the names of targets, as the catalogue of detectors has it.

    Example:
        >>> shapes_of(("boxes", "masks"))
        ['bbox', 'segm']
    """
    return [shape for shape, names in SHAPES.items() if names.tensor in finds]


def headline_numbers(
    detector: nn.Module, dataset: CocoFolder, shapes: Sequence[str], labels: Tensor
) -> dict[str, float]:
    """AP and AP50 of each shape: "box_AP", "box_AP50", "mask_AP" and so on; AP of each class.

    Args:
        detector: takes a list of images, and in inference gives a list of dicts.
        dataset: that it is evaluated on.
        shapes: "bbox", "segm" or "keypoints", which the detector must find.
        labels: (K,), from ``labels_in``: what each of its labels is in the data set.

    Returns:
        The numbers by name. Where several classes have objects, also the AP of each, for the last
        of the shapes: "mask_AP/circle", "mask_AP/square".
    """
    results = results_by_shape(detector, dataset, shapes, labels, progress=True)
    every = {s: evaluate_coco(dataset.coco, results[s], s) for s in shapes}
    numbers = {f"{SHORT[s]}_{name}": every[s][name] for s in shapes for name in ("AP", "AP50")}
    by_class = average_precisions(dataset.coco, results[shapes[-1]], shapes[-1])
    if len(by_class) > 1:
        ids = [category["id"] for category in dataset.categories]
        names = dict(zip(ids, dataset.class_names[1:], strict=True))
        numbers |= {f"{SHORT[shapes[-1]]}_AP/{names[k]}": ap for k, ap in by_class.items()}
    return numbers


def results_by_shape(
    detector: nn.Module,
    dataset: CocoFolder,
    shapes: Sequence[str],
    labels: Tensor,
    *,
    progress: bool = False,
) -> dict[str, list[Entry]]:
    """What a detector finds, as COCO results with the images' own ids, for each shape.

    Args:
        detector: takes a list of images, and in inference gives a list of dicts.
        dataset: that it is evaluated on.
        shapes: "bbox", "segm" or "keypoints", which the detector must find.
        labels: (K,), from ``labels_in``: what each of its labels is in the data set.
        progress: whether to show a bar while it goes on.

    Returns:
        By shape, results for ``evaluate_coco`` beside ``dataset.coco``.
    """
    relabelled = Relabelled(detector, labels)
    _, results = collect_results(
        relabelled,
        dataset,
        None,
        batch_size=1,
        categories=dataset.categories,
        progress=progress,
    )
    ids = [image["id"] for image in dataset.coco["images"]]
    for result in results:
        result["image_id"] = ids[result["image_id"] - 1]  # numbered from 1 in their order
    return {shape: [only(result, shape) for result in results] for shape in shapes}


def only(result: Entry, shape: str) -> Entry:
    """A result with one shape alone.

    Args:
        result: COCO's.
        shape: "bbox", "segm" or "keypoints".

    Example:
        >>> only({"bbox": [0, 0, 1, 1], "segmentation": {}, "score": 0.5}, "segm")
        {'segmentation': {}, 'score': 0.5}
    """
    others = {names.field for other, names in SHAPES.items() if other != shape}
    return {key: value for key, value in result.items() if key not in others}
