"""How a detector learns: for how long, at which rate, and from which changes of an image."""

import argparse

from torch import nn
from torch.optim.swa_utils import AveragedModel

from mrcnn_edu.cli.detectors import USUAL
from mrcnn_edu.cli.numbers import above_zero, fraction, whole
from mrcnn_edu.data.samples import AUGMENTATIONS
from mrcnn_edu.detectors.catalogue import known
from mrcnn_edu.training.averaging import moving_average
from mrcnn_edu.training.optimiser import Schedule, constant, cosine


def add_learning_options(parser: argparse.ArgumentParser) -> None:
    """The options that this file looks at, and a few that the loop takes."""
    how = parser.add_argument_group("learning")
    longer = "1000; with --schedule constant a run may be made longer by giving more"
    how.add_argument("--steps", type=whole(1), default=1000, help=longer)
    how.add_argument("--batch-size", type=whole(1), default=2, help="images a step; 2")
    usual, of_tiny = known(USUAL).rate, known("mask_rcnn_tiny").rate
    how.add_argument(
        "--rate", type=above_zero, help=f"default: {usual}, for the small detectors {of_tiny}"
    )
    how.add_argument("--schedule", choices=("cosine", "constant"), default="cosine")
    how.add_argument("--warm-up", type=whole(0), help="steps; default: a tenth of all, 500 at most")
    how.add_argument(
        "--clip-norm", type=above_zero, help="longer gradients are shortened to it; 10"
    )
    how.add_argument(
        "--augment",
        choices=AUGMENTATIONS,
        default="flip",
        help="how images are changed by chance. none: not at all; flip: every second one is"
        " mirrored (default); all: mirrored, half to one and a half times as large, and in other"
        " light and colours; copy-paste: all of that, and some objects of another image are laid"
        " over it, for which annotations need masks",
    )
    how.add_argument(
        "--ema",
        type=fraction("0.999 is a usual choice"),
        metavar="DECAY",
        help="evaluate and write weights that are averaged over the last steps, as 0.999 does over"
        " some 1000; default: those of the last step",
    )
    how.add_argument("--rois-per-image", type=whole(1), help="that teach; default: the detector's")
    how.add_argument("--workers", type=whole(0), default=1, help="processes that read images")
    how.add_argument("--seed", type=whole(0, 2**63 - 1), default=0)
    how.add_argument("--bf16", action="store_true", help="bfloat16, for a GPU")


def average_of(detector: nn.Module, decay: float | None) -> AveragedModel | None:
    """The average of its weights, if one was chosen."""
    return None if decay is None else moving_average(detector, decay)


def schedule_of(kind: str, steps: int, warm_up: int | None, begun_with: int) -> Schedule:
    """How the rate goes.

    Args:
        kind: "constant" or "cosine".
        steps: how many there are.
        warm_up: how many the rate rises for; None for a tenth of all, 500 at most.
        begun_with: the number of steps that the run was begun with. A run that is made longer
            keeps the warm-up that it had.

    Raises:
        ValueError: if the warm-up takes all of them.
    """
    rising = min(begun_with // 10, 500) if warm_up is None else warm_up
    if rising >= steps:
        raise ValueError(f"--warm-up must be below --steps, got {rising} and {steps}")
    if kind == "constant":
        return constant(warm_up=rising)
    return cosine(steps, warm_up=rising)
