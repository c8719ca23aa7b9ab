"""Which images and annotations a command works on: a folder of your own, or a known data set."""

import argparse

from mrcnn_edu.data.balloon import balloon
from mrcnn_edu.data.coco import CocoFolder

BALLOON = {"balloon-train": "train", "balloon-val": "val"}


def add_data_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """The options that ``read_dataset`` looks at."""
    data = parser.add_argument_group("data", "either --images and --annotations, or --data")
    data.add_argument("--images", metavar="FOLDER", help="the folder of the images")
    data.add_argument("--annotations", metavar="JSON", help="what is on them, in COCO's format")
    data.add_argument("--data", choices=BALLOON, help="a part of the balloon data set")
    parser.set_defaults(data_required=required)


def read_dataset(chosen: argparse.Namespace, *, masks: bool = True) -> CocoFolder | None:
    """The images and annotations that were chosen.

    Args:
        chosen: with what ``add_data_options`` adds.
        masks: whether the detector draws masks.

    Returns:
        The data set, or None if none was chosen and none is required.

    Raises:
        OSError: if files are missing.
        ValueError: if the options do not go together, or nothing in the files can be used.
    """
    if chosen.data and (chosen.images or chosen.annotations):
        raise ValueError("give either --data or --images and --annotations")
    if chosen.data:
        return balloon(BALLOON[chosen.data])
    if bool(chosen.images) != bool(chosen.annotations):
        raise ValueError("--images and --annotations go together: the folder and its JSON file")
    if chosen.images:
        return CocoFolder(chosen.images, chosen.annotations, masks=masks)
    if chosen.data_required:
        raise ValueError("say on what: --images FOLDER --annotations FILE.json, or --data NAME")
    return None
