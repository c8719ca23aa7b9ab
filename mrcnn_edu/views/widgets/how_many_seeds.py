"""How many seeds? Fictitious experiments that look for a gain which only we know."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from traitlets import Dict, Float, Int, List, observe, validate

from mrcnn_edu.evaluation.intervals import STUDENT, half_width
from mrcnn_edu.views.looks import KEPT, TRUTH
from mrcnn_edu.views.plots import BLACK
from mrcnn_edu.views.widgets.inputs import as_numbers
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget
from mrcnn_edu.views.widgets.seed_experiments import (
    DRAWINGS,
    MOST,
    Array,
    count_outcomes,
    run_experiments,
)
from mrcnn_edu.views.widgets.sources import join_modules, read_style

# From the least to the most, in points of AP but for seeds and drawings, which are whole.
LIMITS = {
    "gain": (-5.0, 5.0),
    "spread": (0.05, 3.0),
    "seeds": (1, MOST),
    "drawing": (0, DRAWINGS - 1),
}


class HowManySeedsWidget(LessonWidget):
    """Sliders for a true gain, its spread and the seeds, and what a hundred experiments say of it.

    The page draws the experiments itself, so that it lives without a kernel. With one, the sliders
    follow here, and the counts are held against the package's own.

    Args:
        studies: what was really measured: for each study the differences of its two detectors,
            one a seed, in points of AP; none leave the map without dots.
        gain: the true difference, from -5 to 5 points of AP.
        spread: how far differences scatter from seed to seed: their standard deviation, from 0.05
            to 3 points of AP.
        seeds: how many an experiment has, from 1 to 20.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if differences are not numbers.
        ValueError: if a number is out of range, or a study has less than two seeds, or lies where
            the sliders do not go.

    Example:
        >>> widget = HowManySeedsWidget({"MLP": [0.6, 3.3, 3.3]}, gain=2.0, spread=1.5, seeds=3)
        >>> widget.counts
        {'wrong_sign': 1, 'leaves_zero': 22, 'holds_truth': 96}
    """

    _esm = join_modules("how_many_seeds.js")
    _css = read_style("how_many_seeds.css")

    studies = List(Dict(), read_only=True).tag(sync=True)
    student = List(Float(), read_only=True).tag(sync=True)  # from two seeds up
    start = Dict(read_only=True).tag(sync=True)  # where the sliders come back to
    gain = Float().tag(sync=True)
    spread = Float(1.0).tag(sync=True)
    seeds = Int(1).tag(sync=True)
    drawing = Int().tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        studies: Mapping[str, Sequence[float]],
        *,
        gain: float = 1.0,
        spread: float = 1.5,
        seeds: int = 1,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        found = [_summary(name, differences) for name, differences in studies.items()]
        self.set_trait("studies", found)
        self.set_trait("student", list(STUDENT[1:]))
        state = {"gain": gain, "spread": spread, "seeds": seeds}
        self.set_trait("start", state)
        super().__init__("how_many_seeds", predict=predict, language=language, **state)
        self._publish(None)

    @property
    def counts(self) -> dict[str, int]:
        """How many of the hundred mislead, convince and are right, as ``count_outcomes`` says."""
        return count_outcomes(self.gain, *self._measured())

    def still(self) -> Figure:
        """The experiments side by side, each with its mean and its interval."""
        means, halves = self._measured()
        figure = Figure(figsize=(7, 3.4), layout="constrained")
        ax = figure.subplots()
        ax.axhline(0, color=BLACK, linewidth=1)
        ax.axhline(self.gain, color=TRUTH["color"], linewidth=2)
        places = np.arange(len(means))
        ends = np.clip([means - halves, means + halves], -99, 99)  # one seed's have no end
        leaves = abs(means) > halves
        ax.vlines(places[~leaves], *ends[:, ~leaves], color="#999999", linewidth=1)
        ax.vlines(places[leaves], *ends[:, leaves], color=KEPT["color"], linewidth=2.5)
        ax.plot(places, means, ".", color=BLACK, markersize=4)
        ax.set(ylim=(-6, 6), xlabel=self.words["still_x"], ylabel=self.words["still_y"])
        return figure

    def in_words(self) -> str:
        """Where the sliders are; how many of the hundred are right, once guessed."""
        sentence = "in_words_covered" if self.covered else "in_words"
        state = {"gain": f"{self.gain:+.2f}", "spread": f"{self.spread:.2f}", "seeds": self.seeds}
        return str(self.words[sentence]).format(**state, **self.counts)

    def _measured(self) -> tuple[Array, Array]:
        return run_experiments(self.gain, self.spread, self.seeds, self.drawing)

    @validate("gain", "spread", "seeds", "drawing")
    def _check(self, proposal: dict[str, Any]) -> float:
        name, value = proposal["trait"].name, proposal["value"]
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise ValueError(f"{name} must be from {low:g} to {high:g}, got {value}")
        return float(value) if isinstance(low, float) else int(value)

    @observe("gain", "spread", "seeds", "drawing")
    def _publish(self, _change: object) -> None:
        """Tell the page what the package counts."""
        state = {name: getattr(self, name) for name in LIMITS}
        self.kernel_result = {**state, **self.counts}


def _summary(name: str, differences: Sequence[float]) -> dict[str, object]:
    """What the page needs of a study: its gain, its spread and its interval."""
    values = as_numbers(f"studies[{name!r}]", differences, (len(differences),))
    if not 2 <= len(values) <= MOST:
        raise ValueError(f"studies[{name!r}] must have 2 to {MOST} seeds, got {len(values)}")
    gain, spread = statistics.fmean(values), statistics.stdev(values)
    for what, value in (("gain", gain), ("spread", spread)):
        low, high = LIMITS[what]
        if not low <= value <= high:
            raise ValueError(
                f"studies[{name!r}] must have a {what} from {low:g} to {high:g}, where the slider"
                f" goes, got {value:g}; leave it out"
            )
    half = half_width(spread, len(values))
    ends = {"low": gain - half, "high": gain + half}
    return {"name": name, "gain": gain, "spread": spread, **ends, "seeds": len(values)}
