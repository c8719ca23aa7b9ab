"""How many objects do proposals find? ``python -m tools.proposal_recall``.

Sliding windows, selective search and the small detector's RPN, on the coins, the lifeboat, drawn
scenes, and where ``MRCNN_EDU_DATA`` has them on balloons and photographs of COCO. Recall is asked
at several IoUs, of the first 10, 20, ... boxes: in the order of each method, and for selective
search also shuffled, and the largest first. ``data/results/proposal_recall.csv`` gets the lines of
each data set and method as they come; those that it has are not made again.
"""

import argparse
import csv
import io
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor, nn

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.balloon import balloon
from mrcnn_edu.data.coin_scenes import CLASSES
from mrcnn_edu.data.coins import coin_boxes, coins_image
from mrcnn_edu.data.folders import find_data
from mrcnn_edu.data.lifeboat import lifeboat_boat, lifeboat_image, lifeboat_people
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.evaluation.proposal_recall import best_overlaps
from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.ops.proposals import selective_search
from mrcnn_edu.ops.region_merging import MEASURES
from mrcnn_edu.ops.sliding_windows import sliding_windows
from mrcnn_edu.ops.targets import without_crowds

Picture = tuple[Tensor, Tensor]  # (3, H, W) or (1, H, W), its objects' boxes (G, 4)
RESULT = Path("data/results/proposal_recall.csv")
FIRST = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 20000)
IOUS = (0.5, 0.7, 0.8)
SIDES = (24, 36, 48, 72, 96, 144)  # of windows in the photographs, each with three ratios
BALLOON_WIDTH = 300
SCENES = 1_500_000  # the first seed, for no learning and no final test


def coins() -> Iterator[Picture]:
    """The photograph of the coins, in grey."""
    yield torch.from_numpy(coins_image())[None], coin_boxes()


def lifeboat() -> Iterator[Picture]:
    """The photograph of the lifeboat, in grey: the boat and thirteen people."""
    yield torch.from_numpy(lifeboat_image())[None], torch.cat((lifeboat_boat(), lifeboat_people()))


def scenes() -> Iterator[Picture]:
    """Drawn scenes of 128 pixels."""
    for seed in range(SCENES, SCENES + 100):
        image, target = shape_scene(seed)
        yield image, target["boxes"]


def of_folder(folder: CocoFolder, width: int | None = None) -> Iterator[Picture]:
    """The photographs of a data set, brought to one width if that is given."""
    for image, target in (folder[i] for i in range(len(folder))):
        boxes = without_crowds(target)["boxes"]
        if width is not None:
            scale = width / image.shape[2]
            size = (round(image.shape[1] * scale), width)
            image = nn.functional.interpolate(image[None], size, mode="bilinear", antialias=True)[
                0
            ].clamp(0, 1)
            boxes = boxes * scale
        yield image, boxes


def balloons() -> Iterator[Picture]:
    """The thirteen photographs to test with, 300 pixels wide."""
    yield from of_folder(balloon("val"), BALLOON_WIDTH)


def coco() -> Iterator[Picture]:
    """Photographs of COCO, as large as they are."""
    folder = find_data("coco_train_subset")
    annotations = folder / "annotations" / "instances_train2017.json"
    yield from of_folder(CocoFolder(folder / "train2017", annotations, masks=False))


DATA: dict[str, Callable[[], Iterator[Picture]]] = {
    "coins": coins,
    "lifeboat": lifeboat,
    "scenes": scenes,
    "balloon": balloons,
    "coco": coco,
}


def windows(image: Tensor) -> Tensor:
    """Sliding windows of six sides and three ratios, shuffled: (N, 4)."""
    found = sliding_windows((image.shape[1], image.shape[2]), SIDES)
    return found[torch.randperm(len(found), generator=torch.Generator().manual_seed(0))]


def single(image: Tensor) -> Tensor:
    """Selective search with the paper's single strategy; in grey, on a grey picture: (N, 4)."""
    return selective_search(image, colour_spaces=("grey",) if len(image) == 1 else ("hsv",))


def two_colour_spaces(image: Tensor) -> Tensor:
    """What the detectors of the course are given on drawn scenes: RGB and HSV, k = 50: (N, 4)."""
    return selective_search(image, colour_spaces=("rgb", "hsv"), scales=(50,))


