"""What an exercise on training is tried on: the rows of ``examples.py``, then random runs."""

from typing import Any

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import with_float64
from mrcnn_edu.classroom.exercises.training import pictures
from mrcnn_edu.classroom.exercises.training.examples import RUNS, STEPS

_number = st.sampled_from([1.0, 0.0, 2.0, -1.0, 0.5, -2.0])
_rate = st.sampled_from([0.5, 0.25, 0.0, 0.125])


def steps_of(steps: list[float], total: int, warm_up: int) -> Arguments:
    """The arguments of a schedule, from a list of steps, also of none."""
    return {
        "steps": torch.tensor(steps, dtype=torch.float32),
        "total": total,
        "warm_up": warm_up,
    }


def run_of(weights: Any, inputs: Any, goals: Any, rates: Any) -> Arguments:
    """The arguments of a training loop, from nested lists."""
    given = {"weights": weights, "inputs": inputs, "goals": goals, "rates": rates}
    return {name: torch.tensor(rows, dtype=torch.float32) for name, rows in given.items()}


@st.composite
def _steps(draw: st.DrawFn) -> Arguments:
    total = draw(st.integers(1, 12))
    warm_up = draw(st.integers(0, total - 1))
    made = draw(st.lists(st.integers(0, total + 2), min_size=1, max_size=5))
    return steps_of([float(step) for step in made], total, warm_up)


@st.composite
def _runs(draw: st.DrawFn) -> Arguments:
    count, width = draw(st.integers(1, 4)), draw(st.integers(1, 2))

    def row(of: st.SearchStrategy[float], length: int) -> list[float]:
        return draw(st.lists(of, min_size=length, max_size=length))

    inputs = [row(_number, width) for _ in range(count)]
    return run_of(row(_number, width), inputs, row(_number, count), row(_rate, count))


steps_of_a_run = Cases(
    examples=with_float64([steps_of(*row[1:4]) for row in STEPS]),
    random=_steps(),
    picture=pictures.factors,
)
"""For ``schedule``: steps (N,), total, warm_up."""

small_runs = Cases(
    examples=with_float64([run_of(*row[1:5]) for row in RUNS]),
    random=_runs(),
    picture=pictures.weights_after_each_step,
)
"""For ``training_loop``: weights (F,), inputs (S, F), goals (S,), rates (S,)."""
