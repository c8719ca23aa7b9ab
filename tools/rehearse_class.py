"""Rehearse grading with a made-up class of forty: right, nearly right, empty and hostile.

    python -m tools.rehearse_class a1_boxes build/class --workers 2

The notebooks are made of the assignment's own, so that what each should earn is known; every mark
that is another is printed, and the answer is then 1. With --make-only nothing is graded.
"""

import argparse
import copy
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.handed_in import find_handed_in
from mrcnn_edu.classroom.grading.handout import hand_out
from mrcnn_edu.classroom.grading.key import load_key
from mrcnn_edu.classroom.grading.question import Assignment, FunctionQuestion, WrittenQuestion
from mrcnn_edu.classroom.grading.results import write_results
from mrcnn_edu.classroom.grading.session import Session
from mrcnn_edu.classroom.grading.whole_class import grade_class

ASSIGNMENTS = Path(__file__).resolve().parents[1] / "assignments"
Notebook = dict[str, Any]
# A student: name, the text of the file, and the questions that earn nothing.
Student = tuple[str, str, set[str]]

CHANGED = """
def _changed(function):
    def called(*given, **by_name):
        return _change(function(*given, **by_name))
    return called

def _change(answer):
    if isinstance(answer, tuple):
        return tuple(_change(part) for part in answer)
    return {change}

for _name in {names}:
    globals()[_name] = _changed(globals()[_name])
"""
STYLES = {  # right answers of other kinds
    "as they come": "answer",
    "in lists": "answer.tolist() if isinstance(answer, torch.Tensor) else answer",
    "in numpy": "answer.numpy() if isinstance(answer, torch.Tensor) else answer",
    "in float64": "answer.double() if torch.is_tensor(answer) and answer.is_floating_point()"
    " else answer",
}
SLIPS = {  # of one function
    "a thousandth too much": "torch.as_tensor(answer) + 0.001",
    "with an axis more": "torch.as_tensor(answer)[None]",
    "as yes or no": "torch.as_tensor(answer) > 0.5",
    "in strings": "str(answer)",
    "forgotten return": "None",
    "raising": "answer.no_such_thing",
}
HARMLESS = {  # what spoils nobody's marks, not even one's own
    "loops for ever in a cell": "while True:\n    pass",
    "leaves in a cell": "import os\nos._exit(0)",
    "exits in a cell": "raise SystemExit",
    "forges a result": 'print(\'{"outcome": "right", "points": 100}\')',
    "prints without end": "for _ in range(10**6):\n    print('x' * 100)",
    "wants the network": "import urllib.request\nurllib.request.urlopen('http://example.org')",
    "wants all memory": "x = bytearray(10**12)",
    "starts a process": "import subprocess\nsubprocess.Popen(['sleep', '1000'])",
    "hooks cells": "get_ipython().events.register('pre_run_cell', lambda info: 1 / 0)",
}
CHEATS = {  # what earns nothing, put behind a notebook that was not begun
    "patches torch": "torch.equal = torch.allclose = lambda *a, **b: True\n"
    "torch.isclose = lambda a, b, **c: torch.ones_like(a, dtype=torch.bool)",
    "equals everything": "class Equal:\n    def __eq__(self, other):\n        return True\n"
    "for name in {names}:\n    globals()[name] = lambda *a, **b: Equal()",
    "looks for the key": "import glob\nfound = glob.glob('/**/keys/*.py', recursive=True)",
    "imports the package": "from mrcnn_edu.ops.nms import nms\nfrom mrcnn_edu.ops.boxes import *",
}


