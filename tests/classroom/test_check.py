"""The check passes what is right, catches what is wrong with a small case, and never raises."""

import random
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from mrcnn_edu.classroom import cases
from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.judge import call_with, copy_of
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image
from mrcnn_edu.ops.nms import nms, soft_nms
from tests.classroom import solutions_loops, solutions_numpy, solutions_torch
from tests.classroom.exercises import EXERCISES

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}
SOLUTIONS = [
    pytest.param(exercise, getattr(module, exercise.name), id=f"{exercise.name}-{module.__name__}")
    for exercise in EXERCISES
    for module in (solutions_loops, solutions_numpy, solutions_torch)
]
EXHIBITS = [
    pytest.param(exercise, exhibit, id=exhibit.__name__)
    for exercise in EXERCISES
    for exhibit in exercise.exhibits
]
# Bugs that show only between three boxes, two of which are rivals, or classes and a third box.
THREE_BOXES = {
    "nms_by_removed_boxes",
    "nms_of_neighbours",
    "soft_nms_by_the_best_only",
    "soft_nms_in_the_first_order",
}


@pytest.mark.parametrize(("exercise", "solution"), SOLUTIONS)
def test_correct_solution_passes(exercise, solution):
    verdict = check(solution, exercise.reference, exercise.cases)
    assert verdict.passed, verdict
    assert verdict.counterexample is None
    assert verdict.cases > 100


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_correct_function_is_checked_within_two_seconds(exercise):
    check(exercise.reference, exercise.reference, exercise.cases)  # the first has things to load
    start = time.process_time()
    check(exercise.reference, exercise.reference, exercise.cases)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(("exercise", "exhibit"), EXHIBITS)
def test_exhibit_is_caught_by_a_small_case(exercise, exhibit):
    verdict = check(exhibit, exercise.reference, exercise.cases)
    assert not verdict.passed
    arguments = verdict.counterexample
    most = 3 if exhibit.__name__ in THREE_BOXES else 2
    for value in arguments.values():
        if isinstance(value, torch.Tensor) and value.ndim == 2:
            assert 1 <= len(value) <= most
            assert torch.equal(value, value.round())
    assert really_differs(exhibit, exercise.reference, arguments)


def really_differs(exhibit, reference, arguments):
    """Compare without any of the classroom's own comparing."""
    given = copy_of(arguments)
    got, expected = call_with(exhibit, given), call_with(reference, copy_of(arguments))
    changed = any(
        isinstance(value, torch.Tensor) and value.tolist() != given[name].tolist()
        for name, value in arguments.items()
    )
    got, expected = ([t.tolist() for t in (r if isinstance(r, tuple) else (r,))]
                     for r in (got, expected))  # fmt: skip
    return changed or str(got) != str(expected)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_every_exercise_has_four_plausible_bugs(exercise):
    assert len(exercise.exhibits) >= 4


def test_same_cases_for_everybody():
    tried = [], []
    for seen in tried:
        check(
            lambda b, s, t, seen=seen: seen.append((b.tolist(), s.tolist(), t)) or nms(b, s, t),
            nms,
            cases.scored_boxes,
        )
    assert len(tried[0]) > 100
    assert tried[0] == tried[1]


def test_counterexample_is_a_copy():
    def student(boxes1, boxes2):
        return box_iou(boxes1, boxes2) + (boxes1.numel() > 0 and boxes1.max() > 3000)

    first = check(student, box_iou, cases.two_sets_of_boxes)
    assert first.counterexample["boxes1"].tolist() == [[0, 0, 4000, 3000]]  # a hand-picked one
    first.counterexample["boxes1"].fill_(7)
    again = check(student, box_iou, cases.two_sets_of_boxes)
    assert again.counterexample["boxes1"].tolist() == [[0, 0, 4000, 3000]]


def dots(boxes1, boxes2): ...


def only_pass(boxes1, boxes2):
    pass


def only_docstring(boxes1, boxes2):
    """Overlap."""


def returns_dots(boxes1, boxes2):
    areas = boxes1.sum()  # noqa: F841
    return ...


def raises_not_implemented(boxes1, boxes2):
    raise NotImplementedError("your turn")


def half_done(boxes1, boxes2):
    intersection = ...
    return intersection / boxes1.sum()


def dots_in_a_call(boxes1, boxes2):
    return torch.stack(...)


@pytest.mark.parametrize(
    "student",
    [dots, only_pass, only_docstring, returns_dots, raises_not_implemented, half_done,
     dots_in_a_call],
)  # fmt: skip
def test_exercise_not_begun_says_so(student):
    verdict = check(student, box_iou, cases.two_sets_of_boxes)
    assert verdict.reason == "not begun"
    assert not verdict.passed
    assert verdict.counterexample is None
    assert "Not begun yet" in str(verdict)


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
        (lambda a, b: box_iou(a, b).T, "wrong shape", "(1, 2), where the package's is (2, 1)"),
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
        (shifts_its_input, "changed its input", "boxes1.clone()"),
        (shifts_through_numpy, "changed its input", "boxes2.clone()"),
    ],
)
def test_wrong_function_gets_a_reason(student, reason, says):
    verdict = check(student, box_iou, cases.two_sets_of_boxes)
    assert verdict.reason == reason, verdict
    assert says in str(verdict)
    assert not verdict.passed
    assert (verdict.counterexample is None) == (reason == "not a function")


