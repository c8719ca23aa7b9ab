"""What several processes compute together: torchrun starts this, and a test looks at the results.

``python -m torch.distributed.run --nproc-per-node 2 -m tests.training.two_processes FOLDER``
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.layers import proposal_sampling, rpn_learning
from mrcnn_edu.ops.matching import sample_balanced
from mrcnn_edu.ops.targets import Target
from mrcnn_edu.training import resuming
from mrcnn_edu.training.checkpoint import load_checkpoint, save_checkpoint
from mrcnn_edu.training.distributed import (
    gather,
    processes,
    rank,
    synchronise_gradients,
    world_size,
)
from tests.training.small import small_run

Gradients = dict[str, Tensor]
Scene = tuple[Tensor, Target]

# Each is a mean over what is sampled, of which every image has as many; and one is not.
MEANS = ("loss_classifier", "loss_box_reg", "loss_objectness", "loss_rpn_box_reg")


def own(values: Sequence[Any]) -> list[Any]:
    """The share of this process."""
    length = len(values) // world_size()
    return list(values[rank() * length : (rank() + 1) * length])


def gradients_of(model: nn.Module) -> Gradients:
    return {name.removeprefix("module."): p.grad for name, p in model.named_parameters()}


def mean_over_images() -> Gradients:
    """Gradients of a loss that is a mean over four images."""
    torch.manual_seed(rank())  # and yet the weights are those of process 0
    model = synchronise_gradients(
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.Tanh(), nn.Flatten(), nn.Linear(64, 1))
    )
    images = torch.rand(4, 3, 6, 6, generator=torch.Generator().manual_seed(7))
    model(torch.stack(own(images))).exp().mean().backward()
    return gradients_of(model)


def scene(seed: int, objects: int | None = None) -> Scene:
    """A drawn scene in float64, in which no rounding makes another sample; or only some objects."""
    image, target = shape_scene(seed)
    return image.double(), {name: value[:objects] for name, value in target.items()}


def drawn_alike(labels: Tensor, number: int, positive_fraction: float) -> tuple[Tensor, Tensor]:
    """``sample_balanced``, by chance that does not depend on what was drawn before."""
    return sample_balanced(labels, number, positive_fraction, torch.Generator().manual_seed(0))


def detector_gradients(scenes: Sequence[Scene], names: Sequence[str] | None = None) -> Gradients:
    """Gradients of a detector's losses, or of some of them."""
    torch.manual_seed(0)
    model = synchronise_gradients(mask_rcnn_tiny(4, min_size=64).double().train())
    proposal_sampling.sample_balanced = rpn_learning.sample_balanced = drawn_alike
    try:
        images, targets = zip(*own(scenes), strict=True)
        losses = model(list(images), list(targets))
    finally:
        proposal_sampling.sample_balanced = rpn_learning.sample_balanced = sample_balanced
    # Times 0, not left out: two processes wait for the gradient of every weight.
    sum(loss * (names is None or name in names) for name, loss in losses.items()).backward()
    return gradients_of(model)


EXPERIMENTS: dict[str, Callable[[], Gradients]] = {
    "mean over images": mean_over_images,
    "sampled losses": lambda: detector_gradients([scene(1), scene(2)], MEANS),
    "mask loss": lambda: detector_gradients([scene(1), scene(2)], ["loss_mask"]),
    "nothing in one image": lambda: detector_gradients([scene(1), scene(2, objects=0)]),
}


@contextmanager
def slow_disk() -> Iterator[None]:
    """Let a checkpoint take long, so that a process that does not wait for it would miss it."""

    def save_slowly(*arguments: Any) -> Path:
        time.sleep(0.5)
        return save_checkpoint(*arguments)

    resuming.save_checkpoint = save_slowly
    try:
        yield
    finally:
        resuming.save_checkpoint = save_checkpoint


def main(folder: Path) -> None:
    """Write what comes of every experiment."""
    torch.set_num_threads(1)
    with processes() as device:
        results = {name: experiment() for name, experiment in EXPERIMENTS.items()}
        results["run"] = small_run(folder / "unbroken", progress=True)
        small_run(folder / "broken", 5)
        results["broken run"] = small_run(folder / "broken")
        with slow_disk():
            resuming.save_run(folder / "kept", 1, {})
            seen = gather(load_checkpoint(folder / "kept") is not None)
        everybody = gather((device.type, rank(), world_size(), results["run"]))
        if rank() == 0:
            torch.save(
                {"results": results, "everybody": everybody, "seen": seen}, folder / "results.pt"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
