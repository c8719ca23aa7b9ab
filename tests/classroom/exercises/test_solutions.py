"""Right solutions in many styles pass the check."""

import functools
import time

import pytest

from mrcnn_edu.classroom.answers import as_answer
from mrcnn_edu.classroom.check import _search, check
from mrcnn_edu.classroom.exercises import table
from mrcnn_edu.classroom.exercises.table import EXERCISES
from mrcnn_edu.classroom.judge import call_with, copy_of, judge

PATIENT = 20  # seconds, so that a busy machine tries as many cases as an idle one
SOLUTIONS = [
    pytest.param(exercise, solution, id=f"{solution.__name__}-{solution.__module__}")
    for exercise in EXERCISES
    for solution in exercise.solutions
]


@functools.cache
def cases_and_answers(name):
    """All that the check tries, made once for all solutions, since making it takes longest."""
    exercise = getattr(table, name)
    tried = [*exercise.cases.examples]
    _search(exercise.cases, lambda arguments: tried.append(copy_of(arguments)))
    return [(case, as_answer(call_with(exercise.reference, copy_of(case)))) for case in tried]


@pytest.mark.parametrize(("exercise", "solution"), SOLUTIONS)
def test_a_right_solution_passes(exercise, solution):
    pairs = cases_and_answers(exercise.name)
    assert len(pairs) > 100
    verdicts = (judge(solution, case, answer, seconds=PATIENT) for case, answer in pairs)
    assert next(filter(None, verdicts), None) is None


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_the_package_passes_its_own_check_within_three_seconds(exercise):
    start = time.process_time()
    verdict = check(exercise.reference, exercise)
    assert time.process_time() - start < 3  # of which some go by in loading, the first time
    assert verdict.passed, verdict
    assert verdict.counterexample is None
    assert verdict.cases > 100
