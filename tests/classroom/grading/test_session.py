"""A submission at work: its cells in order, its functions called, its tests asked."""

import os

import numpy as np
import pytest
import torch

from mrcnn_edu.classroom.grading.sandbox import Limits, SandboxError, why_not
from mrcnn_edu.classroom.grading.session import Reply, Session

needs_bubblewrap = pytest.mark.skipif(why_not() is not None, reason="needs bubblewrap")

CELLS = [
    "%matplotlib inline\nimport numpy as np",
    "def half(x): return x / 2",
    "1 / 0",
    "def half_of(x, *, times=1):\n    for _ in range(times): x = half(x)\n    return x",
    "def in_place(x):\n    x[0] = 7\n    return x",
    "def to_do(x):\n    raise NotImplementedError",
    "def blank(x): ...",
    "def ellipsis(x): return ...",
    "not_a_function = 3",
    "import os\nos._exit(3)",
    "def forever(x):\n    while True: pass",
    "def ends(x): os._exit(5)",
    "ours = 0\ndef count(x):\n    global ours\n    ours += 1\n    return ours",
    "def tests(f):\n    assert f(np.array([2.0])) == 4, 'no square'\n    assert f(x=3) == 9",
    "def raises(f):\n    try: f(-1)\n    except ValueError as e: assert 'below' not in str(e)",
    "def asks(f):\n    f(0)\n    forever(f)",
    "def seen_before(f):\n    assert not os.listdir('.'), 'seen'\n    open('note', 'w').close()",
    "import os",
    "def after(x): return 'the last'",
]


@pytest.fixture(scope="module")
def session():
    with Session(CELLS) as session:
        yield session


pytestmark = needs_bubblewrap


def test_an_error_or_a_death_in_a_cell_stops_no_other(session):
    errors = {n: cell.error for n, cell in enumerate(session.cells) if cell.error}
    assert errors == {
        2: "ZeroDivisionError: division by zero",
        9: "died: it ended with status 3",
    }


@pytest.mark.parametrize(
    ("function", "arguments", "reply"),
    [
        ("half", {"x": 3.0}, Reply("answered", 1.5, {"x": 3.0})),
        ("half_of", {"y": 8, "times": 3}, Reply("answered", 1.0, {"y": 8, "times": 3})),
        ("in_place", {"x": [1, 2]}, Reply("answered", [7, 2], {"x": [7, 2]})),
        ("blank", {"x": 1}, Reply("answered", None, {"x": 1})),
        ("ellipsis", {"x": 1}, Reply("answered", ..., {"x": 1})),
        ("after", {"x": 1}, Reply("answered", "the last", {"x": 1})),
        ("to_do", {"x": 1}, Reply("raised", text="NotImplementedError")),
        ("half", {"x": "a"}, Reply("raised", text="TypeError: unsupported operand type(s) for /: "
         "'str' and 'int'")),
        ("nowhere", {"x": 1}, Reply("missing")),
        ("not_a_function", {"x": 1}, Reply("not a function", text="int")),
        ("ends", {"x": 1}, Reply("died", text="it ended with status 5")),
    ],
)  # fmt: skip
def test_a_call_is_answered(session, function, arguments, reply):
    assert session.call(function, arguments) == reply


def test_tensors_go_in_and_come_out(session):
    reply = session.call("half", {"x": torch.tensor([1.0, 3.0])})
    assert torch.equal(reply.value, torch.tensor([0.5, 1.5]))


def test_an_endless_call_costs_no_other_its_answer(session):
    assert session.call("count", {"x": 1}).value >= 1
    assert session.call("forever", {"x": 1}, seconds=0.1).outcome == "endless"
    assert session.call("count", {"x": 1}).value == 1  # born anew


def square(x):
    if not hasattr(x, "shape") and x < 0:
        raise ValueError("x is below 0")
    return x * x


def hangs(x):
    while True:
        pass


