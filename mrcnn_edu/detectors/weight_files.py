"""Files of weights: written with what is needed to open them again, and read without trust.

A .safetensors file is a table of names and places, and then the numbers. Those that we write tell
beside their numbers which detector they are of, what its classes are called, and to which sizes it
brings images: one that learned from images with a shorter side of 400 pixels finds less in others.
They also hold a check sum of all that. ``pickled_weights.py`` reads files .pth.
"""

import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor

from mrcnn_edu.detectors.pickled_weights import read_pickled, without_wrappers
from mrcnn_edu.files.whole import write_whole

# What a .safetensors file of ours tells.
DETECTOR = "detector"  # the name of its builder
CLASS_NAMES = "class_names"  # a list in JSON, which begins with the background
BACKGROUND = "background"
MIN_SIZE, MAX_SIZE = "min_size", "max_size"  # pixels; of several shorter sides, a row with commas
SHA256 = "sha256"  # of everything else in the file
ABOUT = "__metadata__"  # where safetensors has all of these, in its table


def write_weights(
    path: Path,
    weights: Mapping[str, Tensor],
    *,
    detector: str,
    class_names: Sequence[str] | None,
    min_size: Sequence[int] | None = None,
    max_size: int | None = None,
) -> None:
    """Write the weights of a detector, and what is needed to open them again.

    Equal weights make equal files.

    Args:
        path: of a file .safetensors; its folder is there.
        weights: a state dict, on any device. Those that stand in it twice are written twice.
        detector: the name of its builder.
        class_names: what its labels mean, "background" first; None if nobody knows.
        min_size: to what an image's shorter side is brought, in pixels; one or several. None for a
            detector that leaves images as large as they are.
        max_size: what its longer side may become; None for no matter what.

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
        ...     detector_in(path), class_names_in(path, 2), sizes_in(path)
        ('tiny', ('background', 'cup, full'), ((64,), 96))
    """
    state = {key: value.detach().clone().contiguous().cpu() for key, value in weights.items()}
    told = {DETECTOR: detector}
    if min_size is not None:
        told[MIN_SIZE] = ", ".join(map(str, min_size))
    if max_size is not None:
        told[MAX_SIZE] = str(max_size)
    if class_names is not None:
        told[CLASS_NAMES] = json.dumps(list(class_names))
    # Written here, since safetensors puts what is told in no order, and lets nobody else read it.
    table, numbers = _parts(save(state))
    table = {ABOUT: dict(sorted(told.items())), **table}
    table[ABOUT][SHA256] = _sha256(table, numbers)
    header = json.dumps(table).encode()
    header += b" " * (-len(header) % 8)  # the numbers begin at a multiple of 8
    write_whole(path, len(header).to_bytes(8, "little") + header + numbers)


def _parts(content: bytes) -> tuple[dict[str, Any], memoryview]:
    """The table of a file .safetensors, and its numbers."""
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), memoryview(content)[8 + length :]


def _sha256(table: Mapping[str, Any], numbers: memoryview) -> str:
    """The check sum of a file, but for itself."""
    about = {key: value for key, value in table[ABOUT].items() if key != SHA256}
    summed = hashlib.sha256(json.dumps({**table, ABOUT: about}).encode())
    summed.update(numbers)
    return summed.hexdigest()


def read_state_dict(path: Path, *, check: bool = True) -> dict[str, Tensor]:
    """Names and tensors of a file .pth or .safetensors, on the CPU; nothing in it is run.

    Args:
        path: of the file. Of a checkpoint, which holds other things as well, the model is taken.
        check: whether to compare check sums and look for numbers that are not finite, which takes
            about a second for ResNet-50.

    Returns:
        A plain dict. What DataParallel, torch.compile and other wrappers added to names is left
        out.

    Raises:
        FileNotFoundError: if there is none.
        ValueError: if it is damaged, or holds something else, or a number that is not finite.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"there is no file of weights {path}; give the path of a file .pth or .safetensors,"
            " not of its folder, or COCO_V1 where torchvision published some"
        )
    read = _read_table if path.suffix == ".safetensors" else read_pickled
    found = read(path, check=check)
    if check:
        check_finite(found, path)
    return found


def check_finite(tensors: Mapping[str, Tensor], path: Path) -> None:
    """Refuse weights that are no numbers any more, with which a detector would find nothing.

    Args:
        tensors: by name.
        path: of their file, for the message.

    Raises:
        ValueError: if one holds NaN or infinity.
    """
    wrong = [name for name, tensor in tensors.items() if not torch.isfinite(tensor).all()]
    if wrong:
        raise ValueError(
            f"{path} holds numbers that are not finite, in {len(wrong)} of {len(tensors)} tensors,"
            f" the first is {wrong[0]}; its training went wrong, or the file is damaged: take an"
            " earlier checkpoint, or train again with a lower rate"
        )


def _read_table(path: Path, *, check: bool) -> dict[str, Tensor]:
    """The tensors of a file .safetensors, whose check sum is compared if it has one."""
    try:
        tensors = load_file(path)
        if check and SHA256 in metadata_of(path):
            table, numbers = _parts(path.read_bytes())
            if _sha256(table, numbers) != table[ABOUT][SHA256]:
                raise ValueError("its check sum is wrong")
    except (OSError, RecursionError, SafetensorError, ValueError) as error:
        raise ValueError(
            f"{path} cannot be read as weights, it may be cut off, damaged or something else than"
            f" tensors ({error})"
        ) from error
    return without_wrappers(tensors)


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


def class_names_in(path: Path, num_classes: int) -> tuple[str, ...] | None:
    """The names of the classes that a file tells beside its weights.

    Args:
        path: of a file that ``read_state_dict`` can read.
        num_classes: K, how many classes its weights tell apart, with the background.

    Returns:
        "background" first, or None if the file does not say, or says what cannot be; then a
        warning tells so. Where just the background is missing, it is put in front.
    """
    told = metadata_of(path).get(CLASS_NAMES)
    if not told:
        return None
    try:  # with commas as in the file that ships, which is older
        names = json.loads(told) if told.startswith("[") else told.split(", ")
    except (RecursionError, ValueError):
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        trouble = "names of classes that cannot be read"
    elif len(names) == num_classes - 1 and BACKGROUND not in names:
        return (BACKGROUND, *names)
    elif len(names) != num_classes:
        trouble = f"{len(names)} names of classes"
    else:
        return tuple(names)
    warnings.warn(
        f"{path} tells {trouble}, and its weights tell {num_classes} classes apart, with the"
        " background; so they are numbered, and not named",
        RuntimeWarning,
        stacklevel=2,
    )
    return None


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
    usable = all(part.isdecimal() and len(part) < 6 and int(part) > 0 for part in parts)
    if not usable or (name == MAX_SIZE and len(parts) > 1):
        raise ValueError(
            f"{path} tells of {name} {told[name]!r}, which is no number of pixels; give min_size"
        )
    return tuple(map(int, parts))