def fast(image: Tensor) -> Tensor:
    """Selective search with the paper's fast strategies; on a grey picture half of them: (N, 4)."""
    spaces = ("grey",) if len(image) == 1 else ("hsv", "lab")
    return selective_search(
        image, colour_spaces=spaces, scales=(50, 100), measures=(MEASURES, "TSF")
    )


def rpn() -> Callable[[Tensor], Tensor]:
    """The shipped small detector's region proposal network, the surest first."""
    weights = shipped("mask_rcnn_tiny/weights.safetensors")
    detector = mask_rcnn_tiny(len(CLASSES), weights=weights).eval()

    def propose(image: Tensor) -> Tensor:
        pixels = image.float() / 255 if image.dtype is torch.uint8 else image
        with torch.inference_mode():
            batch, _ = detector.transform([pixels.expand(3, -1, -1)])
            (found,), _ = detector.rpn(batch, detector.backbone(batch.tensors))
        height, width = batch.image_sizes[0]
        scale = torch.tensor([image.shape[2] / width, image.shape[1] / height]).repeat(2)
        return found * scale

    return propose


def orders(method: str, boxes: Tensor) -> dict[str, Tensor]:
    """The boxes in the orders that are asked about; of selective search three."""
    if not method.startswith("selective search"):
        return {"its own": boxes}
    luck = torch.randperm(len(boxes), generator=torch.Generator().manual_seed(1))
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)
    largest = areas.argsort(descending=True, stable=True)
    return {"its own": boxes, "shuffled": boxes[luck], "largest first": boxes[largest]}


def lines(data: str, method: str, propose: Callable[[Tensor], Tensor], images: int) -> list[dict]:
    """What a method finds in a data set: a line for each order and number of boxes."""
    best: dict[tuple[str, int], list[Tensor]] = {}
    counts, seconds = [], 0.0
    for image, boxes in islice(DATA[data](), images):
        start = time.process_time()
        proposals = propose(image)
        seconds += time.process_time() - start
        counts.append(len(proposals))
        for order, ordered in orders(method, proposals).items():
            for n in (*FIRST, 0):  # 0 for all
                found = best_overlaps(boxes, ordered, n or len(ordered))
                best.setdefault((order, n), []).append(found)
    mean = sum(counts) / len(counts)
    rows = []
    for (order, n), each in best.items():
        overlaps = torch.cat(each)
        if n > max(counts):
            continue
        row = {"data": data, "images": len(counts), "objects": len(overlaps), "method": method}
        row |= {"order": order, "boxes": n or "all", "boxes an image": round(mean)}
        row |= {
            f"recall at {iou}": round(float((overlaps >= iou).float().mean()), 3) for iou in IOUS
        }
        row |= {"average best overlap": round(float(overlaps.mean()), 3)}
        rows.append(row | {"processor seconds an image": round(seconds / len(counts), 2)})
    return rows


def done(result: Path) -> list[dict]:
    """The lines that the file of results has so far."""
    if not result.exists():
        return []
    with result.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def add(result: Path, rows: list[dict]) -> None:
    """Write the file anew with some lines more, whole or not at all."""
    rows = [*done(result), *rows]
    result.parent.mkdir(parents=True, exist_ok=True)
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(result, table.getvalue())


def methods(data: str) -> dict[str, Callable[[Tensor], Tensor]]:
    """What is tried on a data set. The RPN has learned coins and shapes, and nothing else."""
    found: dict[str, Callable[[Tensor], Tensor]] = {"sliding windows": windows}
    found["selective search, single"] = single
    if data == "scenes":
        found["selective search, RGB and HSV"] = two_colour_spaces
    else:
        found["selective search, fast"] = fast
    if data in ("coins", "scenes"):
        found["RPN of the small detector"] = rpn()
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the file of results does not have yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--methods", nargs="+", help="as they are called in the file of results")
    parser.add_argument("--images", type=int, default=60, help="at most, of each data set")
    parser.add_argument("--result", type=Path, default=RESULT)
    chosen = parser.parse_args(arguments)
    for data in chosen.data:
        for method, propose in methods(data).items():
            if (data, method) in {(line["data"], line["method"]) for line in done(chosen.result)}:
                continue
            if chosen.methods and method not in chosen.methods:
                continue
            try:
                rows = lines(data, method, propose, chosen.images)
            except FileNotFoundError as error:
                print(f"{data} is left out: {error}")
                break
            add(chosen.result, rows)
            print(data, method, rows[-1], flush=True)


if __name__ == "__main__":
    main()
