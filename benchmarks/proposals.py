"""Compare selective search with OpenCV's: ``python -m benchmarks.proposals``.

Ours and OpenCV's take turns in one process, each with one thread, and what counts is the time of
the processor. The two cut and join alike, though not equally: textures and orders differ. Without
opencv-contrib-python-headless only our own times are taken.
"""

import argparse
import importlib.util
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import torch
from torch import Tensor

from benchmarks.machine import describe
from benchmarks.run import RESULTS
from mrcnn_edu.data.coins import coin_boxes, coins_image
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.evaluation.proposal_recall import recall_at
from mrcnn_edu.ops.proposals import selective_search
from mrcnn_edu.ops.region_merging import MEASURES

Search = Callable[[], Tensor]
HOW_TO_COMPARE = (
    "OpenCV is not installed here, so there is nothing to compare with; for ratios install"
    " opencv-contrib-python-headless into an environment of its own"
)


class Case(NamedTuple):
    """A picture (3, H, W), uint8, its objects (G, 4), and how both search on it."""

    name: str
    image: Tensor
    boxes: Tensor
    colour_spaces: tuple[str, ...]
    scales: tuple[float, ...]
    measures: tuple[str, ...] = (MEASURES,)


def cases() -> list[Case]:
    """The coins photograph and a drawn scene, in both its sizes."""
    coins = torch.from_numpy(coins_image()).expand(3, -1, -1)
    scene, target = shape_scene(1_500_000)
    small = (scene * 255).round().to(torch.uint8)
    large = small.repeat_interleave(2, dim=1).repeat_interleave(2, dim=2)
    boxes, twice = target["boxes"], 2 * target["boxes"]
    fast = {"measures": (MEASURES, "TSF")}
    return [
        Case("coins, 384 x 303, one strategy", coins, coin_boxes(), ("hsv",), (100,)),
        Case("coins, fast", coins, coin_boxes(), ("hsv", "lab"), (50, 100), **fast),
        Case("scene, 128 x 128, one strategy", small, boxes, ("hsv",), (50,)),
        Case("scene, 128 x 128, RGB and HSV", small, boxes, ("rgb", "hsv"), (50,)),
        Case("scene, 256 x 256, RGB and HSV", large, twice, ("rgb", "hsv"), (50,)),
    ]


def ours(case: Case) -> Search:
    """Our search on a case."""
    return lambda: selective_search(
        case.image,
        colour_spaces=case.colour_spaces,
        scales=case.scales,
        measures=case.measures,
    )


def theirs(case: Case, cv2: Any) -> Search:
    """OpenCV's search on a case, with the same colour spaces, scales and measures."""
    into = {"hsv": cv2.COLOR_RGB2HSV, "lab": cv2.COLOR_RGB2Lab, "rgb": None}
    part = cv2.ximgproc.segmentation
    makers = {
        "C": part.createSelectiveSearchSegmentationStrategyColor,
        "T": part.createSelectiveSearchSegmentationStrategyTexture,
        "S": part.createSelectiveSearchSegmentationStrategySize,
        "F": part.createSelectiveSearchSegmentationStrategyFill,
    }
    pixels = case.image.permute(1, 2, 0).contiguous().numpy()

    def search() -> Tensor:
        segmentation = part.createSelectiveSearchSegmentation()
        segmentation.setBaseImage(pixels)
        for space in case.colour_spaces:
            code = into[space]
            segmentation.addImage(pixels if code is None else cv2.cvtColor(pixels, code))
        for k in case.scales:
            segmentation.addGraphSegmentation(part.createGraphSegmentation(0.8, float(k), 20))
        for letters in case.measures:
            strategy = part.createSelectiveSearchSegmentationStrategyMultiple()
            for letter in letters:
                strategy.addStrategy(makers[letter](), 1 / len(letters))
            segmentation.addStrategy(strategy)
        found = torch.from_numpy(segmentation.process().copy()).float()  # x, y, width, height
        return torch.cat((found[:, :2], found[:, :2] + found[:, 2:]), dim=1)

    return search


def processor_seconds(search: Search) -> float:
    """How long the processor works on one search."""
    start = time.process_time()
    search()
    return time.process_time() - start


def row(case: Case, searches: Sequence[Search], repeats: int) -> str:
    """A line of the table: times, their ratio, boxes, and recall at an IoU of 0.7."""
    times: list[list[float]] = [[] for _ in searches]
    for _ in range(repeats):
        for search, each in zip(searches, times, strict=True):
            each.append(processor_seconds(search))
    seconds = [median(each) for each in times]
    found = [search() for search in searches]
    recalls = [recall_at(case.boxes, boxes, 0.7) for boxes in found]
    cells = [case.name, f"{seconds[0]:.2f}"]
    if len(searches) == 2:
        ratios = sorted(a / b for a, b in zip(*times, strict=True))
        cells += [f"{seconds[1]:.2f}", f"{seconds[0] / seconds[1]:.1f}"]
        cells += [f"{ratios[repeats // 4]:.1f} to {ratios[-1 - repeats // 4]:.1f}"]
    else:
        cells += ["–"] * 3
    cells += [" / ".join(str(len(boxes)) for boxes in found)]
    cells += [" / ".join(f"{recall:.2f}" for recall in recalls)]
    return "| " + " | ".join(cells) + " |"


HEADINGS = ("picture and search", "ours, s", "OpenCV's, s", "ratio", "middle half",
            "boxes", "recall at 0.7")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write to benchmarks/results/."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--output", type=Path, default=RESULTS / "proposals.md")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    cv2: Any = None
    if importlib.util.find_spec("cv2"):
        cv2 = importlib.import_module("cv2")
        cv2.setNumThreads(1)
    rows = ["| " + " | ".join(HEADINGS) + " |", "|---|--:|--:|--:|--:|--:|--:|"]
    for case in cases():
        rows.append(row(case, [ours(case), *([theirs(case, cv2)] if cv2 else [])], chosen.repeats))
        print(rows[-1], flush=True)
    facts = describe(None)
    facts["OpenCV"] = cv2.__version__ if cv2 else "not installed"
    text = (
        "# Selective search beside OpenCV's\n\nMade by `python -m benchmarks.proposals`. Median"
        f" of {chosen.repeats} repeats, ours and OpenCV's in turn in one process, one thread each;"
        " seconds of the processor. Half of the repeats, taken in pairs, lie in the range. Where"
        " there are two numbers, ours is the first.\n\n"
        + "\n".join(rows)
        + "\n\n"
        + "\n".join(f"- {name}: {value}" for name, value in facts.items())
        + "\n"
    )
    chosen.output.write_text(text, encoding="utf-8")
    print(text if cv2 else f"{text}\n{HOW_TO_COMPARE}")


if __name__ == "__main__":
    main()
