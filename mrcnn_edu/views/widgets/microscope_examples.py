"""What there is to see under the microscope: maps, a picture perhaps, and a moment to begin with.

The two standard examples are copies of what ``data/`` ships, since views do not read data:
``tools/make_microscope_examples.py`` makes them, and a test holds them to their originals.
"""

import json
import re
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from mrcnn_edu.ops.checks import check_integer
from mrcnn_edu.views.widgets.inputs import as_box, image_to_data_uri
from mrcnn_edu.views.widgets.sources import HERE, read_text, read_words

COIN_STRIDES = (4, 8, 16, 32)
SLIDE_STRIDES = (16, 32, 64)


class RoiExample(NamedTuple):
    """Feature maps of one picture, and the RoI and settings with which it is opened.

    Attributes:
        key: a short name for the address of the page: letters, digits and dashes.
        name: what the reader chooses it by.
        note: a sentence or two on what the map is.
        feature_maps: for each stride, in pixels, a map (H, W) of finite numbers.
        roi: (4,), xyxy in pixels of the picture.
        stride: one of those in ``feature_maps``.
        output_size: bins of the grid, (height, width).
        sampling_ratio: samples of a bin along each axis; 0 or below for the adaptive number.
        aligned: whether the RoI is shifted by half a cell.
        image: (H, W) or (H, W, 3), uint8; None for a ground without a picture.
    """

    key: str
    name: str
    note: str
    feature_maps: dict[int, ArrayLike]
    roi: ArrayLike
    stride: int
    output_size: tuple[int, int] = (2, 2)
    sampling_ratio: int = 1
    aligned: bool = False
    image: NDArray[np.uint8] | None = None


def standard_examples(language: str = "en") -> list[RoiExample]:
    """The map of the slides, and the photograph around the running coin.

    The slides give 36 numbers and no picture, so each of their strides has the same numbers. The
    coin's maps are the mean grey of blocks of stride × stride pixels.

    Args:
        language: a language of strings.json.

    Raises:
        ValueError: if the language is not there.

    Example:
        >>> [(example.key, sorted(example.feature_maps)) for example in standard_examples()]
        [('slides', [16, 32, 64]), ('coin', [4, 8, 16, 32])]
    """
    words = read_words("microscope", language)
    numbers = json.loads(read_text("microscope_examples.json"))
    slides = RoiExample(
        "slides",
        words["slides"],
        words["slides_note"],
        dict.fromkeys(SLIDE_STRIDES, numbers["slides_map"]),
        roi=(10, 10, 124, 124),
        stride=32,
    )
    photo = np.asarray(Image.open(HERE / "running_coin.png"))  # (96, 96)
    coin = RoiExample(
        "coin",
        words["coin"],
        words["coin_note"],
        {stride: mean_of_blocks(photo, stride) for stride in COIN_STRIDES},
        roi=numbers["coin_box"],
        stride=16,
        sampling_ratio=2,
        aligned=True,
        image=photo,
    )
    return [slides, coin]


def mean_of_blocks(image: NDArray[np.uint8], stride: int) -> NDArray[np.float64]:
    """The simplest feature map of a picture: the mean grey of each block of pixels.

    Args:
        image: (H, W), with sides that ``stride`` divides.
        stride: the side of a block in pixels.

    Returns:
        (H / stride, W / stride).

    Example:
        >>> mean_of_blocks(np.array([[0, 2], [4, 6]], dtype=np.uint8), 2)
        array([[3.]])
    """
    height, width = image.shape
    blocks = image.reshape(height // stride, stride, width // stride, stride)
    means: NDArray[np.float64] = blocks.mean(axis=(1, 3), dtype=np.float64)
    return means  # (H / stride, W / stride)


def example_for_page(example: RoiExample) -> dict[str, object]:
    """One example as the page takes it, checked.

    Raises:
        TypeError: if the image is not uint8, or a map, the RoI or the stride is not numbers.
        ValueError: if the key has other signs, a map has no cells, is not finite or does not cover
            the image, or there is none for the stride.
    """
    if not re.fullmatch(r"[A-Za-z0-9-]+", example.key):
        raise ValueError(
            f"key must be letters, digits and dashes, got {example.key!r}; it stands in addresses"
        )
    if not example.feature_maps:
        raise ValueError(f"feature_maps of {example.key!r} is empty; use {{16: feature_map}}")
    maps = {}
    for stride, feature_map in example.feature_maps.items():
        check_integer(f"each stride of {example.key!r}", stride)
        if stride < 1:
            raise ValueError(f"each stride of {example.key!r} must be from 1 up, got {stride}")
        maps[str(stride)] = _as_map(f"feature_maps[{stride}]", feature_map, stride, example.image)
    start = {name: getattr(example, name) for name in ("stride", "sampling_ratio", "aligned")}
    return {
        "key": example.key,
        "name": example.name,
        "note": example.note,
        "photo": "" if example.image is None else image_to_data_uri(example.image),
        "photo_size": [] if example.image is None else list(example.image.shape[1::-1]),
        "maps": maps,
        "start": {
            **start,
            "roi": as_box("roi", example.roi),
            "output_size": list(example.output_size),
        },
    }


def _as_map(
    name: str, values: ArrayLike, stride: int, image: NDArray[np.uint8] | None
) -> list[list[float]]:
    """One map as rows of plain numbers."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(
            f"{name} must have shape (H, W) with cells, got {array.shape}; of (C, H, W) pass one"
            " channel"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite; use np.nan_to_num({name})")
    if image is not None:
        missing = [abs(s * stride - p) for s, p in zip(array.shape, image.shape, strict=False)]
        if max(missing) >= stride:
            raise ValueError(
                f"{name} must cover the image, got {array.shape} cells of {stride} pixels for"
                f" {image.shape[:2]}; is it the map of another stride?"
            )
    rows: list[list[float]] = array.tolist()
    return rows
