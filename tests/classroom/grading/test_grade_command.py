"""``python -m mrcnn_edu grade``: from a folder of notebooks to tables and pages."""

from functools import partial
from pathlib import Path

import pytest

from mrcnn_edu.classroom.grading import whole_class
from mrcnn_edu.cli import grade as command
from mrcnn_edu.cli.main import main
from tests.classroom.grading.in_process import open_in_process
from tests.classroom.grading.notebooks import SIDES, notebook

KEY = str(Path(__file__).with_name("sides_key.py"))


@pytest.fixture
def submitted(tmp_path, monkeypatch):
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "Ann Lee.ipynb").write_text(notebook(*SIDES))
    (folder / "bo.ipynb").write_text("{")
    monkeypatch.setattr(command, "why_not", lambda: None)
    monkeypatch.setattr(command, "Session", open_in_process)
    monkeypatch.setattr(whole_class, "work_on_all", one_after_another)
    return folder


def one_after_another(begin, things, *, workers):
    """Right here, for other processes take seconds to begin; ``test_whole_class.py`` has them."""
    return ((thing, begin()(thing)) for thing in things)


def test_a_batch_queue_grades_one_a_job_and_the_last_command_finds_all(
    submitted, tmp_path, monkeypatch, capsys
):
    out = tmp_path / "out"
    typed = ["grade", KEY, str(submitted), "--output", str(out), "--workers", "1"]
    assert main([*typed, "--student", "Ann Lee"]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["graded", "seed"]
    assert main([*typed, "--student", "bo"]) == 0
    assert "bo: 0 of 12; The file is not JSON" in capsys.readouterr().out
    monkeypatch.setattr(command, "Session", partial(open_in_process, "not called any more"))
    assert main(typed) == 0
    printed = capsys.readouterr().out
    assert "2 students" in printed
    assert f"points in {out / 'written.csv'}: 1" in printed
    assert sorted(path.name for path in out.iterdir()) == [
        "class.html",
        "feedback",
        "graded",
        "marks.csv",
        "seed",
        "written.csv",
    ]
    assert {path.name for path in (out / "feedback").iterdir()} == {"Ann Lee.html", "bo.html"}
    assert "Ann Lee,read,10,12,1,4,6,,right,right,to mark" in (out / "marks.csv").read_text()


def test_without_a_sandbox_it_refuses_and_says_how_to_get_one(
    submitted, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(command, "why_not", lambda: "bubblewrap is missing; install it")
    assert main(["grade", KEY, str(submitted), "--output", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert "bubblewrap is missing; install it" in told
    assert "--without-a-sandbox" in told
    assert not (tmp_path / "out").exists()


def test_without_a_sandbox_it_grades_if_told_so_in_so_many_words(monkeypatch, capsys):
    monkeypatch.setattr(command, "why_not", lambda: "bubblewrap is missing")
    opened = command._how_to_open(True)
    assert opened.keywords == {"sandbox": False}
    assert "can read and change your files" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([KEY, "nowhere", "--output", "out"], "nowhere is no folder"),
        (["a7", ".", "--output", "out", "--keys", "keys"], "there is no key"),
        ([KEY, "submitted", "--output", "out", "--student", "cy"], "--student cy: nothing of that"),
        ([__file__, "submitted", "--output", "out"], "defines no ASSIGNMENT"),
    ],
)
def test_what_cannot_be_is_one_sentence(submitted, monkeypatch, capsys, typed, told):
    monkeypatch.chdir(submitted.parent)
    assert main(["grade", *typed]) == 1
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not (submitted.parent / "out").exists()
