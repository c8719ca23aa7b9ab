"""Masks as runs: by hand, then beside pycocotools, pixel by pixel."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from mrcnn_edu.coco.run_lengths import (
    area,
    decode_counts,
    decode_mask,
    encode_counts,
    encode_mask,
    mask_edges,
)
from tests.evaluation.random_data import decoded


def pixels(edges: NDArray[np.int64], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The mask column by column, filled in run by run; no pixel may lie in two of them."""
    filled = np.zeros(size[0] * size[1], np.uint8)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        filled[start:end] += 1
    return filled


@pytest.mark.parametrize(
    ("segmentation", "edges"),
    [
        ({"size": [3, 4], "counts": [12]}, []),
        ({"size": [3, 4], "counts": [0, 12]}, [0, 12]),
        ({"size": [3, 4], "counts": [2, 3, 7]}, [2, 5]),
        ({"size": [3, 4], "counts": [2, 3, 0, 1, 6]}, [2, 5, 5, 6]),
        ([[1, 1, 3, 1, 3, 2, 1, 2]], [4, 5, 7, 8]),
        ([[1, 2, 3, 2, 3, 1, 1, 1]], [4, 5, 7, 8]),
        ([[1, 1, 3, 1, 3, 2, 1, 2], [1, 2, 2, 2, 2, 3, 1, 3]], [4, 6, 7, 8]),
        ([[-9, -9, 9, -9, 9, 9, -9, 9]], [0, 3, 3, 6, 6, 9, 9, 12]),
        ([[0, 0.6, 1, 0.6, 1, 1.4, 0, 1.4]], [1, 1]),
        ([[-5, 0, -3, 0, -3, 3, -5, 3]], []),
        ([[1, 1, 1, 1, 1, 1]], []),
    ],
    ids=[
        "nothing",
        "everything",
        "one run",
        "two that touch",
        "two pixels beside each other",
        "the other way round",
        "a part below",
        "larger than the image",
        "between two middles, a run of nothing",
        "outside",
        "a point",
    ],
)
def test_by_hand(segmentation: object, edges: list[int]) -> None:
    assert mask_edges(segmentation, (3, 4)).tolist() == edges


@pytest.mark.parametrize("string", ["", "0P", "P"])
def test_a_string_that_is_cut_off(string: str) -> None:
    with pytest.raises(ValueError, match="must end with a number's last digit"):
        decode_counts(string)


TOO_MUCH = 2**62  # four of them are 2**64, which 64 bits take for 0


@pytest.mark.parametrize(
    ("counts", "size"),
    [
        ([TOO_MUCH] * 4 + [16], (4, 4)),
        ([16] + [TOO_MUCH] * 4, (4, 4)),
        ([2**63 - 1, 2**63 - 1, 18], (4, 4)),
        ([TOO_MUCH] * 5, (2**31, 2**31)),
        ([20, -4], (4, 4)),
        ([2**63, 16], (4, 4)),
        ([1e300, 16], (4, 4)),
        ([], (0, 0)),
        ([15], (4, 4)),
    ],
    ids=[
        "wraps at first",
        "wraps at last",
        "two wrap",
        "each fits the image",
        "below 0",
        "no 64 bits",
        "a number of 300 digits",
        "none",
        "too few pixels",
    ],
)
def test_lengths_that_are_not_the_image(counts: list[int], size: tuple[int, int]) -> None:
    for read in (mask_edges, decode_mask):
        with pytest.raises(ValueError, match="an RLE's counts must be"):
            read({"size": list(size), "counts": counts}, size)


def test_a_string_of_lengths_that_wrap() -> None:
    zeros = 11 * "P"  # digits; a 4 at the thirteenth place stands for 2**62
    string = f"`{zeros}4" + f"P{zeros}4" + f"P{zeros}4" + "0"  # the fourth is the second again
    assert decode_counts(string).tolist() == [TOO_MUCH + 16, TOO_MUCH, TOO_MUCH, TOO_MUCH]
    with pytest.raises(ValueError, match="an RLE's counts must be"):
        mask_edges({"size": [4, 4], "counts": string}, (4, 4))


