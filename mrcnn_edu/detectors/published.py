"""The weights that torchvision published, what their labels mean, and how they come here.

COCO numbers its categories from 1 to 90 and leaves out ten of those numbers, which were kinds of
things that nobody labelled in the end. They keep their places here, as "N/A".
"""

import hashlib
import os
from pathlib import Path
from typing import Any, NamedTuple

import torch

_NAMES = """
background, person, bicycle, car, motorcycle,
airplane, bus, train, truck, boat, traffic light, fire hydrant, N/A, stop sign, parking meter,
bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, N/A, backpack,
umbrella, N/A, N/A, handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite,
baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, N/A, wine glass, cup,
fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza,
donut, cake, chair, couch, potted plant, bed, N/A, dining table, N/A, N/A, toilet, N/A, tv,
laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, refrigerator, N/A,
book, clock, vase, scissors, teddy bear, hair drier, toothbrush
"""

COCO_CATEGORIES = tuple(name.strip() for name in _NAMES.split(","))

COCO_PERSON_CATEGORIES = ("background", "person")

PUBLISHED_AS = ("COCO_V1", "DEFAULT")  # what torchvision calls them
SITE = "https://download.pytorch.org/models/"


class Published(NamedTuple):
    """Weights that torchvision published.

    Attributes:
        file: its name, which ends in the first eight digits of its SHA-256.
        class_names: what the labels of a detector mean, "background" first.
    """

    file: str
    class_names: tuple[str, ...]

    @property
    def digits(self) -> str:
        """The first digits of the file's SHA-256."""
        return self.file.removesuffix(".pth").rpartition("-")[2]


FASTER_RCNN = Published("fasterrcnn_resnet50_fpn_coco-258fb6c6.pth", COCO_CATEGORIES)
MASK_RCNN = Published("maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth", COCO_CATEGORIES)
KEYPOINT_RCNN = Published("keypointrcnn_resnet50_fpn_coco-fc266e95.pth", COCO_PERSON_CATEGORIES)
RESNET50 = Published("resnet50-0676ba61.pth", ())  # of ImageNet, for load_backbone


def find_weights(weights: Any, published: Published | None = None) -> Path:
    """The file that is meant by what builders take as ``weights``.

    Args:
        weights: a path; or "COCO_V1" or "DEFAULT"; or torchvision's enum, such as
            ``MaskRCNN_ResNet50_FPN_Weights.COCO_V1``.
        published: which file torchvision published for this detector; None for none.

    Returns:
        The path, of a published file in torch's cache.

    Raises:
        OSError: if it cannot be downloaded; the message says what to put where.
        TypeError: if ``weights`` is none of these.
        ValueError: if none are published, or the enum is another detector's.

    Example:
        >>> find_weights("runs/mine/weights.safetensors").name
        'weights.safetensors'
    """
    url = getattr(weights, "url", None)  # of an enum
    if isinstance(url, str) and (published is None or not url.endswith(f"/{published.file}")):
        ours = f"the published ones are {published.file}" if published else "none are published"
        raise ValueError(
            f"weights {weights} are {url.rpartition('/')[2]}, not those of this detector, for which"
            f" {ours}; pass a path"
        )
    if isinstance(url, str) or weights in PUBLISHED_AS:
        if published is None:
            raise ValueError(
                f"weights {weights!r} are not published for this detector; pass a path"
            )
        return fetch(published)
    if not isinstance(weights, str | os.PathLike):
        raise TypeError(
            "weights must be a path, 'COCO_V1' or torchvision's enum, got"
            f" {type(weights).__name__}; load a state dict by detector.load_state_dict"
        )
    return Path(weights)


def fetch(published: Published) -> Path:
    """Where a published file lies in torch's cache; downloads it if it does not lie there yet.

    Args:
        published: which one.

    Returns:
        Its path. Its SHA-256 begins as its name says.

    Raises:
        OSError: if it cannot be downloaded; the message says what to put where.
        ValueError: if the file in the cache is another.
    """
    path = Path(torch.hub.get_dir()) / "checkpoints" / published.file
    if not path.is_file():
        _download(published, path)
    if not _sha256(path).startswith(published.digits):
        raise ValueError(
            f"{path} is damaged: its SHA-256 does not begin with {published.digits}, as its name"
            " says; delete it, and it will be downloaded again"
        )
    return path


def _download(published: Published, path: Path) -> None:
    # Here, so that whoever only reads or runs a detector needs no library for the web.
    from mrcnn_edu.files.download import download

    try:
        download(SITE + published.file, path, sha256=published.digits)
    except OSError as error:
        raise OSError(f"{error}, or pass the path of one as weights=") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
