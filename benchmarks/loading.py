"""Does reading keep ahead of learning? ``python -m benchmarks.loading``.

Photographs of 640 x 480 pixels, JPEG files with polygons in COCO's format, are read, flipped,
scaled and changed in light as ``python -m mrcnn_edu train --augment all`` does it, and counted.
Beside it stands how many of them ``mask_rcnn_tiny`` learns from in the same time.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from skimage import data

from benchmarks.coco import HEIGHT, WIDTH, an_object
from benchmarks.machine import cores, describe
from benchmarks.run import RESULTS
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.samples import sample
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.training.sampler import Batches

IMAGES, OBJECTS, BATCH = 16, 7, 4  # seven objects an image, as in COCO
CLASSES = (1, 2, 3)


def write_folder(folder: Path) -> CocoFolder:
    """Crops of a photograph with ellipses as objects, and the data set that they are."""
    rng = np.random.default_rng(0)
    photo = Image.fromarray(data.coffee()).resize((2 * WIDTH, 2 * HEIGHT))
    coco: dict[str, list[dict[str, object]]] = {"images": [], "annotations": []}
    coco["categories"] = [{"id": k, "name": f"class {k}"} for k in CLASSES]
    for number in range(1, IMAGES + 1):
        left, top = rng.integers(0, (WIDTH, HEIGHT)).tolist()
        photo.crop((left, top, left + WIDTH, top + HEIGHT)).save(folder / f"{number}.jpg")
        size = {"id": number, "file_name": f"{number}.jpg", "height": HEIGHT, "width": WIDTH}
        coco["images"].append(size)
        objects = [an_object(number, CLASSES, rng) | {"iscrowd": 0} for _ in range(OBJECTS)]
        coco["annotations"] += objects
    for number, entry in enumerate(coco["annotations"], start=1):
        entry["id"] = number
    path = folder / "annotations.json"
    path.write_text(json.dumps(coco))
    return CocoFolder(folder, path)


def per_second(make: Callable[[], object], batches: int) -> float:
    """Images a second of so many batches, after two that do not count."""
    for _ in range(2):
        make()
    start = time.perf_counter()
    for _ in range(batches):
        make()
    return BATCH * batches / (time.perf_counter() - start)


def reading(dataset: CocoFolder, workers: int, batches: int) -> float:
    """Images a second that so many processes make ready to be learned from."""
    known = list(range(len(dataset)))
    one = partial(sample, dataset=dataset, known=known, augmentation="all")
    source = Batches(one, len(known), BATCH, workers=workers)(0)
    return per_second(lambda: next(source), batches)


def learning(dataset: CocoFolder, steps: int) -> float:
    """Images a second that the small detector learns from, with nothing to wait for."""
    one = partial(sample, dataset=dataset, known=[*range(len(dataset))], augmentation="all")
    images, targets = next(Batches(one, len(dataset), BATCH)(0))
    detector = mask_rcnn_tiny(1 + len(CLASSES)).train()
    optimiser = torch.optim.AdamW(detector.parameters(), 1e-4)

    def step() -> None:
        optimiser.zero_grad()
        torch.stack(list(detector(images, targets).values())).sum().backward()
        optimiser.step()

    return per_second(step, steps)


def report(rates: dict[str, float], learned: float, machine: dict[str, str]) -> str:
    """The result as Markdown."""
    rows = [f"| {name} | {rate:.1f} | {rate / learned:.1f} |" for name, rate in rates.items()]
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    return (
        "# Reading beside learning\n\nMade by `python -m benchmarks.loading`: JPEG files of 640 x"
        " 480 pixels with seven polygons each, read and augmented (flip, scale, light).\n\n"
        "| | images a second | times what is learned from |\n|---|--:|--:|\n"
        + "\n".join(rows)
        + f"\n| mask_rcnn_tiny learns from | {learned:.1f} | 1.0 |\n\n{facts}\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write to benchmarks/results/loading.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--batches", type=int, default=30)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--output", type=Path, default=RESULTS / "loading.md")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        dataset = write_folder(Path(folder))
        names = {0: "read by the process that learns", 1: "read by one process more"}
        names[cores()] = f"read by {cores()} processes more"
        rates = {name: reading(dataset, workers, chosen.batches) for workers, name in names.items()}
        text = report(rates, learning(dataset, chosen.steps), describe(None))
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(text, encoding="utf-8")
    print(f"{text}\nWritten to {chosen.output}")


if __name__ == "__main__":
    main()