@pytest.mark.parametrize(
    ("polygon", "message"),
    [
        ([0, 0, 2**62 / 5, 0, 2**62 / 5, 2**62 / 5, 0, 2**62 / 5], "finite and below 1e.09, got"),
        ([0, 0, 1e300, 0, 1e300, 5], "finite and below"),
        ([0, 0, float("inf"), 0, 5, 5], "finite and below"),
        ([0, 0, float("nan"), 0, 5, 5], "finite and below"),
        ([0, 0, 9e8, 0, 5, 5], r"shorter than 2e.07 pixels, got 1.8e.09 at 3 corners; clip it"),
        ([0, 0, 40, 0] * 300_000, r"shorter than 2e.07 pixels, got 2.4e.07 at 600000 corners"),
    ],
    ids=["sides that wrap", "huge", "infinite", "nan", "far out", "many corners"],
)
def test_an_outline_that_no_memory_holds(polygon: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mask_edges([polygon], (4, 4))


def random_polygon(rng: np.random.Generator) -> list[float]:
    """Corners in and around a small image: fractions, halves, whole numbers, some twice."""
    points = rng.uniform(-10, 50, (rng.integers(3, 12), 2))
    grid = rng.choice([1, 2, 10, 1000])
    points = np.round(points * grid) / grid
    if rng.random() < 0.3:
        points[1] = points[0]
    return points.reshape(-1).tolist()


@pytest.mark.parametrize("seed", range(20))
def test_beside_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(50):
        height, width = rng.integers(1, 40, 2).tolist()
        polygons = [random_polygon(rng) for _ in range(rng.integers(1, 4))]
        rle = coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))
        expected = decoded(rle)
        for mask in (polygons, rle, {**rle, "counts": rle["counts"].decode()}):
            edges = mask_edges(mask, (height, width))
            assert pixels(edges, (height, width)).tolist() == expected.tolist()
            assert area(edges) == expected.sum()


def test_long_runs_and_large_steps() -> None:
    counts = [1, 10**6, 5, 33, 2, 10**6 - 40, 40, 1, 10**5]
    rle = coco_mask.frPyObjects({"size": [1, sum(counts)], "counts": counts}, 1, sum(counts))
    assert decode_counts(rle["counts"]).tolist() == counts
    assert encode_counts(counts) == rle["counts"].decode()


@pytest.mark.parametrize("number", [0, 15, 16, 511, 512, 2**31, 2**34 - 1])
def test_a_number_and_its_difference_at_the_borders_of_digits(number: int) -> None:
    counts = [1, number, 1, 0, 1, number]  # the fourth is less than the second, the last is more
    assert decode_counts(encode_counts(counts)).tolist() == counts


@pytest.mark.parametrize(
    ("mask", "counts"),
    [
        ([[0, 0], [0, 0]], [4]),
        ([[1, 1], [1, 1]], [0, 4]),
        ([[1, 0], [0, 0]], [0, 1, 3]),
        ([[0, 0], [0, 1]], [3, 1]),
        ([[0, 0, 0], [0, 7, -1]], [3, 1, 1, 1]),
        ([[False, True]], [1, 1]),
        (np.zeros((0, 3)), [0]),
        (np.zeros((3, 0)), [0]),
    ],
    ids=["nothing", "everything", "first", "last", "any numbers", "bool", "no rows", "no columns"],
)
def test_encoded_by_hand(mask: object, counts: list[int]) -> None:
    rle = encode_mask(mask)  # type: ignore[arg-type]
    assert decode_counts(rle["counts"]).tolist() == counts
    assert rle["size"] == list(np.shape(mask))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_encoded_beside_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(20):
        size = tuple(rng.integers(1, 90, 2).tolist())
        mask = (rng.random(size) < rng.choice([0.01, 0.5, 0.99])).astype(np.uint8)
        expected = coco_mask.encode(np.asfortranarray(mask))
        rle = encode_mask(mask)
        assert rle == {"size": list(size), "counts": expected["counts"].decode()}
        again = decode_mask(rle, size)
        assert again.tolist() == mask.tolist()
        assert again.dtype == np.uint8


def test_one_mask_at_a_time() -> None:
    with pytest.raises(ValueError, match=r"mask must have shape \(H, W\), got \(1, 2, 2\)"):
        encode_mask(np.ones((1, 2, 2)))
