"""Every assignment: its notebook and its key agree, and the key can't be fooled.

A question is finished when wrong answers that somebody might give don't earn its points, and right
ones in other styles do.
"""

import ast
import functools
from collections.abc import Callable
from typing import Any

import pytest

from mrcnn_edu.classroom.answers import as_answer
from mrcnn_edu.classroom.exercise import Arguments, Exercise
from mrcnn_edu.classroom.grading.draws import draw
from mrcnn_edu.classroom.grading.question import (
    FunctionQuestion,
    Question,
    SuiteQuestion,
    WrittenQuestion,
)
from mrcnn_edu.classroom.judge import call_with, copy_of, judge
from mrcnn_edu.classroom.verdict import Verdict
from tests.assignments.notebooks import (
    NAMES,
    graded_points,
    key_of,
    read,
    released,
    run_cells,
    source_path,
)
from tools import notebooks

DRAWN = 20  # random cases of a question
MAY_IMPORT = {"math", "itertools", "torch", "numpy", "matplotlib", "skimage"}

key = functools.cache(key_of)


@functools.cache
def worked(name: str) -> tuple[dict[str, Any], dict[str, Exception]]:
    """What the notebook with its solutions defines, and its errors."""
    return run_cells(read(name))


@functools.cache
def handed_out(name: str) -> tuple[dict[str, Any], dict[str, Exception]]:
    """The same of the notebook that students get, before they begin."""
    return run_cells(released(read(name)))


def questions(kind: type) -> list[Any]:
    """Each question of a kind with the name of its assignment, as pytest's parameters."""
    return [
        pytest.param(name, question, id=f"{name}-{question.grade_id}")
        for name in NAMES
        for question in key(name).questions
        if isinstance(question, kind)
    ]


def cases_with_answers(exercise: Exercise) -> tuple[tuple[Arguments, Any], ...]:
    """Examples and random cases, each with what the key answers; made once for each exercise."""
    if id(exercise) not in _made:
        _made[id(exercise)] = _make_cases(exercise)
    return _made[id(exercise)]


_made: dict[int, tuple[tuple[Arguments, Any], ...]] = {}  # keys are loaded once, and stay


def _make_cases(exercise: Exercise) -> tuple[tuple[Arguments, Any], ...]:
    drawn = draw(exercise.cases.random, seed=1, count=DRAWN)
    every = (*exercise.cases.examples, *drawn)
    return tuple((a, as_answer(call_with(exercise.reference, copy_of(a)))) for a in every)


def first_fault(function: Callable[..., Any], exercise: Exercise) -> Verdict | None:
    """What the key says of a function's first wrong answer, None where all are right."""
    faults = (
        judge(function, arguments, answer, seconds=5)
        for arguments, answer in cases_with_answers(exercise)
    )
    return next((fault for fault in faults if fault), None)


def turned_away(suite: Callable[..., Any], version: Callable[..., Any]) -> bool:
    """Whether a student's tests raise on a version of the operator."""
    try:
        suite(version)
    except Exception:
        return True
    return False


@pytest.mark.parametrize("name", NAMES)
def test_points_in_the_notebook_are_those_of_the_key(name):
    wanted = [(question.grade_id, question.points) for question in key(name).questions]
    assert graded_points(read(name)) == wanted
    assert key(name).points == 100
    assert key(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_as_the_tool_writes_it(name):
    path = source_path(name)
    assert path.read_text(encoding="utf-8") == notebooks.to_json(read(name), name)


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_notebook_passes_its_own_tests(name):
    assert worked(name)[1] == {}


@pytest.mark.parametrize("name", NAMES)
def test_it_imports_only_what_the_sandbox_has(name):
    for cell in read(name).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import):
                    roots = {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    roots = {str(node.module).split(".")[0]}
                else:
                    continue
                assert roots <= MAY_IMPORT, cell.id


@pytest.mark.parametrize("name", NAMES)
def test_what_is_handed_out_holds_no_solution_and_no_hidden_test(name):
    text = "\n".join(cell.source for cell in released(read(name)).cells)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    assert text.count("YOUR CODE HERE") >= 3


@pytest.mark.parametrize("name", NAMES)
def test_before_anything_is_written_only_graded_cells_fail(name):
    """And each of them does, so that nothing is earned by doing nothing."""
    book = released(read(name))
    graded = {
        cell.id
        for cell in book.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert set(handed_out(name)[1]) >= graded
    tagged = {c.id for c in book.cells if "raises-exception" in c.metadata.get("tags", [])}
    assert tagged == set(handed_out(name)[1])  # Jupyter goes on past these with Run all cells
    assert all(isinstance(e, NotImplementedError) for e in handed_out(name)[1].values())


@pytest.mark.parametrize(("name", "question"), questions(FunctionQuestion))
def test_the_worked_function_is_right_and_the_stub_is_not_begun(name, question):
    function = question.exercise.name
    assert first_fault(worked(name)[0][function], question.exercise) is None
    stub = first_fault(handed_out(name)[0][function], question.exercise)
    assert stub is not None
    assert stub.reason == "not begun"


@pytest.mark.parametrize(("name", "question"), questions(FunctionQuestion))
def test_wrong_functions_earn_nothing(name, question):
    exercise = question.exercise
    wrong = (*exercise.exhibits, *exercise.mutants)
    passed = [w.__name__ for w in wrong if first_fault(w, exercise) is None]
    assert passed == []
    if exercise.cases.examples[0]:  # a function without arguments only writes numbers down
        assert len(wrong) >= 20


@pytest.mark.parametrize(("name", "question"), questions(FunctionQuestion))
def test_right_functions_in_other_styles_earn_the_points(name, question):
    exercise = question.exercise
    failed = {s.__name__: f for s in exercise.solutions if (f := first_fault(s, exercise))}
    assert failed == {}
    if exercise.cases.examples[0]:
        assert len(exercise.solutions) >= 5


@pytest.mark.parametrize(("name", "question"), questions(FunctionQuestion))
def test_results_found_by_hand_are_the_keys(name, question):
    exercise = question.exercise
    for result, (arguments, _) in zip(exercise.by_hand, cases_with_answers(exercise), strict=False):

        def by_hand(*_arguments, result=result):
            return result

        fault = judge(
            by_hand, arguments, as_answer(call_with(exercise.reference, arguments)), seconds=5
        )
        assert fault is None, (arguments, fault)


@pytest.mark.parametrize(("name", "question"), questions(SuiteQuestion))
def test_the_worked_tests_find_every_planted_bug(name, question):
    suite = worked(name)[0][question.function]
    assert len(question.correct) >= 2
    assert len(question.planted) >= 8
    assert all(version.__doc__ for version in question.planted)
    assert [v.__name__ for v in question.correct if turned_away(suite, v)] == []
    assert [v.__name__ for v in question.planted if not turned_away(suite, v)] == []


@pytest.mark.parametrize(("name", "question"), questions(SuiteQuestion))
def test_the_tests_that_are_handed_out_find_nothing(name, question):
    stub = handed_out(name)[0][question.function]
    assert turned_away(stub, question.correct[0])  # and so they are worth nothing


@pytest.mark.parametrize(("name", "question"), questions(WrittenQuestion))
def test_a_marking_key_says_what_earns_points(name, question: Question):
    assert isinstance(question, WrittenQuestion)
    assert "point" in question.key
