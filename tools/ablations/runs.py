"""One run: an arm trained from one seed and evaluated, a line of the table."""

import argparse
import platform
import time
from pathlib import Path

import torch

from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.sampler import Batches
from tools.ablations.arms import ARMS
from tools.ablations.numbers import evaluated

BATCH, RATE, WEIGHT_DECAY, CLIP_NORM, WARM_UP = 4, 1e-3, 0.01, 3.0, 100
Line = dict[str, object]


def run(name: str, seed: int, chosen: argparse.Namespace) -> Line:
    """Train one arm from one seed and evaluate it: a line of the table."""
    torch.set_num_threads(chosen.threads)
    steps = chosen.steps or ARMS[name].steps
    folder = chosen.folder / f"{name.replace(' ', '_')}_{seed}"
    start = time.perf_counter()
    detector = trained(name, seed, steps, folder, chosen)
    seconds = round(time.perf_counter() - start, 1)
    torch.save({k: v.half() for k, v in detector.state_dict().items()}, folder / "weights.pth")
    line: Line = {"arm": name, "seed": seed, "steps": steps, "scenes": chosen.evaluate_on}
    line |= evaluated(detector, ARMS[name], chosen.evaluate_on)
    return line | {"training seconds": seconds, "device": device_name(chosen.device)} | versions()


def trained(
    name: str, seed: int, steps: int, folder: Path, chosen: argparse.Namespace
) -> TwoStageDetector:
    """A detector after so many steps; those that were made before are not made again."""
    torch.manual_seed(seed)
    detector = ARMS[name].build().to(chosen.device)
    train(
        detector,
        Batches(ARMS[name].scene, 1_000_000, BATCH, seed=seed, workers=chosen.workers),
        torch.optim.AdamW(detector.parameters(), RATE, weight_decay=WEIGHT_DECAY),
        steps,
        schedule=cosine(steps, warm_up=min(WARM_UP, steps // 2)),
        clip_norm=CLIP_NORM,
        checkpoints=folder,
        save_every=300,
        progress=chosen.processes == 1,
    )
    return detector


def device_name(device: str) -> str:
    """What computes: the GPU's name, or the processor's."""
    if torch.device(device).type == "cuda":
        return torch.cuda.get_device_name(torch.device(device))
    return platform.processor() or platform.machine()


def versions() -> Line:
    """Of what the numbers depend on."""
    return {"torch": torch.__version__.split("+")[0], "python": platform.python_version()}
