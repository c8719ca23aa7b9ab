"""What lies in a class's folder: found, read, and named where something is wrong with it."""

import os

import pytest

from mrcnn_edu.classroom.grading import submission
from mrcnn_edu.classroom.grading.handed_in import HandedIn, find_handed_in, safe_name
from mrcnn_edu.classroom.grading.outcomes import clean, known
from mrcnn_edu.classroom.grading.submission import read_submission, sha256_of
from tests.classroom.grading.notebooks import AREA, SIDES, TESTS, code, markdown, notebook
from tests.classroom.grading.sides_key import ASSIGNMENT

NAME = ASSIGNMENT.name


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submitted"
    made.mkdir()
    return made


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read_all(folder):
    found = find_handed_in(folder, NAME)
    return {one.student: read_submission(one, ASSIGNMENT) for one in found}


def read_one(folder, text):
    put(folder / "ann.ipynb", text)
    return read_all(folder)["ann"]


def test_both_layouts_may_be_mixed(folder):
    put(folder / "ann" / NAME / f"{NAME}.ipynb", notebook(*SIDES))
    put(folder / "bo.ipynb", notebook(*SIDES))
    put(folder / "grades.csv", "nobody's")
    put(folder / ".ipynb_checkpoints" / NAME / f"{NAME}.ipynb", notebook(*SIDES))
    read = read_all(folder)
    assert {name: one.outcome for name, one in read.items()} == {"ann": "read", "bo": "read"}
    assert read["ann"].sha256 == read["bo"].sha256 != ""


def test_what_counts_is_the_code_but_for_tests_and_the_answers_in_words(folder):
    one = read_one(folder, notebook(*SIDES))
    assert one.code_cells == ("import torch", AREA, TESTS)
    assert one.written == {"why": "Because."}


def test_a_source_may_be_a_list_of_lines(folder):
    one = read_one(folder, notebook(code(["x = 1\n", "y = 2"]), *SIDES))
    assert one.code_cells[0] == "x = 1\ny = 2"


def test_of_two_answers_with_one_id_the_first_counts(folder):
    one = read_one(folder, notebook(*SIDES, markdown("Another.", "why")))
    assert one.written == {"why": "Because."}


ODD_NAMES = [
    "Ann Lee",
    "Zoë",
    "李雷",
    "=cmd|calc",
    "a\nb",
    "..",
    "...",
    "-rf",
    "a'b\"c",
    "<b>",
    "x" * 240,
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_names(folder, name):
    put(folder / f"{name}.ipynb", notebook(*SIDES))
    assert read_all(folder)[name].outcome == "read"
    assert len(safe_name(name)) < 100
    assert safe_name(name) == clean(safe_name(name))
    assert not safe_name(name).startswith(".")


def test_no_two_names_share_a_file():
    assert len({safe_name(name) for name in [*ODD_NAMES, "Zoe", "Zo_", "_", "cmd_calc"]}) == 15


def test_a_name_that_is_no_text_is_still_a_name(folder):
    path = os.fsencode(folder) + b"/\xff\xfe.ipynb"
    with open(path, "wb") as file:
        file.write(notebook(*SIDES).encode())
    ((name, one),) = read_all(folder).items()
    assert one.outcome == "read"
    assert clean(name).encode() == b""
    assert safe_name(name).startswith("-")


BAD = {
    "not json": ["{", "[" * 100_000, "\x00", "not a notebook", '{"a": ' + "9" * 5000 + "}"],
    "not a notebook": [
        "[]",
        "3",
        "{}",
        '{"nbformat": 4}',
        '{"nbformat": 4, "cells": 3}',
        '{"nbformat": 4, "cells": [3]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}',
        '{"nbformat": 3, "cells": []}',
    ],
    "empty": ["", " \n", notebook(), notebook(code(" ")), notebook(markdown("Words."))],
}


@pytest.mark.parametrize(
    ("outcome", "text"), [(outcome, text) for outcome, texts in BAD.items() for text in texts]
)
def test_a_bad_file_has_a_name_and_stops_nobody(folder, outcome, text):
    put(folder / "bo.ipynb", notebook(*SIDES))
    assert read_one(folder, text).outcome == outcome
    assert read_all(folder)["bo"].outcome == "read"
    assert read_all(folder)["ann"].code_cells == ()
    assert len(read_all(folder)["ann"].text) < 500


def test_metadata_may_be_lost_or_belong_to_another_assignment(folder):
    stripped = [cell | {"metadata": {}} for cell in SIDES]
    one = read_one(folder, notebook(*stripped))
    assert one.outcome == "no metadata"
    assert AREA in one.code_cells  # graded all the same
    other = [code("x = 1", "something-else")]
    assert read_one(folder, notebook(*other)).outcome == "another assignment"
    one = read_one(folder, notebook(*SIDES[:-1]))
    assert one.outcome == "metadata incomplete"
    assert "why" in one.text
    odd = [
        cell | {"metadata": metadata}
        for cell, metadata in zip(
            SIDES, [3, None, {"nbgrader": 3}, {"nbgrader": {"grade_id": []}}, {}], strict=True
        )
    ]
    assert read_one(folder, notebook(*odd)).outcome == "no metadata"


def test_links_pipes_and_folders_are_never_read(folder, tmp_path):
    secret = put(tmp_path / "secret.ipynb", notebook(*SIDES))
    others = tmp_path / "others" / NAME
    put(others / f"{NAME}.ipynb", notebook(*SIDES))
    (folder / "file.ipynb").symlink_to(secret)
    (folder / "nowhere.ipynb").symlink_to(tmp_path / "nowhere")
    (folder / "student").symlink_to(tmp_path / "others")
    (folder / "inner").mkdir()
    (folder / "inner" / NAME).symlink_to(others)
    put(folder / "deep" / NAME / "x.txt", "")
    (folder / "deep" / NAME / f"{NAME}.ipynb").symlink_to(secret)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "dir" / NAME / f"{NAME}.ipynb").mkdir(parents=True)
    outcomes = {name: one.outcome for name, one in read_all(folder).items()}
    links = dict.fromkeys(["file", "nowhere", "student", "inner", "deep"], "a link")
    assert outcomes == links | {"pipe": "not a file", "dir": "not a file"}