def students(name: str, assignment: Assignment, released: str) -> Iterator[Student]:
    """Everybody's name, notebook and questions without points.

    Args:
        name: of the assignment.
        assignment: its key.
        released: the notebook that is handed out.

    Yields:
        A student.
    """
    worked = json.loads((ASSIGNMENTS / "source" / name / f"{name}.ipynb").read_text("utf-8"))
    stub = json.loads(released)
    functions = sorted(
        {q.exercise.name for q in assignment.questions if isinstance(q, FunctionQuestion)}
    )
    every = {q.grade_id for q in assignment.questions}
    for i in range(11):
        style = list(STYLES)[i % len(STYLES)]
        code = CHANGED.format(names=functions, change=STYLES[style])
        yield f"right {i} {style}", _with(worked, code), set()
    for i, (slip, change) in enumerate(SLIPS.items()):
        function = functions[i % len(functions)]
        code = CHANGED.format(names=[function], change=change)
        yield f"slip {slip}", _with(worked, code), _asking_for(assignment, function)
    for function in functions[:3]:
        code = f"def {function}(*given):\n    while True:\n        pass"
        yield f"endless {function}", _with(worked, code), _asking_for(assignment, function)
    for what, code in HARMLESS.items():
        yield f"hostile {what}", _with(worked, code), set()
    for what, code in CHEATS.items():
        yield f"cheat {what}", _with(stub, code.replace("{names}", str(functions))), every
    yield "stripped", json.dumps(_stripped(worked)), set()
    yield "=cmd|' calc'!A0", json.dumps(worked), set()
    for student, text in (
        ("not begun", released),
        ("no json", "{"),
        ("no notebook", "[]"),
        ("empty", ""),
        ("another", json.dumps({"nbformat": 4, "cells": []})),
    ):
        yield student, text, every


def _asking_for(assignment: Assignment, function: str) -> set[str]:
    return {
        question.grade_id
        for question in assignment.questions
        if isinstance(question, FunctionQuestion) and question.exercise.name == function
    }


def _with(notebook: Notebook, code: str) -> str:
    cell = {"cell_type": "code", "id": "added", "metadata": {}, "source": code}
    cells = [*notebook["cells"], cell | {"outputs": [], "execution_count": None}]
    return json.dumps(notebook | {"cells": cells})


def _stripped(notebook: Notebook) -> Notebook:
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        cell["metadata"] = {}
    return made


def surprises(grade: Grade, assignment: Assignment, nothing: set[str]) -> list[str]:
    """The marks that are others than they should be.

    Args:
        grade: of one student.
        assignment: that was graded.
        nothing: the questions that should earn nothing; others earn all.
    """
    by_hand = {q.grade_id for q in assignment.questions if isinstance(q, WrittenQuestion)}
    found = []
    for mark in grade.marks:
        wanted = 0.0 if mark.grade_id in nothing else mark.most
        if mark.grade_id not in by_hand and mark.points != wanted:
            found.append(
                f"{grade.student}: {mark.grade_id} {mark.points} instead of {wanted}"
                f" ({mark.outcome}: {mark.text})"
            )
    return found


def measured(work: Callable[[], list[Grade]]) -> tuple[list[Grade], float, float]:
    """What work gives, with the seconds by the clock and of the processor that it took.

    Args:
        work: takes nothing.
    """

    def used() -> float:
        own, theirs = (resource.getrusage(w) for w in (RUSAGE_SELF, RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime

    before, begun = used(), time.monotonic()
    result = work()
    return result, time.monotonic() - begun, used() - before


RUSAGE_SELF, RUSAGE_CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN


def main() -> int:
    """Make the class, grade it, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("assignment")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--first", type=int, help="make only so many students")
    parser.add_argument("--make-only", action="store_true")
    chosen = parser.parse_args()
    key = ASSIGNMENTS / "keys" / f"{chosen.assignment}.py"
    assignment = load_key(key)
    released = hand_out(chosen.assignment, ASSIGNMENTS, chosen.folder / "release")
    submitted, out = chosen.folder / "submitted", chosen.folder / "graded"
    submitted.mkdir(parents=True, exist_ok=True)
    nothing = {}
    made = students(chosen.assignment, assignment, released.read_text("utf-8"))
    for student, text, without in list(made)[: chosen.first]:
        (submitted / f"{student}.ipynb").write_text(text, encoding="utf-8")
        nothing[student] = without
    print(f"{len(nothing)} notebooks in {submitted}")
    if chosen.make_only:
        return 0
    handed_in = find_handed_in(submitted, assignment.name)
    options = {"secret": "rehearsal", "open_session": Session, "workers": chosen.workers}
    grades, clock, processor = measured(lambda: grade_class(handed_in, key, out, **options))
    write_results(grades, assignment, out)
    found = [line for g in grades for line in surprises(g, assignment, nothing[g.student])]
    print("\n".join(found) or "every mark is what it should be")
    print(
        f"{len(grades)} notebooks, {chosen.workers} workers: {clock:.0f} s by the clock"
        f" ({60 * len(grades) / clock:.1f} a minute), {processor:.0f} s of the processor"
        f" ({processor / len(grades):.1f} a notebook); {os.cpu_count()} cores, load"
        f" {os.getloadavg()[0]:.1f}"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
