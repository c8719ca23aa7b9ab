"""How large a detector sees images: as was typed, or else as the file of its weights tells.

A detector that learned from images with a shorter side of 400 pixels finds less in others. So the
sizes of training go into the file that it writes, and the other commands take them from there.
"""

import argparse
from collections.abc import Mapping
from typing import Any

from mrcnn_edu.layers.image_transform import ImageTransform

MIN_SIZE, MAX_SIZE = "min_size", "max_size"  # entries of a .safetensors file, and of a builder
Sizes = dict[str, Any]


def typed_sizes(chosen: argparse.Namespace) -> Sizes:
    """What was typed, as a builder takes it.

    Args:
        chosen: with "min_size" and "max_size", None for what was not typed.

    Returns:
        A dict that may lack either, for the builder's own.

    Example:
        >>> typed_sizes(argparse.Namespace(min_size=[480, 600], max_size=None))
        {'min_size': (480, 600), 'max_size': 1000}
    """
    sizes: Sizes = {}
    if chosen.min_size is not None:
        sizes[MIN_SIZE] = tuple(chosen.min_size)
        sizes[MAX_SIZE] = max(chosen.min_size) * 5 // 3  # 800 to 1333, as in the paper
    if chosen.max_size is not None:
        sizes[MAX_SIZE] = chosen.max_size
    return sizes


def sizes_for(chosen: argparse.Namespace, told: Mapping[str, str]) -> Sizes:
    """What was typed, and for what was not, what the file tells.

    A --min-size brings a longer side of its own, so the file's does not count beside it.

    Args:
        chosen: as for ``typed_sizes``.
        told: what the file of weights tells; with nothing, what was typed stands alone.

    Returns:
        As ``typed_sizes``.

    Raises:
        ValueError: if the file tells of sizes that are none.

    Example:
        >>> nothing = argparse.Namespace(min_size=None, max_size=None)
        >>> sizes_for(nothing, {"min_size": "480, 600", "max_size": "1000"})
        {'min_size': (480, 600), 'max_size': 1000}
    """
    typed = typed_sizes(chosen)
    return typed if MIN_SIZE in typed else _read(told) | typed


def written_sizes(transform: ImageTransform) -> dict[str, str]:
    """The sizes of a detector as a file tells them.

    Example:
        >>> written_sizes(ImageTransform((480, 600), 1000))
        {'min_size': '480, 600', 'max_size': '1000'}
    """
    return {
        MIN_SIZE: ", ".join(map(str, transform.min_size)),
        MAX_SIZE: str(transform.max_size),
    }


def _read(told: Mapping[str, str]) -> Sizes:
    """The sizes that a file tells, if it does."""
    sizes: Sizes = {}
    for name in (MIN_SIZE, MAX_SIZE):
        if name not in told:
            continue
        parts = told[name].split(", ")
        if not all(part.isdecimal() for part in parts) or (name == MAX_SIZE and len(parts) > 1):
            raise ValueError(
                f"the file of weights tells of {name} {told[name]!r}, which is no number of pixels;"
                " give --min-size"
            )
        numbers = tuple(map(int, parts))
        sizes[name] = numbers if name == MIN_SIZE else numbers[0]
    return sizes
