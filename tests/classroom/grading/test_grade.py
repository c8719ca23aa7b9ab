"""What answers earn, by the key of ``sides_key.py``."""

import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from mrcnn_edu.classroom.grading.function_marks import mark_function
from mrcnn_edu.classroom.grading.outcomes import known
from mrcnn_edu.classroom.grading.paper import FOR_MARKS, set_paper
from tests.classroom.grading import sides_key
from tests.classroom.grading.in_process import InProcess, try_key
from tests.classroom.grading.sides_key import ASSIGNMENT, area


@pytest.fixture(scope="module")
def paper():
    return set_paper(ASSIGNMENT, "a secret")


class Everything:
    """Equals whatever it is compared with."""

    def __eq__(self, other):
        return True

    __hash__ = None


def not_begun(sides):
    raise NotImplementedError


def changes_its_input(sides):
    answer = area(sides)
    sides.add_(1)
    return answer


def ends_all(sides):
    raise SystemExit


FUNCTIONS = {
    "right": area,
    "a list": sides_key.in_loops,
    "numpy": lambda sides: np.prod(sides.numpy(), axis=1),
    "float64": lambda sides: area(sides.double()),
}
WRONG = {
    "not begun": not_begun,
    "raised": lambda sides: sides[0, 5],
    "wrong value": sides_key.adds_them,
    "wrong shape": lambda sides: area(sides)[None],
    "wrong type": lambda sides: Everything(),
    "changed its input": changes_its_input,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_function_earns_its_points(paper, name):
    mark = try_key(paper, {"my_area": FUNCTIONS[name]})["area"]
    assert (mark.points, mark.most, mark.outcome) == (4, 4, "right")
    assert str(len(paper.hidden["area"])) in mark.text


@pytest.mark.parametrize("outcome", WRONG)
def test_a_wrong_function_earns_none_and_its_fault_has_a_name(paper, outcome):
    mark = try_key(paper, {"my_area": WRONG[outcome]})["area"]
    assert (mark.points, mark.most, mark.outcome) == (0, 4, outcome)
    assert outcome in known("outcomes")
    assert mark.text


@pytest.mark.parametrize(
    ("function", "outcome"),
    [
        (lambda sides: None, "wrong type"),
        (lambda sides: "6", "wrong type"),
        (lambda sides: area(sides) > 1, "wrong type"),
        (lambda sides: area(sides) * float("nan"), "wrong value"),
        (lambda sides: area(sides) + 1e-3, "wrong value"),
        (ends_all, "raised"),
    ],
)
def test_more_that_is_wrong(paper, function, outcome):
    assert try_key(paper, {"my_area": function})["area"].outcome == outcome


def test_a_missing_function_is_said_to_be_missing(paper):
    marks = try_key(paper, {})
    assert (marks["area"].points, marks["area"].outcome) == (0, "missing")
    assert (marks["tests-of-area"].points, marks["tests-of-area"].outcome) == (0, "missing")
    assert "my_area" in marks["area"].text


class Impatient(InProcess):
    """Waits for nothing long."""

    def call(self, function, arguments, seconds=2.0):
        return super().call(function, arguments, 0.05)


def test_an_endless_function_costs_one_call(paper):
    def endless(sides):
        calls.append(sides)
        while True:
            time.sleep(0.01)

    calls = []
    mark = mark_function(ASSIGNMENT.questions[0], paper, Impatient({"my_area": endless}))
    assert (mark.points, mark.outcome, mark.feedback) == (0, "endless", ())
    assert len(calls) == 1


@pytest.mark.parametrize("wrong", [*sides_key.AREA.exhibits, *sides_key.AREA.mutants])
def test_the_counterexample_is_none_of_the_hidden_cases(paper, wrong):
    mark = try_key(paper, {"my_area": wrong})["area"]
    told = "\n".join(mark.feedback)
    assert "sides" in told
    hidden = [repr(trial.arguments["sides"].tolist()) for trial in paper.hidden["area"]]
    shown = [repr(trial.arguments["sides"].tolist()) for trial in paper.shown["area"]]
    assert set(hidden).isdisjoint(shown)
    assert "return sides" not in told  # the source of the right function


def test_the_counterexample_is_as_simple_as_can_be(paper):
    """Adding is wrong for a side of 1 and any other; the simplest that is not asked for marks."""
    mark = try_key(paper, {"my_area": sides_key.adds_them})["area"]
    (line,) = [line for line in mark.feedback if "sides" in line]
    hidden = [trial.arguments["sides"].tolist() for trial in paper.hidden["area"]]
    wrong = [[[a, b]] for a in range(30) for b in range(30) if a * b != a + b]
    simplest = min((w for w in wrong if w not in hidden), key=lambda w: sum(w[0]))
    assert sum(torch.tensor(eval(line.split("= ")[1])).flatten()) <= sum(simplest[0]) + 1


def of_four_or_less(sides):
    """Wrong, and in no way that is known."""
    return area(sides).clamp(max=4)


@pytest.mark.parametrize(
    ("function", "like"),
    [
        (lambda sides: (sides + 1).prod(1).double(), "Adds 1 to every side."),
        (lambda sides: [float(a + b) for a, b in sides], "Adds the sides."),
        (of_four_or_less, ""),
        (not_begun, ""),
        (area, ""),
    ],
)
def test_a_known_mistake_is_recognised(paper, function, like):
    assert try_key(paper, {"my_area": function})["area"].like == like


# Tests that students write.


def tries_two_boxes(implementation):
    got = torch.as_tensor(implementation(torch.tensor([[2.0, 3.0], [4.0, 5.0]])))
    assert got.tolist() == [6.0, 20.0]


def tries_one_square(implementation):
    assert torch.as_tensor(implementation(torch.tensor([[2.0, 2.0]])))[0] == 4  # as 2 + 2 is


def wants_a_tensor(implementation):
    assert implementation(torch.tensor([[2.0, 3.0]])).tolist() == [6.0]


SUITES = [  # name, tests, points of 6, outcome, bugs not found
    ("all", tries_two_boxes, 6, "right", ()),
    ("some", tries_one_square, 4, "suite", ("adds_them",)),
    (
        "none",
        lambda implementation: None,
        0,
        "suite",
        tuple(planted.__name__ for planted in ASSIGNMENT.questions[1].planted),
    ),
    ("turns all away", lambda implementation: 1 / 0, 0, "turns a right one away", ()),
    ("turns a list away", wants_a_tensor, 0, "turns a right one away", ()),
    ("not begun", not_begun, 0, "not begun", ()),
]


@pytest.mark.parametrize(
    ("tests", "points", "outcome", "missed"),
    [row[1:] for row in SUITES],
    ids=[row[0] for row in SUITES],
)
def test_tests_earn_the_share_of_planted_bugs_that_they_find(paper, tests, points, outcome, missed):
    mark = try_key(paper, {"try_area": tests})["tests-of-area"]
    assert (mark.points, mark.outcome, mark.missed) == (points, outcome, missed)
    assert len(mark.feedback) == len(missed)


def test_versions_come_in_an_order_that_the_secret_decides(paper):
    def order(secret):
        met = []
        try_key(replace(paper, secret=secret), {"try_area": met.append})
        return [version.__name__ for version in met]

    orders = {tuple(order(f"secret {i}")) for i in range(5)}
    assert len(orders) > 2
    assert order("secret 1") == order("secret 1")


def test_a_written_answer_is_kept_for_a_person_to_mark(paper):
    mark = try_key(paper, {}, {"why": "Because."})["why"]
    assert (mark.points, mark.most, mark.outcome) == (None, 2, "to mark")
    assert mark.answer == "Because."
    assert try_key(paper, {})["why"].outcome == "no answer"


def test_the_same_secret_asks_the_same_and_another_one_does_not(paper):
    def asked(paper):
        return [trial.arguments["sides"].tolist() for trial in paper.hidden["area"]]

    assert len(asked(paper)) == FOR_MARKS + len(sides_key.AREA.cases.examples)
    assert asked(set_paper(ASSIGNMENT, "a secret")) == asked(paper)
    assert asked(set_paper(ASSIGNMENT, "another")) != asked(paper)
