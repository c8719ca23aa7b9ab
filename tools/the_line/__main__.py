"""Train and measure the systems of the road: ``python -m tools.the_line --seeds 0 1 2``.

Every system and seed has a folder of its own in that of the results: what its training keeps, its
weights in half precision, and its rows of the table, which is written anew after each. What is
there is not made again, so the command may be stopped and given again, and several may run side by
side, for different systems.

On a GPU give ``--device cuda``, and ``--workers`` for the proposals of scenes that do not ship.
``--coins`` trains on shapes and coins, as the weights that ship were; ``--times`` measures one
detection in its parts on the CPU, of systems that are trained already, and counts what those that
learned coins find on the photograph; ``--tuning`` evaluates on
scenes that may be looked at often. ``--stretch 0.02 --scenes 8 --tests 4`` is a quick try.
"""

import argparse
import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import torch
from torch import nn

from mrcnn_edu.data.shapes import HELD_OUT
from mrcnn_edu.detectors.weight_files import read_state_dict, write_weights
from mrcnn_edu.evaluation.detector import evaluate_detector
from mrcnn_edu.files.whole import write_whole
from tools.the_line.costs import Costs
from tools.the_line.photograph import coins_found, coins_proposals
from tools.the_line.pretraining import find_body
from tools.the_line.scenes import CLASSES, TRAINING, TUNING, Scene, scenes, training_scenes
from tools.the_line.table import ROWS, Row, count_flops, in_words, mean_times, row_of, write_table

SYSTEMS: tuple[str, ...] = (
    "rcnn",
    "sppnet",
    "fast_rcnn",
    "fast_rcnn_frozen",
    "fast_rcnn_all_background",
    "faster_rcnn_four_steps",
    "faster_rcnn",
    "mask_rcnn",
)
WEIGHTS = "weights.safetensors"
COUNTED = 10  # scenes, for FLOPs and times


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what is not done yet."""
    chosen = parse(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    on = "shapes and coins" if chosen.coins else "shapes"
    kept = chosen.out / "proposals"
    first = TUNING if chosen.tuning else HELD_OUT.start
    tests = scenes("shapes", first, chosen.tests, kept, chosen.workers)
    learnt = [] if chosen.times else training_scenes(on, chosen.scenes, kept, chosen.workers)
    for seed in chosen.seeds:
        if not chosen.times:
            m0 = find_body(on, seed, chosen.device, chosen.out / "m0", chosen.stretch)
        for name in chosen.systems:
            system = importlib.import_module(f"tools.the_line.{name}")
            folder = chosen.out / f"{name}_{on.replace(' ', '_')}_{seed}"
            if chosen.times:
                measure(system, on, folder, tests)
            elif not (folder / ROWS).exists():
                folder.mkdir(exist_ok=True)
                detector, costs = system.train(
                    seed, m0, learnt, chosen.device, folder, chosen.stretch
                )
                save(detector, folder / WEIGHTS, name, on)
                rows = evaluate(system, detector, seed, on, costs, tests)
                write_whole(folder / ROWS, json.dumps(rows, indent=1, ensure_ascii=False))
            write_table(chosen.out)


def evaluate(
    system: ModuleType, detector: nn.Module, seed: int, on: str, costs: Costs, tests: list[Scene]
) -> list[Row]:
    """A row for each variant of a trained system."""
    rows = []
    device = next(detector.parameters()).device
    for name, variant in system.variants(detector.eval()):
        numbers = evaluate_detector(variant, tests, "bbox")
        flops = count_flops(variant.cpu(), tests[:COUNTED])
        variant.to(device)
        rows.append(row_of(name, seed, on, numbers, flops, costs))
        print({key: rows[-1][key] for key in ("system", "seed", "AP", "AP50")}, flush=True)
    return rows


def save(detector: nn.Module, path: Path, name: str, on: str) -> None:
    """Write a detector's weights in half precision."""
    state = detector.state_dict()
    half = {
        key: value.half() if value.is_floating_point() else value for key, value in state.items()
    }
    write_weights(path, half, detector=name, class_names=CLASSES[on])


def measure(system: ModuleType, on: str, folder: Path, tests: list[Scene]) -> None:
    """Time one detection in its parts, and add that to the rows that a trained system has.

    If it learned coins, the photograph is looked at too.
    """
    detector = system.new(len(CLASSES[on])).eval()
    detector.load_state_dict(read_state_dict(folder / WEIGHTS))
    clock = Costs()
    with torch.inference_mode():
        image, target = tests[0]
        system.times(detector, image, target["proposals"], Costs())  # warm
        for image, target in tests[:COUNTED]:
            system.times(detector, image, target["proposals"], clock)
    parts = mean_times(clock, len(tests[:COUNTED]))
    rows = json.loads((folder / ROWS).read_text())
    rows[-1] |= {"ms an image": round(sum(parts.values()), 1), "parts, ms": in_words(parts)}
    if on == "shapes and coins":
        rows[-1] |= coins_found(detector, coins_proposals())
    write_whole(folder / ROWS, json.dumps(rows, indent=1, ensure_ascii=False))
    print(folder.name, rows[-1]["parts, ms"], flush=True)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--systems", nargs="*", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--device", default="cpu", help="such as cuda")
    parser.add_argument("--out", type=Path, default=Path("build/the_line"))
    parser.add_argument("--coins", action="store_true", help="train on shapes and coins")
    parser.add_argument("--times", action="store_true", help="measure what is trained already")
    parser.add_argument("--tuning", action="store_true", help="evaluate on other scenes")
    parser.add_argument("--stretch", type=float, default=1.0, help="how many times as many steps")
    parser.add_argument("--scenes", type=int, default=TRAINING, help="to train on")
    parser.add_argument("--tests", type=int, default=len(HELD_OUT), help="scenes to evaluate on")
    parser.add_argument("--workers", type=int, default=0, help="processes for proposals")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
