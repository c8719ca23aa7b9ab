"""What the small detector is worth: ``python -m tools.evaluate_tiny [FILE OR FOLDER]``.

On the held-out scenes of shapes, and on the whole photograph of the coins, of which it has never
seen the twelve in the three right-hand columns. Without an argument the shipped weights are
evaluated; a folder is one of ``tools.train_tiny``, whose newest checkpoint is taken. What is
printed at the end is the table of ``data/mask_rcnn_tiny/README.md``.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from skimage.draw import polygon2mask
from torch import Tensor, nn

from mrcnn_edu.coco.format import Entry
from mrcnn_edu.data import shapes
from mrcnn_edu.data.coin_cutouts import TRAINING_COINS
from mrcnn_edu.data.coin_scenes import CLASSES
from mrcnn_edu.data.coins import IMAGE_SIZE, coin_polygons, coins_image
from mrcnn_edu.data.shapes import ShapeScenes
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.detector import collect_results
from mrcnn_edu.ops.exact_masks import paste_masks_exact
from mrcnn_edu.ops.masks import paste_masks
from mrcnn_edu.training.checkpoint import load_checkpoint

WEIGHTS = "mask_rcnn_tiny/weights.safetensors"  # among the shipped files
FOUND_IOU = 0.85  # of a mask with the coin's outline
ALARM_SCORE = 0.7
FIRST = 25  # scenes that the tests look at
PASTES = {"exact": paste_masks_exact, "torchvision": paste_masks}


class Photograph(NamedTuple):
    """What came out on the photograph of the coins.

    Attributes:
        ious: (24,), of each coin's outline the best overlap with a mask found at a score of 0.7.
        scores: (24,), of those masks.
        false_alarms: how many masks with a score of 0.7 are no coin's.
    """

    ious: Tensor
    scores: Tensor
    false_alarms: int


def true_masks() -> Tensor:
    """The pixels inside each coin's outline: (24, H, W), bool."""
    return torch.stack(
        [
            torch.from_numpy(polygon2mask(IMAGE_SIZE, (outline - 0.5)[:, ::-1]))
            for outline in coin_polygons()
        ]
    )


def on_the_photograph(detector: nn.Module) -> Photograph:
    """Find the coins, and compare with their outlines.

    A mask is a coin's if its IoU with that coin's outline is at least 0.5 and none before it, of a
    higher score, was; any other with a score of 0.7 or more is a false alarm.
    """
    photo = torch.as_tensor(coins_image()).float() / 255
    device = next(detector.parameters()).device
    with torch.inference_mode():
        (found,) = detector.eval()([photo.expand(3, -1, -1).to(device)])
    found = {name: values.cpu() for name, values in found.items()}
    sure = found["scores"] >= ALARM_SCORE
    masks = found["masks"][sure, 0] > 0.5  # (D, H, W)
    truth = true_masks()
    shared = torch.einsum("dhw,ghw->dg", masks.float(), truth.float())  # (D, 24)
    areas = masks.sum((1, 2))[:, None] + truth.sum((1, 2)) - shared
    iou = shared / areas  # (D, 24)
    iou[found["labels"][sure] != CLASSES.index("coin")] = 0
    ious, scores, alarms = torch.zeros(24), torch.zeros(24), 0
    for row, score in zip(iou, found["scores"][sure], strict=True):
        coin = int(row.argmax())
        if row[coin] < 0.5 or ious[coin] > 0:
            alarms += 1
        else:
            ious[coin], scores[coin] = row[coin], score
    return Photograph(ious, scores, alarms)


def load(path: Path | None) -> TwoStageDetector:
    """The detector with shipped weights, those of a file, or the newest checkpoint of a folder."""
    if path is None or path.is_file():
        return mask_rcnn_tiny(len(CLASSES), weights=path or shipped(WEIGHTS))
    checkpoint = load_checkpoint(path / "checkpoints")
    if checkpoint is None:
        raise SystemExit(f"there is no checkpoint in {path / 'checkpoints'}")
    detector = mask_rcnn_tiny(len(CLASSES))
    detector.load_state_dict(checkpoint[1]["model"])
    print(f"the checkpoint of step {checkpoint[0]}")
    return detector


def on_scenes(detector: nn.Module, number: int) -> dict[str, dict[str, float]]:
    """COCO's numbers on the held-out scenes: of masks, of boxes, and of masks on the first few."""
    scenes = ShapeScenes(shapes.HELD_OUT.start, number)
    # One image at a time: in a batch, what an image is padded to would depend on its neighbours.
    truth, boxes = collect_results(detector, scenes, None, batch_size=1)
    # A result with a box counts by the box's area, also where its mask is compared.
    masks = [{name: result[name] for name in result if name != "bbox"} for result in boxes]
    first = {**truth, **{name: up_to(truth[name], FIRST) for name in ("images", "annotations")}}
    return {
        "masks": evaluate_coco(truth, masks, "segm"),
        "boxes": evaluate_coco(truth, boxes, "bbox"),
        "masks of the first": evaluate_coco(first, up_to(masks, FIRST), "segm"),
    }


def up_to(entries: Sequence[Entry], last: int) -> list[Entry]:
    """Of images, annotations or results those of the images up to a number, from 1 up."""
    return [entry for entry in entries if entry.get("image_id", entry.get("id")) <= last]


def rows(
    photograph: Photograph, numbers: dict[str, dict[str, float]], scenes: int
) -> Iterator[tuple[str, str]]:
    """The rows of the card's table: what, and how much."""
    never = torch.tensor([coin not in TRAINING_COINS for coin in range(24)])
    masks = numbers["masks"]
    yield f"mask AP on {scenes} held-out scenes of shapes", f"{masks['AP']:.3f}"
    yield "mask AP50 on the same", f"{masks['AP50']:.3f}"
    yield "mask AP of shapes below 32 × 32 pixels", f"{masks['AP_small']:.3f}"
    yield "mask AP of larger ones", f"{masks['AP_medium']:.3f}"
    yield f"mask AP on the first {FIRST} of them", f"{numbers['masks of the first']['AP']:.3f}"
    yield f"box AP on {scenes} held-out scenes of shapes", f"{numbers['boxes']['AP']:.3f}"
    found = int((photograph.ious[never] >= FOUND_IOU).sum())
    yield "coins found, of the twelve never seen", str(found)
    lowest = float(photograph.ious[never].min())
    yield "lowest mask IoU of the twelve coins never seen", f"{lowest:.3f}"
    yield "mean mask IoU of all 24 coins", f"{float(photograph.ious.mean()):.3f}"
    yield "false alarms on the photograph", str(photograph.false_alarms)


def main(arguments: Sequence[str] | None = None) -> None:
    """Evaluate and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("weights", type=Path, nargs="?")
    parser.add_argument("--scenes", type=int, default=len(shapes.HELD_OUT))
    parser.add_argument("--device", default="cpu", help="such as cuda")
    parser.add_argument("--paste", choices=PASTES, default="exact", help="how masks are drawn")
    chosen = parser.parse_args(arguments)
    detector = load(chosen.weights).to(chosen.device)
    detector.paste = PASTES[chosen.paste]
    photograph = on_the_photograph(detector)
    for coin, (iou, score) in enumerate(zip(photograph.ious, photograph.scores, strict=True)):
        seen = "seen in training" if coin in TRAINING_COINS else "never seen"
        print(f"coin {coin:2}: mask IoU {iou:.3f}, score {score:.2f}, {seen}")
    print("| | |\n|---|---|")
    for name, value in rows(photograph, on_scenes(detector, chosen.scenes), chosen.scenes):
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