def test_a_file_too_large_is_not_read(folder, monkeypatch):
    monkeypatch.setattr(submission, "LARGEST", 100)
    one = read_one(folder, notebook(*SIDES))
    assert (one.outcome, one.sha256) == ("too large", "")
    assert str(len(notebook(*SIDES))) in one.text.replace(",", "")


def test_no_notebook_and_two(folder):
    (folder / "none").mkdir()
    put(folder / "two" / NAME / "a.ipynb", notebook(*SIDES))
    put(folder / "two" / NAME / "b.ipynb", notebook(*SIDES))
    put(folder / "renamed" / NAME / "mine.ipynb", notebook(*SIDES))
    put(folder / "both" / NAME / f"{NAME}.ipynb", notebook(*SIDES))
    put(folder / "both.ipynb", notebook(*SIDES))
    one, two = "Jos\u00e9", "Jose\u0301"  # two ways to write one name
    put(folder / f"{one}.ipynb", notebook(*SIDES))
    put(folder / f"{two}.ipynb", notebook(*SIDES))
    outcomes = {name: one.outcome for name, one in read_all(folder).items()}
    assert outcomes.pop(two if two in outcomes else one) == "two files"
    assert outcomes == {
        "none": "no notebook",
        "two": "two files",
        "renamed": "read",
        "both": "two files",
    }


def test_a_changed_file_has_another_sum(folder):
    handed_in = HandedIn("ann", (put(folder / "ann.ipynb", notebook(*SIDES)),))
    before = sha256_of(handed_in)
    assert before == read_submission(handed_in, ASSIGNMENT).sha256
    put(folder / "ann.ipynb", notebook(*SIDES, code("x = 1")))
    assert sha256_of(handed_in) != before


def test_a_folder_without_submissions_is_refused_with_what_is_wanted(folder, tmp_path):
    with pytest.raises(ValueError, match=f"STUDENT/{NAME}/{NAME}.ipynb"):
        find_handed_in(folder, NAME)
    with pytest.raises(ValueError, match="is no folder"):
        find_handed_in(tmp_path / "nowhere", NAME)


def test_every_outcome_of_a_notebook_has_words():
    assert {"read", "no metadata", "a link", "two files", "empty"} < set(known("notebooks"))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "]0;title x"),
        ("a\r\nb\tc", "a b c"),
        ("\u202ereversed", "reversed"),
        ("\ud800half", "half"),
        ("x" * 400, "x" * 299 + "…"),
        ("é 李 ∑", "é 李 ∑"),
        ("\x00\x08\x7f\x9b31m", "31m"),
    ],
)
def test_text_of_a_submission_is_made_harmless(text, cleaned):
    assert clean(text) == cleaned
