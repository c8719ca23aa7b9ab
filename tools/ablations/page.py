"""What all seeds say of each study: ``python -m tools.ablations.page`` prints it in Markdown.

Both arms of a study have the same seeds, so their differences are taken seed by seed. The interval
holds the true difference with 95 % if these differences scatter like a normal distribution, which
three of them cannot show.
"""

import statistics
from collections.abc import Sequence
from pathlib import Path

from mrcnn_edu.evaluation.intervals import half_width
from tools.ablations.__main__ import RESULT
from tools.ablations.arms import ARMS, STUDIES
from tools.ablations.results import done

READINGS = ("mask AP", "mask, not background, AP", "mask, against background, AP")


def measured(arm: str, name: str, result: Path = RESULT) -> list[float]:
    """A number of an arm from each seed, in the order of the seeds: AP in per cent.

    Args:
        arm: of ``ARMS``.
        name: of a column.
        result: the file.
    """
    lines = sorted((line for line in done(result) if line["arm"] == arm), key=_seed)
    times = 100 if name.endswith(("AP", "AP50", "AP75")) else 1
    return [times * float(line[name]) for line in lines]


def _seed(line: dict[str, str]) -> int:
    return int(line["seed"])


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """Where the true difference lies with 95 %, by Student's t.

    Args:
        differences: one for each seed.

    Raises:
        ValueError: if there are fewer than two, or more than twenty.

    Example:
        >>> low, high = interval([9.42, 9.24, 9.54])
        >>> print(f"{low:.2f} {high:.2f}")
        9.02 9.78
    """
    if len(differences) < 2:
        raise ValueError("an interval needs at least two seeds of both arms, here one or none")
    mean = statistics.fmean(differences)
    half = half_width(statistics.stdev(differences), len(differences))
    return mean - half, mean + half


def comparisons(result: Path = RESULT) -> list[str]:
    """A line in Markdown for each study, and for each way to read softmax's masks."""
    found = []
    for changed, usual in STUDIES.values():
        names = ("joint AP",) if ARMS[usual].finds == "keypoints" else ("mask AP", "box AP")
        read = READINGS[1:] if "softmax" in changed else ()
        for name in (*names, *read):
            plain = "mask AP" if name in READINGS else name
            pairs = (measured(changed, name, result), measured(usual, plain, result))
            found.append(_line(changed, usual, name, pairs))
    return found


def _line(changed: str, usual: str, name: str, pairs: tuple[list[float], list[float]]) -> str:
    """One comparison: both means, the differences, and where the true one lies."""
    means = [f"{statistics.fmean(values):.1f} ± {statistics.stdev(values):.1f}" for values in pairs]
    differences = [a - b for a, b in zip(*pairs, strict=True)]
    low, high = interval(differences)
    each = ", ".join(f"{value:+.1f}" for value in differences)
    says = "cannot say" if low < 0 < high else "differs"
    cells = (changed, usual, name, *means, each, f"{low:+.1f} to {high:+.1f}", says)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print("\n".join(comparisons()))
