"""Masks as COCO writes them: runs of pixels, to compare without ever filling an image.

The pixels of an image are counted column by column, from the top left downwards: the pixel in row
y and column x of an image of height h has the number ``x * h + y``. A mask is then a few runs of
consecutive numbers, and its *edges* say where each run starts and ends:

    ``edges = [2, 5, 9, 10]``: the mask is made of the pixels 2, 3, 4 and 9.

Run-length encoding (RLE) is the same with lengths for positions, the pixels between the runs
first: ``counts = [2, 3, 4, 1, 6]`` for an image of 16 pixels. ``polygons.py`` has the third way,
outlines.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mrcnn_edu.coco.polygons import Edges, polygon_edges

Size = tuple[int, int]

FIRST = ord("0")  # the characters of a compressed RLE stand for 0 to 63
# The digit that each character is: up to 31 a number's last, from -16 to 15, then all others.
DIGITS = np.zeros(256, np.int64)
DIGITS[FIRST : FIRST + 64] = [*range(16), *range(-16, 0), *range(32)]


def mask_edges(segmentation: Any, size: tuple[int, int]) -> Edges:
    """The edges of a mask that a COCO file holds in any of its three ways.

    Args:
        segmentation: a list of polygons ``[x1, y1, x2, y2, ...]`` in pixels, whose union is the
            mask; or RLE, ``{"size": [height, width], "counts": ...}``, with a list of lengths or
            with COCO's compressed string.
        size: (height, width) of the image, in pixels.

    Returns:
        (2 * runs,), in ascending order: start, end, start, end, ... An end is the first pixel
        that no longer belongs to the run. Runs may be empty or touch, but never overlap.

    Raises:
        TypeError: if ``segmentation`` is neither a list nor a dict.
        ValueError: if a polygon has fewer than three corners, the size is not the image's, or the
            lengths do not add up to the whole image.

    Source:
        The results of ``annToRLE`` in pycocotools; its ``maskApi.c`` is the only definition of
        the string and of the pixels that belong to a polygon.

    Example:
        >>> mask_edges({"size": [4, 4], "counts": [2, 3, 4, 1, 6]}, (4, 4))
        array([ 2,  5,  9, 10])
        >>> mask_edges({"size": [4, 4], "counts": "234N2"}, (4, 4))
        array([ 2,  5,  9, 10])
        >>> mask_edges([[0, 0, 0, 2, 1, 2, 1, 0]], (4, 4))  # one pixel wide and two high
        array([0, 2])
    """
    if isinstance(segmentation, dict):
        return _rle_edges(segmentation, size)
    if not isinstance(segmentation, list | tuple):
        raise TypeError(
            "segmentation must be a list of polygons or a dict with 'size' and 'counts', got"
            f" {type(segmentation).__name__}"
        )
    parts = [polygon_edges(polygon, size) for polygon in segmentation]
    if not parts:
        raise ValueError("segmentation must hold at least one polygon, got []; leave it out")
    return parts[0] if len(parts) == 1 else _union(parts)


def area(edges: Edges) -> int:
    """The number of pixels of a mask.

    Example:
        >>> area(np.array([2, 5, 9, 10]))
        4
    """
    return int((edges[1::2] - edges[::2]).sum())


def decode_counts(string: str | bytes) -> Edges:
    """The lengths that COCO's compressed string stands for.

    Every character holds six bits, as its code less 48. Five are a digit of a number, the lowest
    first; the sixth says that the number goes on. Its last digit also holds the sign: from 16 on
    it stands for 32 less. From the fourth number on, each is the difference from the one two
    before it, since a mask's columns resemble their neighbours.

    Args:
        string: as in a COCO file, or as bytes, as pycocotools gives it.

    Returns:
        (lengths,), background first.

    Raises:
        ValueError: if the last number is cut off.

    Example:
        >>> decode_counts("234N2")  # 2, 3, 4, then -2 more than 3, then 2 more than 4
        array([2, 3, 4, 1, 6])
    """
    codes = np.frombuffer(string.encode() if isinstance(string, str) else string, np.uint8)
    ends = (codes < FIRST + 32).nonzero()[0]  # (lengths,)
    if len(ends) == 0 or ends[-1] != len(codes) - 1:
        raise ValueError(f"an RLE's string must end with a number's last digit, got {string!r}")
    starts = np.concatenate(([0], ends[:-1] + 1))
    places = np.arange(len(codes)) - starts.repeat(ends - starts + 1)  # (characters,)
    lengths: Edges = np.add.reduceat(DIGITS[codes] << 5 * places, starts)  # (lengths,)
    lengths[1::2] = lengths[1::2].cumsum()
    lengths[2::2] = lengths[2::2].cumsum()  # without the first length: so is COCO's rule
    return lengths


def encode_counts(lengths: ArrayLike) -> str:
    """COCO's compressed string of some lengths; ``decode_counts`` says how it is made.

    Args:
        lengths: (lengths,), whole numbers from 0 up, background first.

    Returns:
        The string.

    Source:
        The results of ``rleToString`` in pycocotools.

    Example:
        >>> encode_counts([2, 3, 4, 1, 6])
        '234N2'
    """
    numbers = np.array(lengths, np.int64)  # (lengths,)
    numbers[3:] -= np.array(lengths, np.int64)[1:-2]
    digits = numbers[:, None] >> 5 * np.arange(8)  # (lengths, 8), each with all that is above it
    goes_on = (digits < -16) | (digits >= 16)
    written = np.ones(goes_on.shape, bool)
    written[:, 1:] = goes_on[:, :-1]
    codes = FIRST + (digits & 31) + 32 * goes_on
    return codes[written].astype(np.uint8).tobytes().decode()


def encode_mask(mask: ArrayLike) -> dict[str, Any]:
    """A mask as COCO's compressed RLE, ready for JSON.

    Args:
        mask: (H, W), any numbers; what is not 0 belongs to the mask.

    Returns:
        {"size": [H, W], "counts": the string}.

    Raises:
        ValueError: if the shape is not (H, W).

    Source:
        The results of ``encode`` in pycocotools, which gives the string as bytes.

    Example:
        >>> encode_mask([[0, 1, 1], [0, 0, 1]])
        {'size': [2, 3], 'counts': '2111'}
    """
    pixels = np.asarray(mask) != 0
    if pixels.ndim != 2:
        raise ValueError(f"mask must have shape (H, W), got {pixels.shape}; encode one at a time")
    columns = pixels.T.reshape(-1)  # (W * H,), column by column
    edges = np.flatnonzero(np.diff(columns, prepend=False, append=False))
    lengths = np.diff(edges, prepend=0, append=len(columns))
    # A mask that reaches the last pixel ends with its own run.
    lengths = lengths[:-1] if len(lengths) > 1 and lengths[-1] == 0 else lengths
    return {"size": list(pixels.shape), "counts": encode_counts(lengths)}


def encode_part(part: NDArray[np.bool_], corner: tuple[int, int], size: Size) -> dict[str, Any]:
    """A mask of which only a part is at hand, as COCO's compressed RLE; beyond it, it is 0.

    Of a small object on a large photograph this takes as long as the object is large.

    Args:
        part: (h, w), the pixels near the object.
        corner: (top, left), where in the image the part begins.
        size: (height, width) of the image, which holds all of the part.

    Returns:
        {"size": [height, width], "counts": the string}.

    Example:
        >>> encode_part(np.array([[True, True], [False, True]]), (0, 1), (2, 3))
        {'size': [2, 3], 'counts': '2111'}
    """
    columns = np.pad(part.T, ((0, 0), (0, 1))).reshape(-1)  # (w * (h + 1),): each ends with a 0
    column, row = np.divmod(
        np.flatnonzero(np.diff(columns, prepend=False, append=False)), part.shape[0] + 1
    )
    edges = (corner[1] + column) * size[0] + corner[0] + row
    # A run to the foot of one column and one from the head of the next are one.
    touching = np.flatnonzero(edges[1:-1:2] == edges[2::2])
    edges = np.delete(edges, [*(2 * touching + 1), *(2 * touching + 2)])
    lengths = np.diff(edges, prepend=0, append=size[0] * size[1])
    lengths = lengths[:-1] if len(lengths) > 1 and lengths[-1] == 0 else lengths
    return {"size": list(size), "counts": encode_counts(lengths)}


def edges_to_mask(edges: Edges, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The pixels of a mask.

    Args:
        edges: (2 * runs,), from ``mask_edges``.
        size: (height, width) of the image, in pixels.

    Returns:
        (H, W), uint8, 0 and 1.

    Example:
        >>> edges_to_mask(np.array([2, 3, 4, 6]), (2, 3))
        array([[0, 1, 1],
               [0, 0, 1]], dtype=uint8)
    """
    height, width = size
    lengths = np.diff(edges, prepend=0, append=height * width)
    columns = (np.arange(len(lengths)) % 2).astype(np.uint8).repeat(lengths)  # (W * H,)
    mask: NDArray[np.uint8] = columns.reshape(width, height).T  # (H, W)
    return mask