@pytest.mark.parametrize(
    ("tests", "implementation", "reply"),
    [
        ("tests", square, Reply("passed")),
        ("tests", lambda y: y * y, Reply("turned away", text="TypeError: keyword")),
        ("tests", lambda x: x + 3, Reply("turned away", text="AssertionError: no square")),
        ("raises", square, Reply("passed")),
        ("nowhere", square, Reply("missing")),
        ("not_a_function", square, Reply("not a function", text="int")),
    ],
)
def test_tests_are_run_on_an_implementation_that_stays_outside(
    session, tests, implementation, reply
):
    got = session.run_suite(tests, implementation)
    assert got.outcome == reply.outcome
    assert reply.text.split(":")[0] in got.text


def test_each_run_of_tests_begins_without_memory_of_another(session):
    replies = [session.run_suite("seen_before", square) for _ in range(2)]
    assert replies == [Reply("passed"), Reply("passed")]


PICTURES = [
    "class plt: shown = [1]",
    "drawn = plt.shown",
    "def spared(f): return [1 for n in globals() if n.startswith('draw')]",
    "def needs(f): assert spared(f)",
    "def told(f): raise ValueError(str(len(spared(f))))",
]


def test_tests_that_pass_without_pictures_are_run_without_them():
    with Session(PICTURES, tensors=False) as session:
        assert session.call("spared", {"f": 0}).value == [1]
        outcomes = []
        for name in ("spared", "needs"):
            session.prepare_suite(name, square)
            outcomes.append(session.run_suite(name, square).outcome)
        session._without_pictures.add("told")
        assert session.run_suite("told", square).text == "ValueError: 0"
        assert session.call("spared", {"f": 0}).value == [1]
    assert outcomes == ["passed", "passed"]


def test_an_implementation_that_hangs_ends_in_time(session):
    reply = session.run_suite("tests", hangs, seconds=0.2)
    assert reply == Reply("turned away", text="TimeoutError: no answer within 0.2 seconds")


def test_tests_that_hang_end_in_time(session):
    assert session.run_suite("asks", square, seconds=0.1).outcome == "endless"


def test_an_implementation_that_wants_too_much_memory_ends():
    cells = ["def tests(f):\n    try: f(10**11)\n    except MemoryError: return"]
    with Session(cells, tensors=False) as session:
        assert session.run_suite("tests", np.zeros) == Reply("passed")


def test_after_too_many_deaths_no_more_is_tried():
    with Session(
        ["import os\ndef ends(): os._exit(1)"], Limits(restarts=1), tensors=False
    ) as session:
        outcomes = [session.call("ends", {}).outcome for _ in range(4)]
    assert outcomes == ["died", "died", "given up", "given up"]


def test_deaths_of_tests_cost_the_other_questions_nothing():
    cells = ["import os\ndef tests(f): os._exit(1)\ndef one(): return 1"]
    with Session(cells, Limits(restarts=0), tensors=False) as session:
        outcomes = [session.run_suite("tests", square).outcome for _ in range(3)]
        assert (outcomes, session.call("one", {}).value) == (["died"] * 3, 1)


def test_a_megabyte_of_code_is_too_much():
    with Session(["def f(): return 1", "#" * 2**21], tensors=False) as session:
        assert session.call("f", {}).outcome == "too much output"


def test_all_of_it_has_its_time():
    with Session(["def f(x): return x"], Limits(total_seconds=0.0), tensors=False) as session:
        assert session.call("f", {"x": 1}).outcome == "given up"


def test_grading_twice_meets_the_same_chance():
    cells = ["import random\nimport numpy as np", "def f(): return random.random(), hash('a')"]
    values = []
    for _ in range(2):
        with Session(cells, tensors=False) as session:
            values.append(session.call("f", {}).value)
    assert values[0] == values[1]


def test_where_there_is_no_sandbox_it_refuses(monkeypatch):
    monkeypatch.setattr("mrcnn_edu.classroom.grading.session.why_not", lambda: "no bubblewrap")
    with pytest.raises(SandboxError, match="no bubblewrap"), Session([]):
        pass


def test_without_a_sandbox_it_runs_all_the_same(tmp_path):
    cells = [f"def see(): import os; return os.path.isdir({str(tmp_path)!r})"]
    with Session(cells, sandbox=False, tensors=False) as session:
        assert session.call("see", {}).value is True
    with Session(cells, tensors=False) as session:
        assert session.call("see", {}).value is False


def test_nothing_is_left_running():
    with Session(["x = 1"], tensors=False) as session:
        process = session._keeper.pid
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
