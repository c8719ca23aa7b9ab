"""Hostile submissions, run for real: what each comes to, and that its mark is the honest one.

A right submission earns 4 points for its function and 6 for its tests. What is added to one may
take points from it, and never gives any. ``test_walls.py`` tries the walls themselves.
"""

import json
import os
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.grading.function_marks import find_fault
from mrcnn_edu.classroom.grading.grade import grade_submission, mark_all
from mrcnn_edu.classroom.grading.handed_in import HandedIn
from mrcnn_edu.classroom.grading.paper import Paper, Trial, set_paper
from mrcnn_edu.classroom.grading.question import Assignment, FunctionQuestion, SuiteQuestion
from mrcnn_edu.classroom.grading.sandbox import Limits, why_not
from mrcnn_edu.classroom.grading.session import Reply, Session
from mrcnn_edu.classroom.grading.submission import read_submission
from mrcnn_edu.classroom.grading.suite_marks import mark_suite
from tests.classroom.grading.in_process import open_in_process
from tests.classroom.grading.notebooks import code, notebook

pytestmark = pytest.mark.skipif(why_not() is not None, reason="needs bubblewrap")


@pytest.fixture(scope="module", autouse=True)
def running_before():
    """The processes that tests of other modules have left."""
    return _children()


def area(sides):
    return torch.tensor([width * height for width, height in sides], dtype=torch.float64)


def in_numpy(sides):
    return np.array([width * height for width, height in sides])


def in_a_list(sides):
    return [width * height for width, height in sides]


def adds_them(sides):
    """Adds the sides."""
    return [width + height for width, height in sides]


def counts_pixels(sides):
    """Adds 1 to every side."""
    return [(width + 1) * (height + 1) for width, height in sides]


def drops_the_last(sides):
    """Forgets the last box."""
    return in_a_list(sides)[:-1]


SIDE = st.integers(1, 50).map(float)
SIDES = st.lists(st.tuples(SIDE, SIDE).map(list), min_size=1, max_size=3)
EXERCISE = Exercise(
    name="my_area",
    reference=area,
    cases=Cases(
        examples=({"sides": [[2.0, 3.0]]},),
        random=SIDES.map(lambda sides: {"sides": sides}),
        picture=lambda *_: None,
    ),
    by_hand=([6.0],),
    exhibits=(),
)
FUNCTION = FunctionQuestion("area", 4, EXERCISE)
SUITE = SuiteQuestion(
    "tests-of-area",
    6,
    "try_area",
    correct=(in_numpy, in_a_list),
    planted=(adds_them, counts_pixels, drops_the_last),
)
ASSIGNMENT = Assignment("a0_hostile", "Areas", (FUNCTION, SUITE))


RIGHT = "def my_area(sides):\n    return [width * height for width, height in sides]\n"
TESTS = "def try_area(area):\n    assert list(area([[2.0, 3.0]])) == [6.0]\n"
CHANNEL = """
import gc, os, socket, struct, time
def channel():
    return next(o for o in gc.get_objects() if type(o).__name__ == "Channel")
def line():
    return channel().end.fileno()
"""


class Hurried(Session):
    """Waits a fraction of the usual time, imports no torch, and lives often."""

    def __init__(self, cells):
        limits = Limits(cell_seconds=0.3, memory=2**28, threads=16, restarts=99, suite_calls=99)
        super().__init__(cells, limits, tensors=False)

    def call(self, function, arguments, seconds=0.3):
        return super().call(function, arguments, min(seconds, 0.3))

    def run_suite(self, function, implementation, seconds=0.6):
        return super().run_suite(function, implementation, min(seconds, 0.6))


def honest(function=RIGHT, tests=TESTS):
    """The cells of a submission, as nbgrader makes them."""
    return [
        code(function, "area-answer"),
        code("assert my_area([[1, 1]]) == [1]", "area", grade=True, solution=False),
        code(tests, "tests-of-area", grade=True),
    ]


def points(grade):
    return tuple(mark.points for mark in grade.marks)


@pytest.fixture(scope="module")
def paper():
    return set_paper(ASSIGNMENT, "a secret")


@pytest.fixture
def grade(paper, tmp_path):
    """Hand in a notebook, or any text, and have it graded."""

    def hand_in(*cells, text=None, path=tmp_path / "Eve.ipynb", open_session=Hurried):
        if cells or text is not None:
            path.write_text(notebook(*cells) if text is None else text, encoding="utf-8")
        submission = read_submission(HandedIn("Eve", (path,)), ASSIGNMENT)
        return grade_submission(submission, paper, asked="", open_session=open_session)

    return hand_in


