"""What is lost between an object's mask and a detector's: ``python -m tools.mask_round_trip``.

No network takes part. The true mask of every object is cropped to its box, made 28 x 28 as a mask
head would be taught it, and pasted back, in torchvision's way and without losing a part of a pixel.
Drawn scenes are taken, or with ``--images`` and ``--annotations`` photographs in COCO's format.
Printed is a table in Markdown: by the size of the object, the mean IoU with the true mask, and the
mean of the pasted area over the true one. Crowds are left out.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.shapes import ShapeScenes
from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned, paste_masks_exact
from mrcnn_edu.ops.masks import crop_mask_targets, paste_masks

MASK_SIZE = 28
FIRST_SCENE = 2_000_000  # no other scenes are drawn from here on
# COCO's limits between small, medium and large objects, and one more for the smallest.
SIZES = {
    "up to 16²": (0, 256),
    "16² to 32²": (256, 1024),
    "32² to 96²": (1024, 9216),
    "96² and more": (9216, float("inf")),
    "all": (0, float("inf")),
}
WAYS: dict[str, tuple[Callable[..., Tensor], Callable[..., Tensor]]] = {
    "torchvision's": (crop_mask_targets, paste_masks),
    "exact target, its pasting": (crop_mask_targets_aligned, paste_masks),
    "its target, exact pasting": (crop_mask_targets, paste_masks_exact),
    "exact": (crop_mask_targets_aligned, paste_masks_exact),
}


def of_objects(masks: Tensor, boxes: Tensor) -> Tensor:
    """For each object and each of ``WAYS`` the IoU and the ratio of areas: (G, ways, 2)."""
    true = masks.bool()  # (G, H, W)
    area = true.sum(dim=(1, 2))  # (G,)
    found = []
    for crop, paste in WAYS.values():
        small = crop(masks, boxes, torch.arange(len(boxes)), MASK_SIZE)
        pasted = paste(small, boxes, (masks.shape[1], masks.shape[2])) > 0.5
        shared = (pasted & true).sum(dim=(1, 2))
        pixels = pasted.sum(dim=(1, 2))
        found.append(torch.stack((shared / (pixels + area - shared), pixels / area), dim=1))
    return torch.stack(found, dim=1)


def measure(dataset: Iterable[tuple[Tensor, dict[str, Tensor]]]) -> tuple[Tensor, Tensor]:
    """Of all objects the areas (G,), in pixels, and what ``of_objects`` says (G, ways, 2)."""
    areas, found = [torch.zeros(0)], [torch.zeros(0, len(WAYS), 2)]
    for _, target in dataset:
        single = target["iscrowd"] == 0 if "iscrowd" in target else torch.ones(len(target["boxes"]))
        masks, boxes = target["masks"][single.bool()], target["boxes"][single.bool()]
        areas.append(masks.sum(dim=(1, 2)).float())
        found.append(of_objects(masks, boxes))
    return torch.cat(areas), torch.cat(found)


def table(areas: Tensor, found: Tensor) -> Iterator[str]:
    """The rows, by size: how many objects, and of each way the mean IoU and the mean area."""
    yield "| area, pixels | objects | " + " | ".join(f"{way}: IoU, area" for way in WAYS) + " |"
    yield "|---" * (len(WAYS) + 2) + "|"
    for name, (low, high) in SIZES.items():
        here = (areas >= low) & (areas < high)
        if here.any():
            means = found[here].mean(dim=0).tolist()  # (ways, 2)
            cells = " | ".join(f"{iou:.3f}, {ratio:.3f}" for iou, ratio in means)
            yield f"| {name} | {int(here.sum())} | {cells} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--annotations", type=Path)
    parser.add_argument("--scenes", type=int, default=60, help="drawn ones, without --images")
    chosen = parser.parse_args(arguments)
    if (chosen.images is None) != (chosen.annotations is None):
        parser.error("--images and --annotations go together")
    if chosen.images is None:
        dataset = ShapeScenes(FIRST_SCENE, chosen.scenes)
    else:
        dataset = CocoFolder(chosen.images, chosen.annotations, check=False)
    samples = (dataset[index] for index in range(len(dataset)))
    print("\n".join(table(*measure(samples))))


if __name__ == "__main__":
    main()
