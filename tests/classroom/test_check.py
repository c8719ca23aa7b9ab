"""The check passes what is right and catches what is wrong with a small case."""

import dataclasses
import functools
import subprocess
import sys

import pytest
import torch

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.classroom.exercises.table import EXERCISES
from mrcnn_edu.classroom.judge import call_with, copy_of
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import nms, soft_nms
from tests.classroom.pictures import png_in

# Bugs that show only between three boxes, two of which are rivals, or classes and a third box.
THREE_BOXES = {
    "nms_by_removed_boxes",
    "nms_of_neighbours",
    "propose_of_the_first_n",  # two of one place, and the one that they keep out
    "propose_with_scores_of_others",  # one too small, and two that change places
    "soft_nms_by_the_best_only",
    "soft_nms_in_the_first_order",
}
# Without fractions there is no rounding that an epsilon would make good. A probability between
# drawn and not drawn needs halves, and so does an error of a box below one.
FRACTIONS = {"level_without_epsilon", "join_without_sizes"}  # shares of a histogram
HALVES = {"rpn_loss_of_background_boxes", "paste_thresholded_first"}
NO_BOXES = {"rpn_loss_of_an_empty_sample"}
SMALLER_THAN_BY_HAND = {"block_with_the_stride_twice", "fpn_bilinear"}  # no hand-picked one is
# That the cases catch every exhibit is held elsewhere. Making a case small takes most of a second,
# and hangs on how an exercise makes its cases: some of each show it, and those that are named here.
NAMED = THREE_BOXES | FRACTIONS | HALVES | NO_BOXES | SMALLER_THAN_BY_HAND
EXHIBITS = [
    pytest.param(exercise, place, id=exhibit.__name__)
    for exercise in EXERCISES
    for place, exhibit in enumerate(exercise.exhibits)
    if place % 4 == 0 or exhibit.__name__ in NAMED
]


@functools.cache
def verdict_on(name, place):
    """What the check says of an exhibit of the exercise of that name."""
    exercise = getattr(exercises, name)
    return check(that_prints(exercise.exhibits[place]), exercise)


@pytest.mark.parametrize(("exercise", "place"), EXHIBITS)
def test_exhibit_is_caught_by_a_small_case(exercise, place):
    exhibit, verdict = exercise.exhibits[place], verdict_on(exercise.name, place)
    assert not verdict.passed
    assert_fits_on_a_projector(str(verdict).splitlines())
    arguments = verdict.counterexample
    for name, value in arguments.items():
        if name in ("features", "input") or (name == "x" and value.ndim > 1):
            assert_small_map(value)
        elif name.startswith("kernel"):
            assert set(value.flatten().tolist()) <= {-1, 0, 1}
        elif name == "iou" and isinstance(value, torch.Tensor):
            assert 1 <= value.numel() <= 4
            assert torch.equal(value * 8, (value * 8).round())
        elif name == "boxes" and value.shape[1] == 5:
            assert 1 <= len(value) <= 2
            assert torch.equal(value * 4, (value * 4).round())
        elif isinstance(value, torch.Tensor) and value.ndim == 2:
            assert len(value) >= 1 or exhibit.__name__ in NO_BOXES
            assert len(value) <= (3 if exhibit.__name__ in THREE_BOXES else 2)
            parts = 2 if exhibit.__name__ in HALVES else 1
            whole = torch.equal(value * parts, (value * parts).round())
            assert whole or exhibit.__name__ in FRACTIONS
    assert really_differs(exhibit, exercise.reference, arguments)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_wrong_value_comes_with_a_picture(exercise):
    verdict = verdict_on(exercise.name, 0)
    assert verdict.reason == "wrong value"
    assert png_in(verdict).startswith(b"\x89PNG")


def that_prints(function):
    """The same function under the same name, which prints more than a verdict should repeat."""

    @functools.wraps(function)
    def printing(*arguments, **by_name):
        print("a line\n" * 20)
        return function(*arguments, **by_name)

    return printing


def assert_fits_on_a_projector(lines):
    assert "It printed: a line" in "\n".join(lines)
    assert len(lines) <= 12
    assert max(map(len, lines)) <= 120


def assert_small_map(value):
    """At most two maps of at most 3 by 3 whole numbers."""
    assert value.numel() <= 2 * 3 * 3
    assert max(value.shape) <= 3
    assert torch.equal(value, value.round())


