"""What an exercise on ablations is tried on: the rows of ``examples.py``, then random ones."""

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.ablations import pictures
from mrcnn_edu.classroom.exercises.ablations.examples import INTERVALS, REPORTS, RUNS
from mrcnn_edu.classroom.exercises.cases import Rows, with_float64


def runs_of(a: list[float], b: list[float], t: float) -> Arguments:
    """The arguments of ``paired_interval`` from lists."""
    return {"a": torch.tensor(a).float(), "b": torch.tensor(b).float(), "t": t}


def intervals_of(intervals: Rows, smallest: float) -> Arguments:
    """The arguments of ``verdicts`` from lists."""
    rows = torch.tensor(intervals, dtype=torch.float32).reshape(-1, 2)
    return {"intervals": rows, "smallest": smallest}


def numbers_of(validation: Rows, held_out: list[Rows]) -> Arguments:
    """The arguments of ``report`` from lists."""
    return {
        "validation": torch.tensor(validation).float(),
        "held_out": torch.tensor(held_out).float(),
    }


_NUMBER = st.sampled_from([0.0, 1.0, 2.0, 4.0, -1.0, 0.5, 8.0])
_WHOLE = st.sampled_from([0, 1, 2, 3, 4, 8])


@st.composite
def _runs(draw: st.DrawFn) -> Arguments:
    count = draw(st.integers(2, 4))
    a, b = (draw(st.lists(_NUMBER, min_size=count, max_size=count)) for _ in range(2))
    return runs_of(a, b, draw(st.sampled_from([1.0, 2.0, 4.0])))


@st.composite
def _intervals(draw: st.DrawFn) -> Arguments:
    ends = st.lists(_NUMBER, min_size=2, max_size=2).map(sorted)
    return intervals_of(
        draw(st.lists(ends, min_size=1, max_size=3)), draw(st.sampled_from([1.0, 2.0, 0.25]))
    )


@st.composite
def _numbers(draw: st.DrawFn) -> Arguments:
    shape = seeds, checkpoints, scenes = draw(st.integers(2, 3)), draw(st.integers(1, 2)), 2
    runs = seeds * checkpoints
    drawn = draw(st.lists(_WHOLE, min_size=runs * (1 + scenes), max_size=runs * (1 + scenes)))
    numbers = torch.tensor(drawn).float()
    return {
        "validation": numbers[:runs].reshape(seeds, checkpoints),
        "held_out": numbers[runs:].reshape(shape),
    }


runs = Cases(
    examples=with_float64([runs_of(*row[1:4]) for row in RUNS]),
    random=_runs(),
    picture=pictures.differences_and_intervals,
)
"""For ``paired_interval``: a (S,), b (S,), and t."""

intervals = Cases(
    examples=with_float64([intervals_of(*row[1:3]) for row in INTERVALS]),
    random=_intervals(),
    picture=pictures.interval_and_verdicts,
)
"""For ``verdicts``: intervals (N, 2), and the smallest difference that matters."""

reports = Cases(
    examples=with_float64([numbers_of(*row[1:3]) for row in REPORTS]),
    random=_numbers(),
    picture=pictures.mean_and_deviation,
)
"""For ``report``: validation (S, C), held_out (S, C, N)."""