def test_endless_loop_is_ended():
    start = time.monotonic()
    verdict = check(endless, box_iou, cases.two_sets_of_boxes, seconds=0.3)
    assert verdict.reason == "endless"
    assert "0.3 s" in str(verdict)
    assert time.monotonic() - start < 3


def test_loop_that_is_endless_now_and_then():
    def student(boxes, scores, iou_threshold):
        while len(boxes) == 5:
            pass
        return nms(boxes, scores, iou_threshold)

    verdict = check(student, nms, cases.scored_boxes, seconds=0.3)
    assert verdict.reason == "endless"
    assert len(verdict.counterexample["boxes"]) == 5


def test_slow_but_right_function_is_tried_less_often():
    def student(boxes1, boxes2):
        time.sleep(0.05)
        return box_iou(boxes1, boxes2)

    start = time.monotonic()
    verdict = check(student, box_iou, cases.two_sets_of_boxes, seconds=0.5)
    assert verdict.passed
    assert verdict.cases < 100
    assert time.monotonic() - start < 4


def test_function_that_does_not_always_answer_alike():
    verdict = check(
        lambda a, b: box_iou(a, b) + random.choice([0, 0, 0, 1]), box_iou, cases.two_sets_of_boxes
    )
    assert verdict.reason == "wrong value"


def test_only_the_empty_case_is_wrong():
    def student(boxes, size):
        return clip_boxes_to_image(boxes, size) if len(boxes) else None

    verdict = check(student, clip_boxes_to_image, cases.boxes_and_image_size)
    assert verdict.counterexample["boxes"].shape == (0, 4)
    assert "[], shape (0, 4)" in str(verdict)


def test_prints_do_not_flood_the_notebook(capsys):
    def student(boxes1, boxes2):
        print("a =", boxes1[:, 0].tolist())
        return box_iou(boxes1, boxes2) * 2

    verdict = check(student, box_iou, cases.two_sets_of_boxes)
    assert capsys.readouterr() == ("", "")
    assert "It printed: a = [0.0]" in str(verdict)


@pytest.mark.parametrize(
    "convert",
    [
        lambda iou: iou.double(),
        lambda iou: iou.half(),
        lambda iou: iou.bfloat16(),
        lambda iou: iou.numpy(),
        lambda iou: iou.numpy().astype(np.longdouble),
        lambda iou: iou.tolist(),
        lambda iou: tuple(iou),
        lambda iou: [list(row) for row in iou],
        lambda iou: [list(row.numpy()) for row in iou],
        lambda iou: iou.requires_grad_() * 1,
        lambda iou: torch.nn.Parameter(iou),
    ],
)
def test_answers_may_come_in_any_numeric_form(convert):
    verdict = check(lambda a, b: convert(box_iou(a, b)), box_iou, cases.two_sets_of_boxes)
    assert verdict.passed, verdict


@pytest.mark.parametrize(
    ("convert", "reason"),
    [
        (lambda keep: keep.tolist(), "passed"),
        (lambda keep: keep.int().numpy(), "passed"),
        (lambda keep: keep.float(), "wrong type"),
        (lambda keep: keep.flip(0), "wrong value"),
        (lambda keep: keep[None], "wrong shape"),
        (lambda keep: (keep, keep), "wrong shape"),
    ],
)
def test_indices_are_compared_exactly(convert, reason):
    verdict = check(lambda b, s, t: convert(nms(b, s, t)), nms, cases.scored_boxes)
    assert verdict.reason == reason


def test_one_result_where_two_are_wanted():
    verdict = check(nms, soft_nms, cases.scored_boxes_without_ties)
    assert verdict.reason == "wrong type"
    assert "where 2 results are wanted" in str(verdict)


def test_nan_agrees_with_nan_only():
    by_zero = cases.Cases(
        ({"boxes1": torch.zeros(1, 4), "boxes2": torch.zeros(1, 4)},),
        cases.two_sets_of_boxes.random,
        cases.two_sets_of_boxes.picture,
    )
    assert check(box_iou, box_iou, by_zero).passed
    assert not check(lambda a, b: box_iou(a, b).nan_to_num(), box_iou, by_zero).passed


def test_reference_that_fails_is_told_apart():
    verdict = check(box_iou, divides_by_zero, cases.two_sets_of_boxes)
    assert verdict.reason == "reference failed"
    assert "run that cell again" in str(verdict)


def test_keyword_only_arguments_are_passed_by_name():
    def student(boxes, scores, *, iou_threshold):
        return soft_nms(boxes, scores, iou_threshold=iou_threshold)

    assert check(student, soft_nms, cases.scored_boxes_without_ties).passed


def test_torch_uses_one_thread_and_gets_its_own_back():
    used = set()

    def student(boxes1, boxes2):
        used.add(torch.get_num_threads())
        return box_iou(boxes1, boxes2)

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        check(student, box_iou, cases.two_sets_of_boxes)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
    assert used == {1}


def test_reference_that_changes_its_input_is_not_blamed_on_the_learner():
    def careless(boxes1, boxes2):
        iou = box_iou(boxes1, boxes2)
        boxes1 *= 3
        return iou

    assert check(box_iou, careless, cases.two_sets_of_boxes).passed


def test_no_files_appear_beside_the_notebook(tmp_path):
    lines = (
        "from mrcnn_edu.classroom import cases, check",
        "from mrcnn_edu.ops.boxes import box_iou",
        "assert check.check(box_iou, box_iou, cases.two_sets_of_boxes).passed",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=tmp_path, check=True)
    assert list(tmp_path.iterdir()) == []
