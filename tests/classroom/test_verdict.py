"""What the learner reads: few lines, the numbers that differ, a picture, and never an error."""

import pytest
import torch

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.classroom.exercises.boxes.museum.boxes import iou_of_the_diagonal, iou_with_plus_one
from mrcnn_edu.classroom.exercises.boxes.museum.formats import clip_in_place
from mrcnn_edu.classroom.exercises.roi.pictures import boxes_to_align
from mrcnn_edu.classroom.verdict import LINE, Verdict, write_value
from mrcnn_edu.ops.boxes import box_iou
from tests.classroom.pictures import png_in


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (torch.tensor([[0.0, -1.0], [1.5, 1 / 3]]), "[[0, -1], [1.5, 0.3333]]"),
        (torch.tensor([2, 0]), "[2, 0]"),
        (torch.tensor([]), "[]"),
        (torch.zeros(2, 0), "[], shape (2, 0)"),
        (torch.tensor([1.0]).double(), "[1] (float64)"),
        (torch.tensor([1.0]).half(), "[1] (float16)"),
        (torch.tensor([torch.nan, torch.inf]), "[nan, inf]"),
        (torch.tensor(123456.0), "123456"),
        ((torch.tensor([1, 0]), torch.tensor([0.5, 0.25])), "[1, 0], [0.5, 0.25]"),
        ((480, 640), "(480, 640)"),
        (0.5, "0.5"),
    ],
)
def test_value_is_written_short(value, text):
    assert write_value(value) == text


def test_long_value_is_cut():
    text = write_value(torch.arange(1000))
    assert len(text) == LINE
    assert text.endswith("…")


def test_as_many_digits_as_it_takes():
    expected, got = (torch.tensor([0.5]),), (torch.tensor([0.50001]),)
    text = str(Verdict("wrong value", "f differs.", counterexample={}, expected=expected, got=got))
    assert "[0.50001]" in text


def test_lines_of_a_wrong_value():
    assert str(check(iou_with_plus_one, exercises.box_iou)).splitlines() == [
        "Not yet. iou_with_plus_one differs from the package.",
        "The smallest case found:",
        "  boxes1   = [[0, 0, 2, 1]]",
        "  boxes2   = [[0, 0, 1, 1]]",
        "  package  : [[0.5]]",
        "  this one : [[0.6667]]",
    ]


@pytest.mark.parametrize(
    ("student", "exercise"),
    [
        (box_iou, exercises.box_iou),
        (iou_of_the_diagonal, exercises.box_iou),
        (clip_in_place, exercises.clip_boxes_to_image),
        (lambda boxes, size: boxes * torch.nan, exercises.clip_boxes_to_image),
    ],
)
def test_no_picture_where_none_would_help_or_none_can_be_drawn(student, exercise):
    assert png_in(check(student, exercise)) is None


def test_a_picture_that_leaves_itself_out():
    assert png_in(Verdict("wrong value", "f differs.", picture=lambda: None)) is None


def test_titles_and_ticks_of_a_picture_lie_within_it():
    maps, boxes = torch.zeros(1, 1, 3, 3), torch.tensor([[0, -1, 0.5, 3, 1.5]])
    case = {"input": maps, "boxes": boxes, "output_size": 1, "spatial_scale": 1.0}
    case |= {"sampling_ratio": -1, "aligned": False}
    answers = (torch.zeros(1, 1, 1, 1),), (torch.ones(1, 1, 1, 1),)
    figure = boxes_to_align(case, *answers)
    assert png_in(Verdict("wrong value", "f differs.", picture=lambda: figure))
    page = figure.bbox
    for ax in figure.axes:
        drawn = ax.get_tightbbox()
        assert page.x0 <= drawn.x0 < drawn.x1 <= page.x1
        assert page.y0 <= drawn.y0 < drawn.y1 <= page.y1


def test_both_kinds_of_text_are_given_to_jupyter():
    verdict = check(iou_with_plus_one, exercises.box_iou)
    bundle = verdict._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == str(verdict)
    assert "this one : [[0.6667]]" in bundle["text/html"]


def test_text_of_the_learner_is_escaped():
    def student(boxes1, boxes2):
        raise ValueError("<script>alert(1)</script>")

    page = check(student, exercises.box_iou)._repr_mimebundle_()["text/html"]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
