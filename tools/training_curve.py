"""Keep the curves of a training run as a table and a picture.

    python -m tools.training_curve runs/balloon/log data/results/balloon

writes ``data/results/balloon.csv`` and ``data/results/balloon.png``, from what the run wrote for
TensorBoard.
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from mrcnn_edu.views.plots import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION, YELLOW

TRAIN, EVALUATION = "train/", "evaluation/"
NO_LOSSES = {"train/gradient", "train/rate"}
COLORS = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW)
Curves = dict[str, dict[int, float]]  # by name, the value at each step


def read_curves(log: Path) -> Curves:
    """The losses and the evaluation's numbers of a run.

    Raises:
        FileNotFoundError: if the folder holds no numbers.
    """
    events = EventAccumulator(str(log), size_guidance={"scalars": 0}).Reload()
    names = [name for name in events.Tags()["scalars"] if name not in NO_LOSSES]
    if not names:
        raise FileNotFoundError(f"{log} holds nothing for TensorBoard; give the log of a run")
    return {name: {e.step: e.value for e in events.Scalars(name)} for name in names}


def write_table(curves: Curves, path: Path) -> None:
    """A line for each step that has a number, a column for each curve."""
    steps = sorted({step for curve in curves.values() for step in curve})
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["step", *(name.partition("/")[2] for name in curves)])
        for step in steps:
            values = (curve.get(step) for curve in curves.values())
            writer.writerow([step, *("" if v is None else f"{v:.4f}" for v in values)])


def draw(curves: Curves, path: Path) -> None:
    """The losses on the left; on the right, if the run was evaluated, AP."""
    groups = [[n for n in curves if n.startswith(group)] for group in (TRAIN, EVALUATION)]
    shown = [group for group in groups if group]
    figure, axes = plt.subplots(
        1, len(shown), figsize=(6.5 * len(shown), 4), layout="constrained", squeeze=False
    )
    for ax, names, what in zip(axes[0], shown, ("loss", "AP"), strict=False):
        for name, color in zip(names, COLORS, strict=False):
            width = 2.0 if name == "train/sum" else 1.0
            label = name.partition("/")[2]
            ax.plot(*zip(*curves[name].items(), strict=True), color=color, lw=width, label=label)
        ax.set(xlabel="step", ylabel=what, ylim=(0, None))
        ax.legend()
    figure.savefig(path, dpi=80)
    plt.close(figure)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, and write both."""
    mpl.use("agg")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("log", type=Path, help="the folder of a run's log")
    parser.add_argument("result", type=Path, help="where to, without an ending")
    chosen = parser.parse_args(arguments)
    curves = read_curves(chosen.log)
    chosen.result.parent.mkdir(parents=True, exist_ok=True)
    write_table(curves, chosen.result.with_suffix(".csv"))
    draw(curves, chosen.result.with_suffix(".png"))


if __name__ == "__main__":
    main()
