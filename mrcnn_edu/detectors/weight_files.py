"""Files of weights: which ones torchvision published, and how to read one without trusting it.

A .pth file is a pickle, which can run any program when it is read; ``weights_only`` allows tensors
and nothing else. A .safetensors file is a table of names and places, and then the numbers.
"""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor

from mrcnn_edu.detectors.coco_names import COCO_CATEGORIES, COCO_PERSON_CATEGORIES

CLASS_NAMES = "class_names"  # the entry of a .safetensors file: a list in JSON
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


def read_state_dict(path: Path) -> dict[str, Tensor]:
    """Names and tensors of a file .pth or .safetensors, on the CPU; nothing in it is run.

    Args:
        path: of the file.

    Returns:
        A plain dict.

    Raises:
        FileNotFoundError: if there is none.
        ValueError: if it is damaged, or holds something else.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"there is no file of weights {path}; give the path of a file .pth or .safetensors,"
            " not of its folder, or COCO_V1 where torchvision published some"
        )
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file fails in a dozen ways, wherever it is damaged
        raise ValueError(
            f"{path} cannot be read as weights, it may be cut off or something else than tensors"
            f" ({str(error).partition('. ')[0]})"
        ) from error
    if not isinstance(found, dict) or not all(isinstance(v, Tensor) for v in found.values()):
        holds = ", ".join(map(str, list(found)[:5])) if isinstance(found, dict) else type(found)
        raise ValueError(
            f"{path} must hold a state dict, names and tensors, got {holds}; of a checkpoint save"
            " the model's part alone: torch.save(checkpoint['model'], ...)"
        )
    return dict(found)


def metadata_of(path: Path) -> dict[str, str]:
    """What a file .safetensors tells beside its weights; nothing of any other.

    Args:
        path: of a file that ``read_state_dict`` can read.

    Raises:
        ValueError: if it is damaged.
    """
    if path.suffix != ".safetensors":
        return {}
    try:
        with safe_open(path, framework="pt") as file:
            return dict(file.metadata() or {})
    except (OSError, SafetensorError) as error:
        raise ValueError(f"{path} cannot be read as weights: {error}") from error


def class_names_in(path: Path) -> tuple[str, ...] | None:
    """The names of the classes that a file tells beside its weights.

    Args:
        path: of a file that ``read_state_dict`` can read.

    Returns:
        "background" first, or None if the file does not say.
    """
    names = metadata_of(path).get(CLASS_NAMES)
    if not names:
        return None
    if not names.startswith("["):  # as in the file that ships, which is older
        return tuple(names.split(", "))
    return tuple(json.loads(names))


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
