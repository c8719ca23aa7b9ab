"""The detectors by name: what builds each, what it finds, and how it is usually trained.

``open_detector`` gives a trained one, ``new_detector`` one that has everything to learn, and
``save_detector`` writes what the first then opens.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from mrcnn_edu.detectors.faster_rcnn import faster_rcnn_resnet50_fpn
from mrcnn_edu.detectors.keypoint_rcnn import keypoint_rcnn_resnet50_fpn
from mrcnn_edu.detectors.keypoint_rcnn_tiny import keypoint_rcnn_tiny
from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
from mrcnn_edu.detectors.mask_rcnn_c4 import mask_rcnn_resnet50_c4
from mrcnn_edu.detectors.mask_rcnn_c5 import mask_rcnn_resnet50_c5
from mrcnn_edu.detectors.published import FASTER_RCNN, KEYPOINT_RCNN, MASK_RCNN, Published
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny, mask_rcnn_tiny_c4, mask_rcnn_tiny_c5
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.detectors.weight_files import (
    detector_in,
    read_state_dict,
    sizes_in,
    write_weights,
)
from mrcnn_edu.detectors.weights import CLASSES_BIAS, without_prefix


class Known(NamedTuple):
    """A detector that has a name.

    Attributes:
        build: makes one of a number of classes.
        finds: what it is taught and finds: "boxes", and "masks" or "keypoints".
        min_size: what the shorter side of an image becomes, in pixels; of several, training draws.
        max_size: what its longer side may become.
        optimiser: which one it likes, "sgd" or "adamw".
        rate: the usual rate of that, with two images a step.
        published: the weights that torchvision published, if it did.
    """

    build: Callable[..., TwoStageDetector]
    finds: tuple[str, ...]
    min_size: tuple[int, ...]
    max_size: int
    optimiser: str
    rate: float
    published: Published | None = None


BOXES, MASKS, KEYPOINTS = ("boxes",), ("boxes", "masks"), ("boxes", "keypoints")
ONE_OF_SIX = (640, 672, 704, 736, 768, 800)

# Frozen norms and SGD go together, as in the papers; group norms learn, and like AdamW.
CATALOGUE = {
    "mask_rcnn_resnet50_fpn": Known(
        mask_rcnn_resnet50_fpn, MASKS, (800,), 1333, "sgd", 0.0025, MASK_RCNN
    ),
    "mask_rcnn_tiny": Known(mask_rcnn_tiny, MASKS, (256,), 400, "adamw", 0.0006),
    "faster_rcnn_resnet50_fpn": Known(
        faster_rcnn_resnet50_fpn, BOXES, (800,), 1333, "sgd", 0.0025, FASTER_RCNN
    ),
    "keypoint_rcnn_resnet50_fpn": Known(
        keypoint_rcnn_resnet50_fpn, KEYPOINTS, ONE_OF_SIX, 1333, "sgd", 0.0025, KEYPOINT_RCNN
    ),
    "mask_rcnn_resnet50_c4": Known(mask_rcnn_resnet50_c4, MASKS, (800,), 1333, "sgd", 0.0025),
    "mask_rcnn_resnet50_c5": Known(mask_rcnn_resnet50_c5, MASKS, (800,), 1333, "sgd", 0.0025),
    "mask_rcnn_tiny_c4": Known(mask_rcnn_tiny_c4, MASKS, (256,), 400, "adamw", 0.0006),
    "mask_rcnn_tiny_c5": Known(mask_rcnn_tiny_c5, MASKS, (256,), 400, "adamw", 0.0006),
    "keypoint_rcnn_tiny": Known(keypoint_rcnn_tiny, KEYPOINTS, (128,), 400, "adamw", 0.0006),
}


def open_detector(
    name_or_path: str | Path,
    name: str | None = None,
    *,
    min_size: int | Sequence[int] | None = None,
    max_size: int | None = None,
) -> TwoStageDetector:
    """A trained detector, ready to detect.

    Args:
        name_or_path: the path of a file of weights; or a name of the catalogue, for the weights
            that torchvision published, which are downloaded where they are not in the cache yet.
        name: of the catalogue, for a file that does not tell which detector it holds. Files of
            ``save_detector`` do.
        min_size: what the shorter side of an image becomes, in pixels; None for what it was in
            training, if the file tells, or else for what is usual.
        max_size: what its longer side may become, in pixels; None for 5/3 of ``min_size`` where
            that is given, and else for what it was in training, if the file tells, or what is
            usual.

    Returns:
        The detector in inference mode, on the CPU, with the names of its classes where they are
        known.

    Raises:
        OSError: if the file cannot be read or downloaded.
        ValueError: if it is damaged, holds another detector or none, or none are published.

    Example:
        >>> import tempfile
        >>> detector = new_detector("mask_rcnn_tiny", ("background", "cup"), min_size=64)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     save_detector(detector, f"{folder}/cups.safetensors", "mask_rcnn_tiny")
        ...     opened = open_detector(f"{folder}/cups.safetensors")
        >>> opened.class_names, opened.transform.min_size, opened.training
        (('background', 'cup'), (64,), False)
    """
    if str(name_or_path) in CATALOGUE:
        return _open_published(str(name_or_path), min_size, max_size)
    path = Path(name_or_path)
    name = _name_in(path, name)
    num_classes = _number_of_classes(path)
    told = (None, None) if min_size is not None else sizes_in(path)
    shorter, longer = choose_sizes(name, min_size, max_size, told)
    build = known(name).build
    return build(num_classes, weights=path, min_size=shorter, max_size=longer).eval()


def new_detector(
    name: str,
    class_names: Sequence[str],
    *,
    min_size: int | Sequence[int] | None = None,
    max_size: int | None = None,
) -> TwoStageDetector:
    """A detector with random weights, to be trained.

    Of a ResNet-50 the first layers and the norms stand still, as they should once
    ``backbone_weights.load_backbone`` has filled it; if nothing is loaded, call
    ``from_nothing.learn_from_nothing``.

    Args:
        name: of the catalogue.
        class_names: what its labels shall mean, "background" first.
        min_size: what the shorter side of an image becomes, in pixels; None for what is usual.
        max_size: what its longer side may become; None for what is usual, or 5/3 of ``min_size``
            where that is given.

    Raises:
        ValueError: if there is no detector of that name, or a number is out of its range.

    Example:
        >>> detector = new_detector("mask_rcnn_tiny", ("background", "cup"))
        >>> detector.roi_heads.num_classes, detector.class_names
        (2, ('background', 'cup'))
    """
    shorter, longer = choose_sizes(name, min_size, max_size)
    detector = known(name).build(len(class_names), min_size=shorter, max_size=longer)
    detector.class_names = tuple(class_names)
    return detector


def save_detector(detector: TwoStageDetector, path: str | Path, name: str) -> None:
    """Write a detector's weights, with all that ``open_detector`` needs.

    Args:
        detector: on any device, in any mode. The names of its classes and the sizes to which it
            brings images are written beside its weights.
        path: of a file .safetensors; its folder is there.
        name: of the catalogue, which one it is.

    Raises:
        OSError: if the file cannot be written; an older one is then as it was.
        ValueError: if there is no detector of that name, or the file is of another kind.
    """
    known(name)
    if Path(path).suffix != ".safetensors":
        raise ValueError(f"path must end in .safetensors, got {str(path)!r}")
    sizes = detector.transform
    write_weights(
        Path(path),
        detector.state_dict(),
        detector=name,
        class_names=detector.class_names,
        min_size=sizes.min_size,
        max_size=sizes.max_size,
    )


def known(name: str) -> Known:
    """What the catalogue says of a name.

    Args:
        name: of a detector.

    Raises:
        ValueError: if there is none.

    Example:
        >>> known("keypoint_rcnn_resnet50_fpn").finds
        ('boxes', 'keypoints')
    """
    if name not in CATALOGUE:
        raise ValueError(f"name must be one of {', '.join(CATALOGUE)}, got {name!r}")
    return CATALOGUE[name]


def choose_sizes(
    name: str,
    min_size: int | Sequence[int] | None,
    max_size: int | None,
    told: tuple[tuple[int, ...] | None, int | None] = (None, None),
) -> tuple[tuple[int, ...], int]:
    """To which sizes images are brought: as is asked for, as a file tells, or as is usual.

    A shorter side that is asked for brings a longer one of its own, so the file's does not count
    beside it.

    Args:
        name: of the catalogue.
        min_size: the shorter side or sides that are asked for, in pixels; None for no matter what.
        max_size: the longer side that is asked for, in pixels; None for no matter what.
        told: both, from a file of weights.

    Returns:
        The shorter sides, and the longest longer one.

    Example:
        >>> choose_sizes("mask_rcnn_resnet50_fpn", (480, 600), None)
        ((480, 600), 1000)
        >>> choose_sizes("mask_rcnn_resnet50_fpn", None, None, told=((64,), None))
        ((64,), 1333)
    """
    if min_size is not None:
        shorter = (min_size,) if isinstance(min_size, int) else tuple(min_size)
        longer = max(shorter) * 5 // 3  # 800 to 1333, as in the paper
    else:
        usual = known(name)
        shorter, longer = told[0] or usual.min_size, told[1] or usual.max_size
    return shorter, longer if max_size is None else max_size


def _open_published(
    name: str, min_size: int | Sequence[int] | None, max_size: int | None
) -> TwoStageDetector:
    """A detector with torchvision's weights."""
    build, published = CATALOGUE[name].build, CATALOGUE[name].published
    if published is None:
        raise ValueError(f"no weights are published for {name}; give the path of a file")
    shorter, longer = choose_sizes(name, min_size, max_size)
    classes = len(published.class_names)
    return build(classes, weights="COCO_V1", min_size=shorter, max_size=longer).eval()


def _name_in(path: Path, name: str | None) -> str:
    """Which detector a file holds, as it tells, and as is said."""
    told = detector_in(path)
    if told is not None and told not in CATALOGUE:
        raise ValueError(f"{path} is for {told!r}, not for one of {', '.join(CATALOGUE)}")
    if told is not None and name not in (None, told):
        raise ValueError(
            f"{path} holds a {told}, not a {name}; leave the detector's name out, or give other"
            " weights"
        )
    found = told or name
    if found is None:
        raise ValueError(f"{path} does not tell which detector it holds; give its name")
    return found


def _number_of_classes(path: Path) -> int:
    """How many classes a file tells apart, with the background."""
    in_file = without_prefix(read_state_dict(path, check=False), CLASSES_BIAS, path)
    if CLASSES_BIAS not in in_file:
        raise ValueError(
            f"{path} does not hold a whole detector, it lacks {CLASSES_BIAS}; weights of a"
            " backbone alone are what a training can begin with"
        )
    return len(in_file[CLASSES_BIAS])