def ask(paper, questions, *sources):
    """Grade cells on many questions at once, which are tried on the same cases as one."""
    names = [question.grade_id for question in questions]
    tried = dict.fromkeys(names, paper.hidden["area"]), dict.fromkeys(names, paper.shown["area"])
    together = Paper(Assignment("a0", "All", tuple(questions)), "a secret", *tried)
    with Hurried(sources) as session:
        return {mark.grade_id: mark for mark in mark_all(together, session, {})}


CELLS = {  # what becomes of a cell, by its source
    "an endless cell": ("while True:\n    pass", "endless"),
    "an endless cell that catches everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "endless",
    ),
    "sys.exit": ("import sys\nsys.exit(0)", "SystemExit"),
    "os._exit": ("import os\nos._exit(0)", "died"),
    "a signal": ("import os, signal\nos.kill(0, signal.SIGKILL)", "PermissionError"),
    "a crash in C": ("import ctypes\nctypes.string_at(0)", "died"),
    "a stack without an end": (
        "import sys\nsys.setrecursionlimit(10**9)\n"
        "class Deep:\n    def __repr__(self): return repr([self])\nrepr(Deep())",
        "died",
    ),
    "a thread that stays": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(999,)).start()",
        "None",
    ),
    "a process that stays": (
        "import subprocess\nsubprocess.Popen(['sleep', '999'])",
        "PermissionError",
    ),
    "a shell": ("!sleep 999 &", "OSError"),
    "giant output": ("for _ in range(30): print('x' * 2**20)", "None"),
    "markup": ("raise ValueError('<script>alert(1)</script>\\x1b[2J' * 9999)", "ValueError"),
    "a result on the screen": ('print(\'{"outcome": "answered", "points": 100}\')', "None"),
    "a transformer of later cells": (
        "get_ipython().input_transformers_cleanup.append(\n"
        "    lambda lines: [line.replace('assert False', 'pass') for line in lines])",
        "None",
    ),
    "a hook on each cell": (
        "def hook(*_): globals()['seen'] = dict(globals())\n"
        "for event in ('pre_run_cell', 'post_run_cell', 'pre_execute', 'post_execute'):\n"
        "    get_ipython().events.register(event, hook)",
        "None",
    ),
    "a hook that ends all": (
        "import os\nget_ipython().events.register('post_run_cell', lambda *_: os._exit(0))",
        "died",
    ),
    "numpy patched": (
        "import numpy as np\nnp.allclose = np.array_equal = np.isclose = lambda *_, **__: True",
        "None",
    ),
    "the worker patched": (
        "import sys\nworker = sys.modules['grading.worker']\n"
        "worker._kind_of = lambda error: 'right'\nworker._text_of = lambda error: 'right'",
        "None",
    ),
}


def test_an_honest_submission_earns_its_points(grade):
    done = grade(*honest())
    assert (points(done), done.notebook) == ((4, 6), "read")
    assert [mark.outcome for mark in done.marks] == ["right", "right"]


def test_hostile_cells_end_as_they_must_and_change_no_mark(paper):
    with Hurried([*(source for source, _ in CELLS.values()), RIGHT, TESTS]) as session:
        ends = [str(cell.error).split(":")[0] for cell in session.cells]
        marks = mark_all(paper, session, {})
    assert dict(zip(CELLS, ends, strict=False)) == {name: end for name, (_, end) in CELLS.items()}
    assert max(len(str(cell.error)) for cell in session.cells) <= 2000
    assert [mark.points for mark in marks] == [4, 6]


