"""Every wrong solution that we could think of is caught, by the hand-picked cases alone."""

import functools

import pytest

from mrcnn_edu.classroom.answers import as_answer
from mrcnn_edu.classroom.exercises import table
from mrcnn_edu.classroom.exercises.table import EXERCISES
from mrcnn_edu.classroom.judge import call_with, copy_of, judge

MUTANTS = [
    pytest.param(exercise, mutant, id=f"{exercise.name}-{mutant.__name__}")
    for exercise in EXERCISES
    for mutant in exercise.mutants
]
WITH_MUTANTS = [exercise for exercise in EXERCISES if exercise.mutants]


@functools.cache
def right_answers(name):
    exercise = getattr(table, name)
    examples = exercise.cases.examples
    return [as_answer(call_with(exercise.reference, copy_of(example))) for example in examples]


@pytest.mark.parametrize(("exercise", "mutant"), MUTANTS)
def test_hand_picked_cases_catch_it(exercise, mutant):
    pairs = zip(exercise.cases.examples, right_answers(exercise.name), strict=True)
    assert any(judge(mutant, example, right, seconds=5) for example, right in pairs)


@pytest.mark.parametrize("exercise", WITH_MUTANTS, ids=lambda exercise: exercise.name)
def test_at_least_twenty_wrong_and_five_right(exercise):
    names = {mutant.__name__ for mutant in exercise.mutants}
    assert len(names) == len(exercise.mutants) >= 20
    assert len(exercise.solutions) >= 5


@pytest.mark.parametrize("exercise", WITH_MUTANTS, ids=lambda exercise: exercise.name)
def test_hand_picked_cases_pass_the_right_one(exercise):
    pairs = zip(exercise.cases.examples, right_answers(exercise.name), strict=True)
    assert not any(judge(exercise.reference, example, right, seconds=5) for example, right in pairs)
