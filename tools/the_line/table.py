"""The table of the road: a line for each system and seed, and their means and spreads."""

import csv
import io
import json
import platform
import statistics
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.machine import cpu_model
from mrcnn_edu.files.whole import write_whole
from tools.the_line.costs import Costs
from tools.the_line.scenes import Scene

Row = dict[str, str | float]
CSV, PAGE, ROWS = "the_line.csv", "the_line.md", "rows.json"
TRAINED_ON, NO_GPU = "trained on", "no GPU"
# Shown as mean ± spread.
SHOWN = ("AP", "AP50", "AP75", "MFLOP an image", "ms an image", "training processor s", "disk MB")


def row_of(
    name: str, seed: int, on: str, numbers: dict[str, float], flops: float, costs: Costs
) -> Row:
    """The line of one system and seed.

    Args:
        name: of the system.
        seed: of its training.
        on: what it was trained on.
        numbers: of its evaluation.
        flops: additions and multiplications of one image.
        costs: of its training.
    """
    row: Row = {"system": name, "seed": seed, TRAINED_ON: on}
    row |= {key: round(100 * numbers[key], 2) for key in ("AP", "AP50", "AP75")}
    row |= {"MFLOP an image": round(flops / 1e6, 1)}
    row |= {"training s": round(sum(costs.wall.values()), 1)}
    row |= {"training processor s": round(sum(costs.processor.values()), 1)}
    row |= {"disk MB": round(sum(costs.disk.values()) / 1e6, 1)}
    row |= {"parts of training, s": in_words(costs.wall), "hardware": hardware()}
    return row | {"versions": f"Python {platform.python_version()}, torch {torch.__version__}"}


def in_words(parts: dict[str, float], digits: int = 1) -> str:
    """Parts and how long they took, in one cell."""
    return "; ".join(f"{name} {value:.{digits}f}" for name, value in parts.items())


def hardware() -> str:
    """What the numbers of seconds belong to."""
    processor = cpu_model()
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else NO_GPU
    return f"{processor}, {torch.get_num_threads()} threads, {gpu}"


def count_flops(detector: nn.Module, scenes: list[Scene]) -> float:
    """Additions and multiplications of one image, on average: of convolutions and products.

    Args:
        detector: in inference mode, on the CPU.
        scenes: a few.
    """
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        for image, target in scenes:
            more = {}
            if getattr(detector, "takes_proposals", False):
                more = {"proposals": [target["proposals"]]}
            detector([image], **more)
    return counter.get_total_flops() / len(scenes)


def write_table(out: Path) -> None:
    """Put the rows of all systems and seeds that there are into two files."""
    rows = [row for path in sorted(out.glob(f"*/{ROWS}")) for row in json.loads(path.read_text())]
    write_whole(out / CSV, as_csv(rows))
    write_whole(out / PAGE, as_page(rows))


def as_csv(rows: list[Row]) -> str:
    """All rows, each with all columns that any has."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def as_page(rows: list[Row]) -> str:
    """A table in Markdown: of each system the mean of its seeds and their spread.

    Example:
        >>> seeds = [{"system": "A", TRAINED_ON: "shapes", "AP": ap} for ap in (40.0, 43.0)]
        >>> print(as_page(seeds).splitlines()[2])
        | A | shapes | 2 | 41.5 ± 2.1 | – | – | – | – | – | – |
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((str(row["system"]), str(row[TRAINED_ON])), []).append(row)
    lines = [line_of(("system", TRAINED_ON, "seeds", *SHOWN)), line_of(["---"] * (3 + len(SHOWN)))]
    for (name, on), of_group in groups.items():
        cells = [mean_and_spread(values_of(of_group, key)) for key in SHOWN]
        lines.append(line_of((name, on, str(len(of_group)), *cells)))
    return "\n".join(lines) + "\n"


def values_of(rows: list[Row], key: str) -> list[float]:
    """A column of some rows, where they have it; a GPU's work is no processor's, and left out."""
    there = [row for row in rows if row.get(key, "") != ""]
    if key == "training processor s":
        there = [row for row in there if str(row.get("hardware", NO_GPU)).endswith(NO_GPU)]
    return [float(row[key]) for row in there]


def line_of(cells: Iterable[str]) -> str:
    """One line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def mean_and_spread(values: list) -> str:
    """Their mean and sample standard deviation; the latter from two values on."""
    if not values:
        return "–"
    mean = f"{statistics.fmean(values):.1f}"
    return mean if len(values) == 1 else f"{mean} ± {statistics.stdev(values):.1f}"


def mean_times(clock: Costs, number: int) -> dict[str, float]:
    """Milliseconds of processor time an image, by part."""
    return {name: 1000 * seconds / number for name, seconds in clock.processor.items()}


def boxes_on(device: str | torch.device, scene: Scene) -> tuple[Tensor, Tensor]:
    """Image and proposals of a scene, on a device."""
    return scene[0].to(device), scene[1]["proposals"].to(device)
