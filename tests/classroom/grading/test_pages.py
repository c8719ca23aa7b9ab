"""The pages: what they say, and that nothing of a submission runs or hides on them."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from mrcnn_edu.classroom.grading.class_page import class_page
from mrcnn_edu.classroom.grading.feedback import feedback_page
from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.mark import Mark
from mrcnn_edu.classroom.grading.page import lines, text
from tests.classroom.grading.sides_key import ASSIGNMENT

EVIL = "</pre><script>alert(1)</script>\x1b[31m<img src=x onerror=alert(2)>\u202e"


def marks(area="right", points=4.0, like="", missed=(), why=None, answer="Because."):
    found = 6.0 * (3 - len(missed)) / 3
    tests = Mark("tests-of-area", found, 6, "suite" if missed else "right", "Tests.", missed=missed)
    return (
        Mark("area", points, 4, area, f"It is {area}.", like=like),
        tests,
        Mark("why", why, 2, "to mark" if why is None else "marked", "By hand.", answer=answer),
    )


def graded(student, notebook="read", told="", **answers):
    return Grade(student, ASSIGNMENT.name, "sum", "paper", notebook, told, marks(**answers))


class Shown(HTMLParser):
    """What a page shows, and of what it is made."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("make", [feedback_page, lambda g, a: class_page([g], a)])
def test_nothing_of_a_submission_becomes_markup(make):
    grade = graded(EVIL, notebook="not json", told=EVIL, area="raised", points=0.0, answer=EVIL)
    mark = replace(grade.marks[0], text=EVIL, feedback=(EVIL, EVIL), like=EVIL, outcome="died")
    made = make(replace(grade, marks=(mark, *grade.marks[1:])), ASSIGNMENT)
    shown = Shown(made)
    assert "alert(1)" in shown.text  # as words
    assert not shown.tags & {"script", "img", "iframe", "object", "link"}
    assert not [name for name in shown.attributes if name.startswith("on")]
    assert "default-src 'none'" in made
    assert not {"\x1b", "\u202e"} & set(made)


def test_feedback_says_what_was_earned_for_what(tmp_path):
    grade = graded("Ann", points=0.0, area="wrong value", missed=("adds_them",))
    mark = replace(grade.marks[0], feedback=("It differs.", "  sides   = [[1, 1]]"))
    shown = Shown(feedback_page(replace(grade, marks=(mark, *grade.marks[1:])), ASSIGNMENT)).text
    assert "Ann: 4 of 12 points, 1 answer still to be marked" in shown
    assert "0 of 4" in shown
    assert "4 of 6" in shown
    assert "– of 2" in shown
    assert "  sides   = [[1, 1]]" in shown
    assert "Because." in shown


def test_feedback_does_not_tell_the_teachers_guess():
    grade = graded("Ann", points=0.0, area="wrong value", like="Adds 1 to every side.")
    assert "Adds 1" not in feedback_page(grade, ASSIGNMENT)
    assert "Adds 1" in class_page([grade], ASSIGNMENT)


CLASS = [
    graded("Ann", why=2.0),
    graded("Bo", area="wrong value", points=0.0, like="Adds 1 to every side."),
    graded("Cy", area="wrong value", points=0.0, like="Adds 1 to every side."),
    graded("Dee", area="died", points=0.0, missed=("adds_them", "counts_pixels")),
    graded("Eve", notebook="no metadata", told="Lost.", missed=("adds_them",)),
]


@pytest.fixture(scope="module")
def rows():
    """The rows of the class page, each a text whose cells are parted by a bar."""
    made = class_page(CLASS, ASSIGNMENT)
    cells = re.sub(r"</t[dh]>", "|", made)
    return [Shown(row).text for row in re.findall("<tr>.*?</tr>", cells)]


def test_the_class_page_counts_answers_by_outcome_and_by_known_mistake(rows):
    assert "area|2|wrong value|Adds 1 to every side.|" in rows
    assert "area|1|died||" in rows


def test_the_class_page_counts_planted_bugs_that_were_not_found(rows):
    assert "tests-of-area|2|planted bug not found|Adds the sides.|" in rows
    assert "tests-of-area|1|planted bug not found|Adds 1 to every side.|" in rows


def test_the_class_page_says_how_each_question_went(rows):
    assert "area|4|1.6|2||3|||" in rows
    assert "tests-of-area|6|4.8|3|2||||" in rows
    assert "why|2|2|1|||4||" in rows


def test_the_class_page_names_who_needs_a_look(rows):
    assert "Eve|no metadata|Lost.|" in rows
    assert "Dee|died|area: It is died.|" in rows
    assert not [row for row in rows if row.startswith(("Ann|read", "Bo|wrong"))]


def test_the_class_page_has_everybody_with_a_link(rows):
    assert "Ann|12|4|6|2|" in rows
    assert 'href="feedback/Ann.html"' in class_page(CLASS, ASSIGNMENT)
    odd = graded("../=x&<")
    assert re.search('href="feedback/x-[0-9a-f]{8}.html"', class_page([odd], ASSIGNMENT))


def test_the_class_page_draws_how_many_have_how_many_points():
    bars = re.findall(r'<text x="(\d+)" y="[\d.]+">(\d+)<', class_page(CLASS, ASSIGNMENT))
    # 12, 6, 6, 2 and 8 of 12 points: in the tenths 9, 5, 5, 1 and 6.
    assert {(int(x) - 35) // 60: int(n) for x, n in bars if int(n) < 3} == {9: 1, 5: 2, 1: 1, 6: 1}


def test_a_class_of_nobody_has_a_page():
    assert "0 students" in class_page([], ASSIGNMENT)


def test_text_in_lines_keeps_its_lines():
    assert lines("a\n  b <c>\n\nd") == "<pre>a\n  b &lt;c&gt;\n\nd</pre>"
    assert lines("x" * 30, longest=10) == f"<pre>{'x' * 10}\n…</pre>"
    assert text("a\nb") == "a b"
