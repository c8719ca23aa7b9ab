"""Whatever a learner's function does, the check answers in words and the notebook goes on."""

import os
import random
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from mrcnn_edu.classroom.check import FEWEST, check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image
from mrcnn_edu.ops.nms import nms

HAND_PICKED = len(exercises.box_iou.cases.examples)


class EqualsEverything:
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0


class TensorThatAgrees(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


def forgets_return(boxes1, boxes2):
    box_iou(boxes1, boxes2)


def endless(boxes1, boxes2):
    while True:
        pass


def divides_by_zero(boxes1, boxes2):
    return 1 / 0


def shifts_its_input(boxes1, boxes2):
    boxes1 += 1
    boxes2 += 1
    return box_iou(boxes1, boxes2)


def shifts_through_numpy(boxes1, boxes2):
    result = box_iou(boxes1, boxes2)
    boxes2.numpy()[:] = 0
    return result


def exits(boxes1, boxes2):
    sys.exit("bye")


def interrupts(boxes1, boxes2):
    raise KeyboardInterrupt


def recurses(boxes1, boxes2):
    return recurses(boxes1, boxes2)


class BrokenError(Exception):
    def __str__(self):
        raise ValueError("even this")


def raises_broken(boxes1, boxes2):
    raise BrokenError


class BrokenName:
    @property
    def __name__(self):
        raise RuntimeError("no name")

    def __call__(self, boxes1, boxes2):
        return None


class ExitingError(Exception):
    def __str__(self):
        raise SystemExit(3)


def raises_what_exits(boxes1, boxes2):
    raise ExitingError


def peeks(boxes1, boxes2):
    frame = sys._getframe()
    while "expected" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["expected"][0]


@pytest.mark.parametrize(
    ("student", "reason", "says"),
    [
        (42, "not a function", "got a int"),
        (torch.zeros(1), "not a function", "without brackets"),
        (forgets_return, "wrong type", "is its return missing"),
        (lambda a, b: "0.5", "wrong type", "something of type str"),
        (lambda a, b: {"iou": 0.5}, "wrong type", "something of type dict"),
        (lambda a, b: [[0.5], [0.5, 1]], "wrong type", "rows differ in length"),
        (lambda a, b: box_iou(a, b) > 0.5, "wrong type", "True and False"),
        (lambda a, b: box_iou(a, b) + 0j, "wrong type", "complex"),
        (lambda a, b: np.array([["x"]]), "wrong type", "where numbers are wanted"),
        (lambda a, b: 10**400, "wrong type", "cannot read"),
        (lambda a, b: EqualsEverything(), "wrong type", "EqualsEverything"),
        (lambda a, b: TensorThatAgrees(), "wrong type", "TensorThatAgrees"),
        (lambda a, b: [[EqualsEverything()]], "wrong type", "EqualsEverything"),
        (lambda a, b: box_iou(a, b).T, "wrong shape", "(2, 1), where the package's is (1, 2)"),
        (lambda a, b: box_iou(a, b)[0], "wrong shape", "(1,)"),
        (lambda a, b: 0.5, "wrong shape", "()"),
        (lambda a, b: box_iou(a, b) + torch.nan, "wrong value", "nan"),
        (lambda a, b: box_iou(a, b) + 1e-3, "wrong value", "differs"),
        (divides_by_zero, "raised", "ZeroDivisionError: division by zero"),
        (divides_by_zero, "raised", "return 1 / 0"),
        (lambda a: a, "raised", "called as your function(boxes1, boxes2)"),
        (exits, "raised", "SystemExit: bye"),
        (interrupts, "raised", "KeyboardInterrupt"),
        (recurses, "raised", "RecursionError"),
        (raises_broken, "raised", "BrokenError"),
        (raises_what_exits, "raised", "ExitingError"),
        pytest.param(BrokenName(), "wrong type", "BrokenName", id="broken name"),
        (lambda a, b: torch.zeros(len(a), len(b)).to_sparse(), "wrong value", "differs"),
        (lambda a, b: torch.zeros(len(a), len(b), device="meta"), "wrong type", "cannot read"),
        (peeks, "raised", "frame"),
        (shifts_its_input, "changed its input", "boxes1.clone()"),
        (shifts_through_numpy, "changed its input", "boxes2.clone()"),
    ],
)
def test_wrong_function_gets_a_reason(student, reason, says):
    verdict = check(student, exercises.box_iou)
    assert verdict.reason == reason, verdict
    assert says in str(verdict)
    assert not verdict.passed
    assert (verdict.counterexample is None) == (reason == "not a function")


def test_endless_loop_is_ended():
    start = time.process_time()  # which a loop spends, and a busy machine does not
    verdict = check(endless, exercises.box_iou, seconds=0.3)
    assert verdict.reason == "endless"
    assert "0.3 s" in str(verdict)
    assert time.process_time() - start < 3


def test_loop_that_is_endless_now_and_then():
    def student(boxes, scores, iou_threshold):
        while len(boxes) == 5:
            pass
        return nms(boxes, scores, iou_threshold)

    verdict = check(student, exercises.nms, seconds=0.3)
    assert verdict.reason == "endless"
    assert len(verdict.counterexample["boxes"]) == 5


@pytest.mark.parametrize("clock", ["process_time", "monotonic"])
@pytest.mark.parametrize(
    ("time_for", "reason"),
    [
        (5, "too slow"),
        (HAND_PICKED, "too slow"),
        (HAND_PICKED + FEWEST - 1, "too slow"),
        (HAND_PICKED + FEWEST, "passed"),
    ],
)
def test_right_function_is_tried_while_there_is_time_and_passes_if_often_enough(
    monkeypatch, clock, time_for, reason
):
    now = {"process_time": 100.0, "monotonic": 200.0}
    limit = {"process_time": 3 * 2, "monotonic": 15 * 2}[clock]
    clocks = {name: lambda name=name: now[name] for name in now}
    monkeypatch.setattr("mrcnn_edu.classroom.check.time", SimpleNamespace(**clocks))

    def student(boxes1, boxes2):
        now[clock] += limit / (time_for - 0.5)
        return box_iou(boxes1, boxes2)

    verdict = check(student, exercises.box_iou, seconds=2)
    assert (verdict.reason, verdict.cases) == (reason, time_for)
    assert f"{time_for} cases" in str(verdict)


def test_function_that_does_not_always_answer_alike():
    verdict = check(lambda a, b: box_iou(a, b) + random.choice([0, 0, 0, 1]), exercises.box_iou)
    assert verdict.reason == "wrong value"


def test_only_the_empty_case_is_wrong():
    def student(boxes, size):
        return clip_boxes_to_image(boxes, size) if len(boxes) else None

    verdict = check(student, exercises.clip_boxes_to_image)
    assert verdict.counterexample["boxes"].shape == (0, 4)
    assert "[], shape (0, 4)" in str(verdict)


def test_a_right_answer_may_be_sparse():
    assert check(lambda a, b: box_iou(a, b).to_sparse(), exercises.box_iou).passed


def test_what_is_put_into_torch_does_not_judge(monkeypatch):
    monkeypatch.setattr(torch, "isclose", lambda a, b, **_: torch.ones(1, dtype=torch.bool))
    monkeypatch.setattr(torch, "equal", lambda a, b: True)
    wrong = check(lambda a, b: torch.zeros(len(a), len(b)), exercises.box_iou)
    assert wrong.reason == "wrong value"
    assert not check(lambda a, b, t: torch.zeros(1, dtype=torch.int64), exercises.nms).passed


def test_what_a_function_sets_is_set_back(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def state():
        numbers = torch.rand(2).tolist(), random.random(), np.random.rand()  # noqa: NPY002
        defaults = torch.get_default_dtype(), torch.get_default_device()
        return numbers, defaults, Path.cwd(), sys.getrecursionlimit()

    def student(boxes1, boxes2):
        torch.manual_seed(9)
        random.seed(9)
        np.random.seed(9)  # noqa: NPY002
        torch.set_default_dtype(torch.float64)
        os.chdir("/")
        sys.setrecursionlimit(300)
        return torch.zeros(len(boxes1), len(boxes2))

    for seed in (torch.manual_seed, random.seed, np.random.seed):
        seed(0)
    before = state()
    for seed in (torch.manual_seed, random.seed, np.random.seed):
        seed(0)
    assert check(student, exercises.box_iou).reason == "wrong value"
    assert state() == before


def test_prints_do_not_flood_the_notebook(capsys):
    def student(boxes1, boxes2):
        print("a =", boxes1[:, 0].tolist())
        return box_iou(boxes1, boxes2) * 2

    verdict = check(student, exercises.box_iou)
    assert capsys.readouterr() == ("", "")
    assert "It printed: a = [0.0]" in str(verdict)
