"""Which images and annotations a command works on: a folder of your own, or a known data set."""

import argparse

from mrcnn_edu.coco.folder import CocoFolder, check_keypoints
from mrcnn_edu.coco.format import KEYPOINTS
from mrcnn_edu.coco.problems import BoxesAloneError, without_advice
from mrcnn_edu.data.balloon import balloon

BALLOON = {"balloon-train": "train", "balloon-val": "val"}


def add_data_options(
    parser: argparse.ArgumentParser, *, title: str = "data", prefix: str = ""
) -> None:
    """The options that ``read_dataset`` looks at.

    Args:
        parser: of a command.
        title: what stands above them in the help.
        prefix: in front of each option's name, such as "val-".
    """
    how = f"either --{prefix}images and --{prefix}annotations, or --{prefix}data"
    data = parser.add_argument_group(title, how)
    data.add_argument(f"--{prefix}images", metavar="FOLDER", help="the folder of the images")
    data.add_argument(
        f"--{prefix}annotations", metavar="JSON", help="what is on them, in COCO's format"
    )
    data.add_argument(f"--{prefix}data", choices=BALLOON, help="a part of the balloon data set")


def is_chosen(chosen: argparse.Namespace, *, prefix: str = "") -> bool:
    """Whether any data were chosen with the options of this prefix."""
    return any(_options(chosen, prefix))


def read_dataset(
    chosen: argparse.Namespace,
    *,
    prefix: str = "",
    masks: bool = True,
    keypoints: bool = False,
) -> CocoFolder:
    """The images and annotations that were chosen.

    Args:
        chosen: with what ``add_data_options`` adds.
        prefix: in front of each option's name, such as "val-".
        masks: whether masks are wanted; what has none is then left out.
        keypoints: whether COCO's 17 keypoints of a body are wanted.

    Returns:
        The data set.

    Raises:
        OSError: if files are missing.
        ValueError: if the options do not go together, nothing in the files can be used, or
            keypoints are wanted and no object has any.
    """
    images, annotations, name = _options(chosen, prefix)
    pair = f"--{prefix}images and --{prefix}annotations"
    if name and (images or annotations):
        raise ValueError(f"give either --{prefix}data or {pair}")
    if name:
        dataset = balloon(BALLOON[name])
    elif images and annotations:
        dataset = _own(images, annotations, masks, keypoints)
    elif images or annotations:
        raise ValueError(f"{pair} go together: the folder and its JSON file")
    else:
        raise ValueError(
            f"say on what: --{prefix}images FOLDER --{prefix}annotations FILE.json, or"
            f" --{prefix}data NAME"
        )
    if keypoints:
        check_keypoints(dataset)
    return dataset


def _own(images: str, annotations: str, masks: bool, keypoints: bool) -> CocoFolder:
    """A folder of the user's, or what to type if no annotation fits."""
    number = KEYPOINTS if keypoints else 0
    try:
        return CocoFolder(images, annotations, masks=masks, num_keypoints=number)
    except BoxesAloneError as error:
        raise ValueError(
            f"{without_advice(str(error))}; for boxes alone choose --detector"
            " faster_rcnn_resnet50_fpn, without --augment copy-paste"
        ) from error


def _options(chosen: argparse.Namespace, prefix: str) -> tuple[str | None, ...]:
    """What was typed for the folder, the JSON and the name."""
    start = prefix.replace("-", "_")
    return tuple(getattr(chosen, start + name) for name in ("images", "annotations", "data"))
