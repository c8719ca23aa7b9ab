"""All that is wrong is told in one warning, which points at whoever asked for the data."""

import warnings
from inspect import currentframe

import pytest

from mrcnn_edu.coco.problems import (
    LEFT_OUT,
    DataProblems,
    Problem,
    shorten,
    warn_of,
    without_advice,
)

CAT = Problem("cat.jpg", 5, "annotation 5 has no area", LEFT_OUT)
DOG = Problem("dog.jpg", None, "dog.jpg is not there", LEFT_OUT)


@pytest.mark.parametrize(
    ("problems", "text"),
    [
        ([CAT], "1 problem in a.json: cat.jpg: annotation 5 has no area (left out)"),
        (
            [DOG, CAT],
            "2 problems in a.json, the first: dog.jpg: dog.jpg is not there (left out);"
            " `problems` lists all",
        ),
    ],
)
def test_one_warning_for_all(problems: list[Problem], text: str) -> None:
    with pytest.warns(DataProblems, match="problem") as caught:
        warn_of(problems, "a.json")
    assert [str(warning.message) for warning in caught] == [text]
    assert caught[0].message.problems == problems


def test_without_problems_there_is_no_warning() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn_of([], "a.json")
    assert caught == []


def test_the_warning_points_at_the_callers_caller() -> None:
    def load() -> None:
        warn_of([CAT], "a.json")

    frame = currentframe()
    assert frame is not None
    with pytest.warns(UserWarning, match="1 problem") as caught:
        load()
    assert caught[0].filename == __file__
    assert caught[0].lineno == frame.f_lineno - 2  # of load(), not of what is in it


@pytest.mark.parametrize(
    ("length", "short"), [(0, 0), (300, 300), (301, 300), (9000, 300)], ids=str
)
def test_a_long_message_keeps_its_two_ends(length: int, short: int) -> None:
    text = "".join(str(n % 10) for n in range(length))
    kept = shorten(text)
    assert len(kept) == short
    first, gap, last = kept.partition(" ... ")
    assert text.startswith(first)
    assert text.endswith(last)
    assert bool(gap) == (length > 300)


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("no area", "no area"),
        ("no area; leave it out", "no area"),
        ("a; b has no area; leave it out", "a; b has no area"),
    ],
)
def test_advice_stands_after_the_last_semicolon(message: str, fault: str) -> None:
    assert without_advice(message) == fault
