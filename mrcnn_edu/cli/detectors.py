"""Which detector a command works with: by its name, or by the file of its weights."""

import argparse
from pathlib import Path

import torch

from mrcnn_edu.cli.numbers import whole
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.catalogue import CATALOGUE, open_detector
from mrcnn_edu.detectors.published import PUBLISHED_AS
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.detectors.weight_files import detector_in

USUAL = "mask_rcnn_resnet50_fpn"
SHIPPED, NAME_OF_SHIPPED = "mask_rcnn_tiny/weights.safetensors", "mask_rcnn_tiny"


def add_detector_options(parser: argparse.ArgumentParser, *, weights_help: str) -> None:
    """The options that ``read_detector`` looks at."""
    parser.add_argument("--detector", choices=CATALOGUE, help=f"default: the file's, or {USUAL}")
    parser.add_argument("--weights", metavar="FILE", help=weights_help)
    parser.add_argument(
        "--min-size",
        type=whole(1),
        nargs="+",
        help="pixels of an image's shorter side; evaluate and predict know what train was given",
    )
    parser.add_argument("--max-size", type=whole(1), help="pixels of its longer side at most")
    parser.add_argument("--device", help="cpu, cuda or cuda:1; default: a GPU if there is one")


def read_detector(chosen: argparse.Namespace) -> tuple[str, TwoStageDetector]:
    """A trained detector, ready to detect.

    Args:
        chosen: with what ``add_detector_options`` adds. Without ``weights``, it is the small one
            that ships with the course. Without "min_size" and "max_size", it brings images to the
            sizes that it was trained with, if the file tells them.

    Returns:
        Its name in the catalogue, and the detector on its device, in inference mode.

    Raises:
        OSError: if the file cannot be read or downloaded.
        ValueError: if it does not hold a detector of that name, or torch cannot use the device.
    """
    device = device_of(chosen.device, "cuda" if torch.cuda.is_available() else "cpu")
    name, weights = _name_and_weights(chosen.detector, chosen.weights)
    detector = open_detector(
        name if weights in PUBLISHED_AS else Path(weights),
        name,
        min_size=chosen.min_size,
        max_size=chosen.max_size,
    )
    return name, detector.to(device)


def device_of(name: str | None, usual: torch.device | str) -> torch.device:
    """The device that was chosen, once torch has put a number there and read it back.

    Args:
        name: what was typed, None for the usual one.
        usual: which is there.

    Raises:
        ValueError: if torch cannot use it.

    Example:
        >>> device_of(None, "cpu")
        device(type='cpu')
    """
    if name is None:
        return torch.device(usual)
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).item()
    except torch.OutOfMemoryError:
        raise  # the device is there, and full
    except (AssertionError, RuntimeError) as error:  # torch's answers to a device that is not
        kind = torch.accelerator.current_accelerator(check_available=True)
        others = [f"{kind}:{i}" for i in range(torch.accelerator.device_count())]
        raise ValueError(
            f"--device must be one that torch can use here, got {name!r}; give"
            f" {' or '.join(['cpu', *others])}, or leave it out"
        ) from error
    return device


def _name_and_weights(name: str | None, weights: str | None) -> tuple[str, str]:
    """Which detector is meant, and where its weights lie."""
    if weights is None:
        if name not in (None, NAME_OF_SHIPPED):
            raise ValueError(
                f"{shipped(SHIPPED)} holds a {NAME_OF_SHIPPED}, not a {name}; leave --detector out,"
                " or give --weights"
            )
        return NAME_OF_SHIPPED, str(shipped(SHIPPED))
    told = None if weights in PUBLISHED_AS else detector_in(Path(weights))
    return name or told or USUAL, weights
