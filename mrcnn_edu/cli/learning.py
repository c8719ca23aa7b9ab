"""How a detector learns: for how long, at which rate, and from which changes of an image."""

import argparse

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from mrcnn_edu.training.averaging import moving_average
from mrcnn_edu.training.schedule import Schedule, constant, cosine

PASTE = "copy-paste"
AUGMENTATIONS = ("none", "flip", "all", PASTE)
OF_TINY, OF_OTHERS = 0.0006, 0.0025  # the usual rates


def add_learning_options(parser: argparse.ArgumentParser) -> None:
    """The options that this file looks at, and a few that the loop takes."""
    how = parser.add_argument_group("learning")
    longer = "1000; with --schedule constant a run may be made longer by giving more"
    how.add_argument("--steps", type=int, default=1000, help=longer)
    how.add_argument("--batch-size", type=int, default=2, help="images a step; 2")
    how.add_argument(
        "--rate", type=float, help=f"default: {OF_OTHERS}, for mask_rcnn_tiny {OF_TINY}"
    )
    how.add_argument("--schedule", choices=("cosine", "constant"), default="cosine")
    how.add_argument("--warm-up", type=int, help="steps; default: a tenth of all, 500 at most")
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
        type=float,
        metavar="DECAY",
        help="evaluate and write weights that are averaged over the last steps, as 0.999 does over"
        " some 1000; default: those of the last step",
    )
    how.add_argument("--rois-per-image", type=int, help="that teach; default: the detector's")
    how.add_argument("--workers", type=int, default=1, help="processes that read images")
    how.add_argument("--seed", type=int, default=0)
    how.add_argument("--bf16", action="store_true", help="bfloat16, for a GPU")


def average_of(detector: nn.Module, chosen: argparse.Namespace) -> AveragedModel | None:
    """The average of its weights, if one was chosen.

    Raises:
        ValueError: if it cannot be.
    """
    if chosen.ema is None:
        return None
    if not 0 <= chosen.ema <= 1:
        raise ValueError(f"--ema must be in 0 to 1, got {chosen.ema}; 0.999 is a usual choice")
    return moving_average(detector, chosen.ema)


def optimiser_of(
    detector: nn.Module, chosen: argparse.Namespace, *, tiny: bool
) -> torch.optim.Optimizer:
    """What makes the steps.

    Args:
        detector: whose parameters learn, but for those that are frozen.
        chosen: what was typed.
        tiny: whether it is ``mask_rcnn_tiny``, whose group norms learn and like AdamW.
    """
    learning = [p for p in detector.parameters() if p.requires_grad]
    usual = OF_TINY if tiny else OF_OTHERS
    rate = usual if chosen.rate is None else chosen.rate
    if tiny:
        return torch.optim.AdamW(learning, rate, weight_decay=0.01)
    return torch.optim.SGD(learning, rate, momentum=0.9, weight_decay=0.0001)


def schedule_of(chosen: argparse.Namespace, begun_with: int) -> Schedule:
    """How the rate goes.

    Args:
        chosen: what was typed.
        begun_with: the number of steps that the run was begun with. A run that is made longer
            keeps the warm-up that it had.

    Raises:
        ValueError: if there is no step, or the warm-up takes all of them.
    """
    usual = min(begun_with // 10, 500)
    warm_up = usual if chosen.warm_up is None else chosen.warm_up
    if not 0 <= warm_up < chosen.steps:
        raise ValueError(
            f"--steps must be 1 or more, and --warm-up from 0 up and below it, got {chosen.steps}"
            f" and {warm_up}"
        )
    if chosen.schedule == "constant":
        return constant(warm_up=warm_up)
    return cosine(chosen.steps, warm_up=warm_up)
