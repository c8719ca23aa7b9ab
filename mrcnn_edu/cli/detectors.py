"""Which detector a command works with: by its name, or by the file of its weights."""

import argparse
from pathlib import Path

import torch

from mrcnn_edu.cli.download import WEIGHTS
from mrcnn_edu.cli.sizes import sizes_for
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.faster_rcnn import faster_rcnn_resnet50_fpn
from mrcnn_edu.detectors.keypoint_rcnn import keypoint_rcnn_resnet50_fpn
from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.detectors.weight_files import metadata_of, read_state_dict

BUILDERS = {
    "mask_rcnn_resnet50_fpn": mask_rcnn_resnet50_fpn,
    "mask_rcnn_tiny": mask_rcnn_tiny,
    "faster_rcnn_resnet50_fpn": faster_rcnn_resnet50_fpn,
    "keypoint_rcnn_resnet50_fpn": keypoint_rcnn_resnet50_fpn,
}
DETECTOR = "detector"  # the entry of a .safetensors file that names the builder
USUAL = "mask_rcnn_resnet50_fpn"
SHIPPED = "mask_rcnn_tiny/weights.safetensors"
CLASSES_BIAS = "roi_heads.box_predictor.cls_score.bias"  # one number for each class


def add_detector_options(parser: argparse.ArgumentParser, *, weights_help: str) -> None:
    """The options that ``read_detector`` and ``sizes.typed_sizes`` look at."""
    parser.add_argument("--detector", choices=BUILDERS, help=f"default: the file's, or {USUAL}")
    parser.add_argument("--weights", metavar="FILE", help=weights_help)
    parser.add_argument(
        "--min-size",
        type=int,
        nargs="+",
        help="pixels of an image's shorter side; evaluate and predict know what train was given",
    )
    parser.add_argument("--max-size", type=int, help="pixels of its longer side at most")
    parser.add_argument("--device", help="cpu, cuda or cuda:1; default: a GPU if there is one")


def read_detector(chosen: argparse.Namespace) -> TwoStageDetector:
    """A trained detector, ready to detect.

    Args:
        chosen: with what ``add_detector_options`` adds. Without ``weights``, it is the small one
            that ships with the course. Without "min_size" and "max_size", it brings images to the
            sizes that it was trained with, if the file tells them.

    Returns:
        The detector on its device, in inference mode, with the names of its classes.

    Raises:
        OSError: if the file cannot be read or downloaded.
        ValueError: if it does not hold a detector of that name, or torch cannot use the device.
    """
    device = device_of(chosen, "cuda" if torch.cuda.is_available() else "cpu")
    weights = chosen.weights or shipped(SHIPPED)
    told = _name_of(weights, chosen.weights is None)
    name = chosen.detector or told or USUAL
    if told is not None and name != told:
        raise ValueError(
            f"{weights} holds a {told}, not a {name}; leave --detector out, or give --weights"
        )
    num_classes = _number_of_classes(weights, name)
    sizes = sizes_for(chosen, metadata_of(Path(weights)))
    detector = BUILDERS[name](num_classes, weights=str(weights), **sizes)
    return detector.eval().to(device)


def device_of(chosen: argparse.Namespace, usual: torch.device | str) -> torch.device:
    """The device that was chosen, once torch has put a number there and read it back.

    Args:
        chosen: with "device", None for the usual one.
        usual: which is there.

    Raises:
        ValueError: if torch cannot use it.

    Example:
        >>> device_of(argparse.Namespace(device=None), "cpu")
        device(type='cpu')
    """
    if chosen.device is None:
        return torch.device(usual)
    try:
        device = torch.device(chosen.device)
        torch.zeros(1, device=device).item()
    except torch.OutOfMemoryError:
        raise  # the device is there, and full
    except (AssertionError, RuntimeError) as error:  # torch's answers to a device that is not
        kind = torch.accelerator.current_accelerator(check_available=True)
        others = [f"{kind}:{i}" for i in range(torch.accelerator.device_count())]
        raise ValueError(
            f"--device must be one that torch can use here, got {chosen.device!r}; give"
            f" {' or '.join(['cpu', *others])}, or leave it out"
        ) from error
    return device


def _name_of(weights: str | Path, is_shipped: bool) -> str | None:
    """The builder that a file names, or None if it does not."""
    if is_shipped:
        return "mask_rcnn_tiny"
    name = None if weights == "COCO_V1" else metadata_of(Path(weights)).get(DETECTOR)
    if name is not None and name not in BUILDERS:
        raise ValueError(f"{weights} is for {name!r}, not for one of {', '.join(BUILDERS)}")
    return name


def _number_of_classes(weights: str | Path, name: str) -> int:
    """How many classes a file tells apart, with the background."""
    if weights == "COCO_V1":
        # A builder without published weights will say so, whatever the number.
        return len(WEIGHTS[name].class_names) if name in WEIGHTS else 2
    in_file = read_state_dict(Path(weights))
    if CLASSES_BIAS not in in_file:
        raise ValueError(
            f"{weights} does not hold a whole detector, it lacks {CLASSES_BIAS}; weights of a"
            " backbone alone go to train --backbone"
        )
    return len(in_file[CLASSES_BIAS])