FUNCTIONS = {  # what becomes of the function, by its body
    "endless": ("while True: pass", "endless"),
    "asleep": ("import time; time.sleep(99)", "endless"),
    "exit": ("import os; os._exit(0)", "died"),
    "sys.exit": ("raise SystemExit", "raised"),
    "crash": ("import ctypes; ctypes.string_at(0)", "died"),
    "fork bomb": ("import os\n    while True: os.fork()", "raised"),
    "thread bomb": (
        "import threading, time\n    threading.stack_size(2**16)\n    while True:\n"
        "        threading.Thread(target=time.sleep, args=(99,)).start()",
        "died",
    ),
    "memory": ("x = []\n    while True: x.append(bytes(2**24))", "out of memory"),
    "many files": (
        "import time\n    for n in range(10**9): open(str(n), 'w').close()",
        "died",
    ),
    "network": ("import socket; socket.create_connection(('1.1.1.1', 443))", "raised"),
    "the key": ("import mrcnn_edu.classroom", "raised"),
    "numbers of its own": ("return 4, 6, 100", "wrong value"),
    "equal to everything": ("return All()", "unreadable"),
    "a list of such": ("return [All() for _ in sides]", "unreadable"),
    "an array of such": ("return np.full(len(sides), All(), dtype=object)", "unreadable"),
    "a subclass of arrays": ("return np.zeros(len(sides)).view(Always)", "wrong value"),
    "a number that is every number": ("return [One(1) for _ in sides]", "wrong value"),
    "NaN": ("return [float('nan')] * len(sides)", "wrong value"),
    "a pickle bomb": ("return Bomb()", "unreadable"),
    "a pickle as text": ("return 'cos\\nsystem\\n(S\"id\"\\ntR.'", "wrong type"),
    "a dict that says right": ("return dict(outcome='right', points=4)", "wrong type"),
    "two gigabytes": ("return np.broadcast_to(1.0, 2**28)", "too much output"),
    "a million numbers": ("return [1.5] * 3 * 10**5", "too much output"),
    "deep": (
        "x = []\n    for _ in range(100_000): x = [x]\n    return x",
        "unreadable",
    ),
    "itself": ("x = []; x.append(x); return x", "unreadable"),
    "its input made to fit": ("sides[:] = [[1.0, 1.0]]; return [1.0]", "wrong value"),
    "markup": ("raise ValueError('<script>alert(1)</script>\\x1b[2J' * 999)", "raised"),
    "an error that has no text": ("raise Mute", "raised"),
    "a forged verdict": ("channel().send({'outcome': 'right', 'points': 4})", "unreadable"),
    "a forged text": ("channel().send('right'); time.sleep(9)", "unreadable"),
    "a forged cell": ("channel().send({'begins': 7}); time.sleep(9)", "unreadable"),
    "forged answers": (
        "c = channel()\n    for _ in range(99): c.send({'outcome': 'answered', 'value': [6.0]})",
        "unreadable",
    ),
    "garbage on the line": ("os.write(line(), b'x' * 999); time.sleep(9)", "too much output"),
    "a small message of garbage": (
        "os.write(line(), struct.pack('>II', 1, 1) + b'xx'); time.sleep(9)",
        "unreadable",
    ),
    "a message of four gigabytes": (
        "os.write(line(), b'\\xff' * 8); time.sleep(9)",
        "too much output",
    ),
    "a message that never ends": (
        "os.write(line(), struct.pack('>II', 99, 99))\n"
        "    while True: os.write(line(), b'x'); time.sleep(0.2)",
        "endless",
    ),
    "the line closed": ("channel().end.close(); time.sleep(9)", "died"),
}
CLASSES = """
import os
import numpy as np
class All:
    def __eq__(self, other): return True
    __hash__ = None
class Always(np.ndarray):
    def __eq__(self, other): return True
class One(float):
    def __eq__(self, other): return True
    def __repr__(self): return "6.0"
class Bomb:
    def __reduce__(self): return os.system, ("touch /tmp/exploded",)
class Mute(Exception):
    def __str__(self): raise SystemExit
"""


