"""Points that a person gives in a spreadsheet stay with the answer that they were given for."""

import csv
import io

import pytest

from mrcnn_edu.classroom.grading.by_hand import read_given, with_given, written_csv
from mrcnn_edu.classroom.grading.results import write_results
from tests.classroom.grading.sides_key import ASSIGNMENT
from tests.classroom.grading.test_pages import graded


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def fill_in(path, points, remark=""):
    """Write points into every row, as a spreadsheet would."""
    rows = rows_of(path.read_text("utf-8"))
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows([row | {"points": points, "remark": remark} for row in rows])


GRADES = [graded("Ann", answer="Because\n  of 2 sides."), graded("=Bo", answer="=1+1")]


def test_a_row_for_each_answer_without_formulas():
    first, second = rows_of(written_csv(GRADES))
    assert first == {
        "id": "Ann",
        "student": "Ann",
        "question": "why",
        "of": "2",
        "points": "",
        "remark": "",
        "answer": "Because\n  of 2 sides.",
    }
    assert (second["student"], second["answer"]) == ("'=Bo", "'=1+1")


def test_points_are_read_back_and_stay(tmp_path):
    assert [grade.points for grade in write_results(GRADES, ASSIGNMENT, tmp_path)] == [10, 10]
    fill_in(tmp_path / "written.csv", "1,5", "Good.")
    for _ in range(2):  # what was read is written again
        final = write_results(GRADES, ASSIGNMENT, tmp_path)
        assert [grade.points for grade in final] == [11.5, 11.5]
        assert [grade.marks[2].outcome for grade in final] == ["marked", "marked"]
    marks = rows_of((tmp_path / "marks.csv").read_text("utf-8"))
    assert [(row["why"], row["points"], row["to mark by hand"]) for row in marks] == [
        ("1.5", "11.5", "0")
    ] * 2
    assert "Good." in (tmp_path / "feedback" / "Ann.html").read_text("utf-8")


def test_another_answer_is_to_be_marked_anew(tmp_path):
    write_results(GRADES, ASSIGNMENT, tmp_path)
    fill_in(tmp_path / "written.csv", "2")
    changed = [graded("Ann", answer="Something else."), GRADES[1]]
    final = write_results(changed, ASSIGNMENT, tmp_path)
    assert [grade.marks[2].points for grade in final] == [None, 2]


@pytest.mark.parametrize("points", ["3", "-1", "two", "nan", "inf"])
def test_points_that_cannot_be_are_refused_with_their_place(tmp_path, points):
    write_results(GRADES, ASSIGNMENT, tmp_path)
    fill_in(tmp_path / "written.csv", points)
    with pytest.raises(ValueError, match=r"gives Ann '.*' points for why; .* from 0 to 2"):
        write_results(GRADES, ASSIGNMENT, tmp_path)
    assert {row["points"] for row in rows_of((tmp_path / "written.csv").read_text("utf-8"))} == {
        points  # what was typed is not lost
    }


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "written.csv"
    path.write_text("id;student;question\nAnn;Ann;why\n")
    with pytest.raises(ValueError, match=r"has no column .*; save it as CSV with commas"):
        read_given(path)
    assert read_given(tmp_path / "none.csv") == {}


def test_only_answers_in_words_are_marked_by_hand():
    row = {"points": "0", "remark": "", "answer": "", "id": "Ann"}
    given = {("Ann", "area"): row, ("Ann", "tests-of-area"): row}
    assert with_given(GRADES[0], given) == GRADES[0]
