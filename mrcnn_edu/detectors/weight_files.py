"""Files of weights: written with what is needed to open them again, and read without trust.

A .pth file is a pickle, which can run any program when it is read; ``weights_only`` allows tensors
and nothing else. A .safetensors file is a table of names and places, and then the numbers. Those
that we write tell beside their numbers which detector they are of, what its classes are called, and
to which sizes it brings images: one that learned from images with a shorter side of 400 pixels
finds less in others.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor

from mrcnn_edu.files.whole import write_whole

# What a .safetensors file of ours tells.
DETECTOR = "detector"  # the name of its builder
CLASS_NAMES = "class_names"  # a list in JSON
MIN_SIZE, MAX_SIZE = "min_size", "max_size"  # pixels; of several shorter sides, a row with commas


def write_weights(
    path: Path,
    weights: Mapping[str, Tensor],
    *,
    detector: str,
    class_names: Sequence[str] | None,
    min_size: Sequence[int],
    max_size: int,
) -> None:
    """Write the weights of a detector, and what is needed to open them again.

    Args:
        path: of a file .safetensors; its folder is there.
        weights: a state dict, on any device. Those that stand in it twice are written twice.
        detector: the name of its builder.
        class_names: what its labels mean, "background" first; None if nobody knows.
        min_size: to what an image's shorter side is brought, in pixels; one or several.
        max_size: what its longer side may become.

    Raises:
        OSError: if it cannot be written; an older file is then as it was.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "a.safetensors")
        ...     weights = {"a": torch.ones(1)}
        ...     names = ("background", "cup, full")
        ...     write_weights(
        ...         path, weights, detector="tiny", class_names=names, min_size=(64,), max_size=96
        ...     )
        ...     detector_in(path), class_names_in(path), sizes_in(path)
        ('tiny', ('background', 'cup, full'), ((64,), 96))
    """
    state = {key: value.detach().clone().contiguous().cpu() for key, value in weights.items()}
    told = {DETECTOR: detector, MIN_SIZE: ", ".join(map(str, min_size)), MAX_SIZE: str(max_size)}
    if class_names is not None:
        told[CLASS_NAMES] = json.dumps(list(class_names))
    # Written here, since what safetensors writes nobody else may read.
    write_whole(path, save(state, told))


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


def detector_in(path: Path) -> str | None:
    """The name of the builder that a file tells beside its weights.

    Args:
        path: of a file that ``read_state_dict`` can read.

    Returns:
        The name, which need not be one that we know; None if the file does not say.

    Raises:
        ValueError: if it is damaged.
    """
    return metadata_of(path).get(DETECTOR)


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


def sizes_in(path: Path) -> tuple[tuple[int, ...] | None, int | None]:
    """To which sizes images are brought, as a file tells beside its weights.

    Args:
        path: of a file that ``read_state_dict`` can read.

    Returns:
        The shorter sides and the longest longer one, in pixels; None for what the file does not
        say.

    Raises:
        ValueError: if the file is damaged, or tells of sizes that are none.
    """
    told = metadata_of(path)
    shorter, longer = (_numbers(told, name, path) for name in (MIN_SIZE, MAX_SIZE))
    return shorter, longer[0] if longer else None


def _numbers(told: Mapping[str, str], name: str, path: Path) -> tuple[int, ...] | None:
    """The numbers of one of the two entries of sizes."""
    if name not in told:
        return None
    parts = told[name].split(", ")
    if not all(part.isdecimal() for part in parts) or (name == MAX_SIZE and len(parts) > 1):
        raise ValueError(
            f"{path} tells of {name} {told[name]!r}, which is no number of pixels; give min_size"
        )
    return tuple(map(int, parts))