@pytest.fixture(scope="module")
def marks_of_functions(paper):
    """One notebook with all of them, and honest answers between."""
    sources, questions = [], []
    for number, (name, (body, _)) in enumerate(FUNCTIONS.items()):
        sources.append(f"def hostile{number}(sides):\n    {body}\n")
        questions.append(FunctionQuestion(name, 4, replace(EXERCISE, name=f"hostile{number}")))
    return ask(paper, [*questions, FUNCTION, SUITE], CHANNEL + CLASSES, *sources, RIGHT, TESTS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_hostile_function_earns_nothing(marks_of_functions, name):
    mark = marks_of_functions[name]
    assert (mark.points, mark.outcome) == (0, FUNCTIONS[name][1])
    assert len(mark.text) < 3000


def test_hostile_functions_cost_the_others_nothing(marks_of_functions):
    assert marks_of_functions["area"].points == 4
    assert marks_of_functions["tests-of-area"].points == 6


SUITES = {  # what becomes of the tests, by their body
    "raises always": ("assert False", "turns a right one away"),
    "raises never": ("area([[2, 3]])", "suite"),
    "asks nothing": ("return True", "suite"),
    "looks at what it is given": (
        "told = str([dir(area), vars(area), area.__name__, area.__closure__, area.__doc__])\n"
        "    told += str([o for o in gc.get_objects() if isinstance(o, (str, dict, list))])\n"
        "    assert not any(n + 's_them' in told or n + 's the sides' in told for n in ['add'])",
        "suite",
    ),
    "remembers in a file": (
        "seen = os.path.exists('seen'); open('seen', 'w').close()\n    assert not seen",
        "suite",
    ),
    "remembers in its module": (
        "globals()['n'] = globals().get('n', 0) + 1\n    assert n < 3",
        "suite",
    ),
    "remembers in the folder's time": (
        "late = os.stat('.').st_mtime == 9; os.utime('.', (9, 9))\n    assert not late",
        "suite",
    ),
    "throws a die": ("import random\n    assert random.random() < 0.5", None),
    "a million questions": ("for _ in range(10**6): area([])", "endless"),
    "endless": ("while True: pass", "endless"),
    "huge arrays": ("import numpy as np\n    area(np.zeros((2**20, 2)))", "too much output"),
    "a question that is none": ("channel().send({'asked': 3}); time.sleep(9)", "unreadable"),
    "a forged verdict": ("channel().send({'outcome': 'turned away'})", "unreadable"),
    "dies where it is wrong": (
        "if list(area([[2, 3]])) != [6]: os._exit(0)",
        "suite",
    ),
    "names in errors": (
        "try: area(nonsense=1)\n    except TypeError as error: assert ' in_' in f' {error}'",
        "turns a right one away",
    ),
    "objects for arguments": ("area(object())", "turns a right one away"),
}


@pytest.fixture(scope="module")
def marks_of_suites(paper):
    """One notebook with all of them, and honest tests last."""
    sources, questions = [], []
    for number, (name, (body, _)) in enumerate(SUITES.items()):
        sources.append(f"def hostile{number}(area):\n    {body}\n")
        questions.append(replace(SUITE, grade_id=name, function=f"hostile{number}"))
    return ask(paper, [*questions, SUITE], CHANNEL, *sources, TESTS)


@pytest.mark.parametrize("name", SUITES)
def test_hostile_tests_earn_nothing(marks_of_suites, name):
    mark = marks_of_suites[name]
    assert (mark.points, mark.outcome) == (0, SUITES[name][1] or mark.outcome)


def test_hostile_tests_cost_the_others_nothing(marks_of_suites):
    assert marks_of_suites["tests-of-area"].points == 6


class Moody:
    """Turns a planted version away the first time, and lets it pass the second."""

    def __init__(self):
        self.seen = set()

    def prepare_suite(self, function, right):
        self.prepared = function, right

    def run_suite(self, function, implementation, seconds=10.0):
        again = implementation in self.seen or implementation in SUITE.correct
        self.seen.add(implementation)
        return Reply("passed" if again else "turned away")


def test_tests_that_toss_a_coin_have_to_toss_it_again(paper):
    moody = Moody()
    assert mark_suite(SUITE, paper, moody).points == 0
    assert moody.prepared == (SUITE.function, SUITE.correct[0])


class Clockwise:
    """Knows by the clock which round it is: turns away what is wrong, then nothing, then all."""

    def __init__(self):
        self.count = 0

    def prepare_suite(self, function, right):
        pass

    def run_suite(self, function, implementation, seconds=10.0):
        wrong = implementation not in SUITE.correct
        away = (wrong, False, True)[self.count // 5]  # two right ones and three wrong, each time
        self.count += 1
        return Reply("turned away" if away else "passed")


def test_right_versions_are_among_those_that_are_tried_again(paper):
    mark = mark_suite(SUITE, paper, Clockwise())
    assert (mark.points, mark.outcome) == (0, "turns a right one away")


def planted(slip):
    def wrong(sides):
        return [*in_a_list(sides), slip]

    return wrong


class Blind:
    """Finds the first of the planted bugs, and no other."""

    def prepare_suite(self, function, right):
        pass

    def run_suite(self, function, implementation, seconds=10.0):
        return Reply("turned away" if list(implementation([])) == [1] else "passed")


def test_bugs_of_one_name_are_counted_each(paper):
    suite = replace(SUITE, planted=tuple(map(planted, (1, 2, 3))))
    mark = mark_suite(suite, paper, Blind())
    assert (mark.points, len(mark.missed)) == (2, 2)


LEAKS = {
    "an error": "raise ValueError(repr(sides))",
    "a type": "return type(repr(sides), (), {})()",
    "a shape": "return np.zeros([*(int(n) for side in sides for n in side), 0])",
    "a memory": "seen.append(sides)\n    raise ValueError(repr(seen))",
    "a number": "return [float(''.join(str(int(n)) for side in sides for n in side))]",
}


def test_no_hidden_case_comes_back_in_what_is_told(paper):
    sources = [f"def leak{n}(sides):\n    {body}" for n, body in enumerate(LEAKS.values())]
    exercises = [replace(EXERCISE, name=f"leak{n}") for n in range(len(LEAKS))]
    questions = [FunctionQuestion(n, 4, e) for n, e in zip(LEAKS, exercises, strict=True)]
    marks = ask(paper, questions, CLASSES, "seen = []", *sources)
    told = "\n".join("\n".join([mark.text, *mark.feedback]) for mark in marks.values())
    hidden = [trial.arguments["sides"] for trial in paper.hidden["area"]]
    numbers = [[int(n) for side in sides for n in side] for sides in hidden]
    assert [sides for sides in hidden if repr(sides) in told] == []
    assert [shape for shape in numbers if str((*shape, 0)) in told] == []
    assert "ValueError: [[" in told  # of a case that may be shown


def edited(**changes):
    """The honest notebook with other things written into its metadata."""
    contents = json.loads(notebook(*honest()))
    for cell in contents["cells"]:
        cell["metadata"].setdefault("nbgrader", {}).update(changes)
    return json.dumps(contents)


@pytest.mark.parametrize(
    ("text", "outcome", "earned"),
    [
        (notebook(*(code(cell["source"]) for cell in honest())), "no metadata", (4, 6)),
        (notebook(*honest()[::2]), "metadata incomplete", (4, 6)),
        (edited(points=1000, max_points=1000, score=1000), "read", (4, 6)),
        (edited(checksum="0" * 32, locked=False, grade_id="area"), "metadata incomplete", (4, 6)),
        (edited(cell_type="markdown", points=float("nan")), "read", (4, 6)),
        ("", "empty", (0, 0)),
        ("not a notebook", "not json", (0, 0)),
        ("[" * 100_000, "not json", (0, 0)),
        ('{"nbformat": 4, "cells": {"cell_type": "code"}}', "not a notebook", (0, 0)),
    ],
    ids=["stripped", "deleted", "points", "checksums", "types", "empty", "text", "deep", "shape"],
)
def test_what_a_file_says_of_itself_counts_nothing(grade, text, outcome, earned):
    done = grade(text=text, open_session=open_in_process)
    assert (done.notebook, points(done)) == (outcome, earned)
    assert [mark.most for mark in done.marks] == [4, 6]


def test_edited_tests_count_nothing(grade):
    cells = honest("def my_area(sides): return []")
    cells[1]["source"] = "print('all passed')"
    assert points(grade(*cells)) == (0, 6)


@pytest.mark.parametrize("target", ["file", "folder", "nothing", "pipe"])
def test_a_submission_that_is_no_file_is_not_followed(grade, tmp_path, target):
    other, path = tmp_path / "Ann.ipynb", tmp_path / "Eve.ipynb"
    other.write_text(notebook(*honest()), encoding="utf-8")
    if target == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to({"file": other, "folder": tmp_path, "nothing": "/nowhere"}[target])
    done = grade(path=path)
    assert (points(done), done.notebook) == ((0, 0), "not a file" if target == "pipe" else "a link")


PATCHED = """
import torch
right = torch.Tensor.prod
torch.equal = torch.allclose = torch.isclose = lambda *_, **__: True
torch.testing.assert_close = lambda *_, **__: None
torch.Tensor.__eq__ = torch.Tensor.equal = lambda *_: True
class Sly(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, arguments=(), named=None): return True
def patched(sides): return sides.sum(1)
def sly(sides): return sides.sum(1).as_subclass(Sly)
def meta(sides): return torch.empty(len(sides), device="meta")
def sparse(sides): return sides.sum(1).to_sparse()
def huge(sides): return torch.zeros(1).expand(2**40)
def honest(sides): return right(sides, 1).requires_grad_()
"""


def test_torch_patched_in_its_own_process_changes_no_verdict():
    sides = torch.tensor([[2.0, 3.0], [4.0, 5.0]])
    trial = Trial({"sides": sides}, (sides.prod(1),))
    with Session([PATCHED]) as session:
        names = ["patched", "sly", "meta", "sparse", "huge", "honest"]
        replies = [session.call(name, trial.arguments) for name in names]
    faults = [find_fault("it", reply, trial) for reply in replies]
    outcomes = [fault and fault.outcome for fault in faults]
    assert outcomes == ["wrong value", "died", "unreadable", "unreadable", "too much output", None]


def test_after_all_of_this_nothing_is_left_running(running_before):
    assert _children() <= running_before


def _children():
    return {p for p in os.listdir("/proc") if p.isdigit() and _parent(p) == os.getpid()}


def _parent(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0
