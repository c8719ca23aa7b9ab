"""What is RoIAlign worth where a cell is 32 pixels wide? ``python -m tools.roi_ablation``.

``mask_rcnn_tiny_c5`` is trained from nothing with RoIPool and with RoIAlign, three times each, from
three seeds. A seed decides the first weights, the order of the scenes and which RoIs teach, so that
two runs of one seed differ in the operator alone. Each is then evaluated, once, on the held-out
scenes. Stopped at any moment and started again, it goes on where it was.
``data/results/roi_ops_at_stride_32.csv`` gets a line for each run; lesson 09 shows it.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from mrcnn_edu.data import shapes
from mrcnn_edu.data.shapes import CLASSES, ShapeScenes, shape_scene
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny_c5
from mrcnn_edu.evaluation.detector import evaluate_detector
from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.sampler import Batches
from tools.ablations.results import add, done

OPERATORS = {"RoIPool": roi_pool, "RoIAlign": roi_align}
SEEDS = (0, 1, 2)
STEPS, BATCH, RATE, WEIGHT_DECAY, CLIP_NORM, WARM_UP = 900, 4, 1e-3, 0.01, 3.0, 100
RESULT = Path("data/results/roi_ops_at_stride_32.csv")
NUMBERS = ("AP", "AP50", "AP75")


def scene(index: int, seed: int) -> tuple[Tensor, dict[str, Tensor]]:
    """The scene of a number. The seed decides by the order of the batches whose turn it is."""
    return shape_scene(index)


def trained(operator: str, seed: int, steps: int, folder: Path) -> nn.Module:
    """A detector after so many steps; those that were made before are not made again."""
    torch.manual_seed(seed)
    detector = mask_rcnn_tiny_c5(len(CLASSES), roi_op=OPERATORS[operator])
    train(
        detector,
        Batches(scene, 1_000_000, BATCH, seed=seed),
        torch.optim.AdamW(detector.parameters(), RATE, weight_decay=WEIGHT_DECAY),
        steps,
        schedule=cosine(steps, warm_up=min(WARM_UP, steps // 2)),
        clip_norm=CLIP_NORM,
        checkpoints=folder / f"{operator}_{seed}",
        save_every=200,
    )
    return detector


def evaluated(detector: nn.Module, number: int) -> dict[str, float]:
    """COCO's AP of masks and boxes on the first of the held-out scenes."""
    scenes = ShapeScenes(shapes.HELD_OUT.start, number)
    found = {}
    for kind, named in (("segm", "mask"), ("bbox", "box")):
        numbers = evaluate_detector(detector, scenes, kind, batch_size=1)
        found |= {f"{named} {name}": round(numbers[name], 4) for name in NUMBERS}
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and evaluate what the file of results does not have yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("build/roi_ablation"))
    parser.add_argument("--result", type=Path, default=RESULT)
    parser.add_argument("--operators", nargs="+", choices=OPERATORS, default=list(OPERATORS))
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--evaluate-on", type=int, default=len(shapes.HELD_OUT))
    chosen = parser.parse_args(arguments)
    for seed in chosen.seeds:
        for operator in chosen.operators:
            have = {(line["operator"], line["seed"]) for line in done(chosen.result)}
            if (operator, str(seed)) in have:
                continue
            start = time.perf_counter()
            detector = trained(operator, seed, chosen.steps, chosen.folder)
            minutes = round((time.perf_counter() - start) / 60, 1)
            line = {"operator": operator, "seed": seed, "steps": chosen.steps}
            add(chosen.result, line | evaluated(detector, chosen.evaluate_on))
            print(f"{operator}, seed {seed}: {minutes} minutes", done(chosen.result)[-1])


if __name__ == "__main__":
    main()