def really_differs(exhibit, reference, arguments):
    """Compare without any of the classroom's own comparing."""
    given = copy_of(arguments)
    got, expected = call_with(exhibit, given), call_with(reference, copy_of(arguments))
    changed = any(
        isinstance(value, torch.Tensor) and value.tolist() != given[name].tolist()
        for name, value in arguments.items()
    )
    return changed or as_lists(got) != as_lists(expected)


def as_lists(result):
    """What a function gave as lists, whatever it gave."""
    parts = result if isinstance(result, tuple) else (result,)
    return str([torch.as_tensor(part).tolist() for part in parts])


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_every_exercise_has_four_plausible_bugs(exercise):
    assert len(exercise.exhibits) >= 4


def stable_up_to_16(scores):
    """As plain sorting often is: equal scores keep their order only where there are few."""
    if len(scores) <= 16:
        return scores.argsort(descending=True, stable=True)
    return scores.argsort(stable=True).flip(0)


@pytest.mark.parametrize(
    ("sort", "stable"),
    [(lambda scores: scores.argsort(descending=True, stable=True), True), (stable_up_to_16, False)],
    ids=["stable", "stable up to 16"],
)
def test_ties_among_many_boxes_are_tried(sort, stable):
    def student(boxes, scores, iou_threshold):
        queue = sort(scores)
        return queue[nms(boxes[queue], -torch.arange(len(queue)).float(), iou_threshold)]

    assert check(student, exercises.nms).passed == stable


def test_same_cases_for_everybody():
    tried = [], []
    for seen in tried:
        check(
            lambda b, s, t, seen=seen: seen.append((b.tolist(), s.tolist(), t)) or nms(b, s, t),
            exercises.nms,
        )
    assert len(tried[0]) > 100
    assert tried[0] == tried[1]


def test_counterexample_is_a_copy():
    def student(boxes1, boxes2):
        return box_iou(boxes1, boxes2) + (boxes1.numel() > 0 and boxes1.max() > 3000)

    first = check(student, exercises.box_iou)
    assert first.counterexample["boxes1"].tolist() == [[0, 0, 4000, 3000]]  # a hand-picked one
    first.counterexample["boxes1"].fill_(7)
    again = check(student, exercises.box_iou)
    assert again.counterexample["boxes1"].tolist() == [[0, 0, 4000, 3000]]


def test_reference_that_fails_is_told_apart():
    failing = dataclasses.replace(exercises.box_iou, reference=lambda boxes1, boxes2: 1 / 0)
    verdict = check(box_iou, failing)
    assert verdict.reason == "reference failed"
    assert "run that cell again" in str(verdict)


def test_an_exercise_of_your_own_is_a_right_function_and_cases():
    cases = exercises.box_iou.cases
    assert check(lambda a, b: 0.0 + box_iou(a, b), box_iou, cases).passed
    assert not check(lambda a, b: 1 - box_iou(a, b), box_iou, cases).passed
    with pytest.raises(TypeError, match=r"cases must be given .* a function, here box_iou"):
        check(box_iou, box_iou)


def test_keyword_only_arguments_are_passed_by_name():
    def student(boxes, scores, *, iou_threshold):
        return soft_nms(boxes, scores, iou_threshold=iou_threshold)

    assert check(student, exercises.soft_nms).passed


def test_torch_uses_one_thread_and_gets_its_own_back():
    used = set()

    def student(boxes1, boxes2):
        used.add(torch.get_num_threads())
        return box_iou(boxes1, boxes2)

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        check(student, exercises.box_iou)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
    assert used == {1}


def test_reference_that_changes_its_input_is_not_blamed_on_the_learner():
    def careless(boxes1, boxes2):
        iou = box_iou(boxes1, boxes2)
        boxes1 *= 3
        return iou

    assert check(box_iou, dataclasses.replace(exercises.box_iou, reference=careless)).passed


def test_no_files_appear_beside_the_notebook_and_matplotlib_waits_for_a_picture(tmp_path):
    lines = (
        "import sys",
        "from mrcnn_edu.classroom.check import check",
        "from mrcnn_edu.classroom.exercises import table as exercises",
        "assert check(exercises.box_iou.reference, exercises.box_iou).passed",
        "verdict = check(lambda a, b: [[2.0]], exercises.box_iou)",
        "assert 'matplotlib' not in sys.modules",
        "verdict._repr_mimebundle_()",
        "assert 'matplotlib' in sys.modules",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=tmp_path, check=True)
    assert list(tmp_path.iterdir()) == []