def decode_mask(segmentation: Any, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The pixels of a mask that a COCO file holds in any of its three ways.

    Args:
        segmentation: a list of polygons ``[x1, y1, x2, y2, ...]`` in pixels; or RLE,
            ``{"size": [height, width], "counts": ...}``, as ``encode_mask`` gives it.
        size: (height, width) of the image, in pixels.

    Returns:
        (H, W), uint8, 0 and 1.

    Raises:
        TypeError: if ``segmentation`` is neither a list nor a dict.
        ValueError: if a polygon has fewer than three corners, the size is not the image's, or the
            lengths do not add up to the whole image.

    Example:
        >>> decode_mask({"size": [2, 3], "counts": "2111"}, (2, 3))
        array([[0, 1, 1],
               [0, 0, 1]], dtype=uint8)
    """
    return edges_to_mask(mask_edges(segmentation, size), size)


def _rle_edges(rle: dict[str, Any], size: tuple[int, int]) -> Edges:
    """Positions from lengths: a running sum."""
    if "size" not in rle or "counts" not in rle:
        raise ValueError(f"an RLE needs 'size' and 'counts', got only {sorted(rle)}")
    if tuple(rle["size"]) != size:
        raise ValueError(
            f"an RLE's size must be its image's (height, width), here {size}, got {rle['size']}"
        )
    counts = rle["counts"]
    lengths = decode_counts(counts) if isinstance(counts, str | bytes) else _whole(counts)
    edges = lengths.cumsum()
    # A sum too large for 64 bits goes on below 0: two numbers from 0 up cannot pass it unseen.
    rising = len(edges) > 0 and lengths.min() >= 0 and edges.min() >= 0
    if not rising or edges[-1] != size[0] * size[1]:
        raise ValueError(
            f"an RLE's counts must be from 0 up and add up to {size[0]} * {size[1]} ="
            f" {size[0] * size[1]} pixels, got {lengths.tolist()}; encode the mask again"
        )
    return edges[: len(edges) // 2 * 2]


def _whole(counts: ArrayLike) -> Edges:
    """Lengths as whole numbers of 64 bits."""
    try:
        return np.array(counts, int)
    except OverflowError as error:
        raise ValueError(f"an RLE's counts must be below 2**63, got {counts!r}") from error


def _union(parts: Sequence[Edges]) -> Edges:
    """The edges of what at least one of several masks covers."""
    starts, ends = (np.concatenate([edges[i::2] for edges in parts]) for i in (0, 1))
    change = np.repeat([1, -1], len(starts))
    position = np.concatenate([starts, ends])
    order = position.argsort(kind="stable")  # a start before an end at the same place
    change, position = change[order], position[order]
    depth = change.cumsum()  # how many masks cover the pixels from here on
    edges: Edges = position[(depth == 0) | ((depth == 1) & (change == 1))]
    return edges
