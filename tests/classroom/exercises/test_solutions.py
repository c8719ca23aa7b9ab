"""Right solutions pass the check: many styles of each, and those that lessons print."""

import functools
import json
import time
from pathlib import Path

import pytest

from mrcnn_edu.classroom.answers import as_answer
from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises.table import EXERCISES
from mrcnn_edu.classroom.judge import copy_of, judge
from mrcnn_edu.classroom.verdict import Verdict

PATIENT = 20  # seconds, so that a busy machine tries as many cases as an idle one
NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
LESSONS = sorted([*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("extras/*.ipynb")])
TRIED = {}  # by the exercise's name


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """The first check of a process loads much, which is no part of what a check takes."""
    check(EXERCISES[0].reference, EXERCISES[0])


def trial_of(exercise):
    """The check of the package's function: its verdict, its seconds, all its cases with answers.

    Made once for all solutions, since making the cases takes longest.
    """
    if exercise.name not in TRIED:
        tried = []
        names = list(exercise.cases.examples[0])

        @functools.wraps(exercise.reference)
        def recording(*arguments, **by_name):
            case = dict(zip(names, arguments, strict=False)) | by_name
            kept = copy_of({name: case[name] for name in names})
            answer = exercise.reference(*arguments, **by_name)
            tried.append((kept, as_answer(answer)))
            return answer

        start = time.process_time()
        verdict = check(recording, exercise)
        TRIED[exercise.name] = verdict, time.process_time() - start, tried
    return TRIED[exercise.name]


def check_again(function, exercise):
    """The verdict on the same cases as the check's own, which need not be made again."""
    _, _, tried = trial_of(exercise)
    assert len(tried) > 100
    verdicts = (judge(function, case, answer, seconds=PATIENT) for case, answer in tried)
    return next(filter(None, verdicts), Verdict("passed", "as the package", cases=len(tried)))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_the_package_passes_its_own_check_within_three_seconds(exercise):
    verdict, seconds, tried = trial_of(exercise)
    assert seconds < 3
    assert verdict.passed, verdict
    assert verdict.counterexample is None
    assert verdict.cases == len(tried) > 100


@pytest.mark.parametrize(
    ("exercise", "solution"),
    [
        pytest.param(exercise, solution, id=f"{solution.__name__}-{solution.__module__}")
        for exercise in EXERCISES
        for solution in exercise.solutions
    ],
)
def test_a_right_solution_passes(exercise, solution):
    verdict = check_again(solution, exercise)
    assert verdict.passed, verdict


def cells_of(lesson):
    """The cells that a solution may build on, and the solutions: source by id, in order."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if is_wanted(cell)}


def is_wanted(cell):
    """The imports, what is filled in from the package, and the solutions."""
    tags = cell["metadata"].get("tags", [])
    filled_in = any(tag.startswith("defines:") for tag in tags)
    return filled_in or cell["id"] == "imports" or cell["id"].startswith("solution-")


PUBLISHED = [
    pytest.param(lesson, cell, id=f"{lesson.stem}-{cell}")
    for lesson in LESSONS
    for cell in cells_of(lesson)
    if cell.startswith("solution-")
]


@pytest.mark.parametrize(("lesson", "cell"), PUBLISHED)
def test_published_solution_passes(lesson, cell):
    cells = cells_of(lesson)
    names = {"__name__": "lesson"}
    for name, source in cells.items():
        if name == cell or not name.startswith("solution"):
            exec(source, names)
        if name == "imports":
            names["check"] = check_again
    assert names["verdict"].passed, names["verdict"]
    assert names["verdict"].cases > 100


def test_lessons_with_exercises_have_solutions():
    assert {solution.values[0].name[:2] for solution in PUBLISHED} >= {
        "01",
        "02",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "10",
        "11",
        "12",
        "13",
        "14",
        "15",
    }
