"""The lessons run from a clean kernel, and a failure shows where it is."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools import course, kernel


def lesson(*sources):
    cells = [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    return new_notebook(cells=cells)


def test_one_good_and_one_bad_lesson(tmp_path, capsys):
    good = lesson(
        "import os, sys, mrcnn_edu\nprint(sys.executable, os.listdir())\n"
        "print([folder for folder in sys.path if folder.endswith('tools')])",
        "import warnings\nwarnings.warn('old')",
    )
    deep = "def dig(n):\n    return dig(n - 1) if n else 1 / 0"
    bad = lesson("x = 1", deep, "print('before')\ndig(30)", "never = 'reached'")
    nbformat.write(good, tmp_path / "01_good.ipynb")
    nbformat.write(bad, tmp_path / "02_bad.ipynb")
    folders = ["--notebooks", str(tmp_path), "--executed", str(tmp_path / "executed")]

    assert course.main(folders) == 1

    shown = capsys.readouterr().out
    assert "s  passed  01_good\n" in shown
    assert "note: cell 'cell-1' wrote to standard error" in shown
    assert "02_bad: cell 'cell-2'\n    | print('before')\n    | dig(30)\n" in shown
    assert "lines left out" in shown
    assert "ZeroDivisionError: division by zero" in shown
    assert "\x1b[" not in shown
    assert "reached" not in shown
    assert shown.endswith("1 passed, 1 failed\n")
    executed = nbformat.read(tmp_path / "executed" / "01_good.ipynb", as_version=4)
    assert executed.cells[0].outputs[0].text.split() == [course.sys.executable, "[]", "[]"]
    assert "failure" not in executed.metadata
    executed = nbformat.read(tmp_path / "executed" / "02_bad.ipynb", as_version=4)
    assert "ZeroDivisionError" in executed.metadata["failure"]
    assert nbformat.read(tmp_path / "01_good.ipynb", as_version=4) == good


def test_two_lessons_at_a_time(tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    nbformat.write(lesson("print(1)"), tmp_path / "01_good.ipynb")
    nbformat.write(lesson("1 / 0"), tmp_path / "02_bad.ipynb")
    executed = tmp_path / "executed"
    folders = ["--notebooks", str(tmp_path), "--executed", str(executed)]
    assert course.main([*folders, "--processes", "2"]) == 1
    shown = capfd.readouterr().out
    assert "s  passed  01_good\n" in shown
    assert "02_bad: cell 'cell-0'\n    | 1 / 0\n" in shown
    assert shown.endswith("1 passed, 1 failed\n")
    assert nbformat.read(executed / "01_good.ipynb", as_version=4).cells[0].outputs[0].text == "1\n"


@pytest.mark.parametrize(
    ("source", "limit", "message"),
    [
        ("while True:\n    pass", 1, "of processor time; its limit is 1 s"),
        ("import os\nos._exit(1)", 30, "the kernel died"),
        ("import socket\nsocket.create_connection(('192.0.2.1', 80), 1)", 30, "run offline"),
        ("x = 1", 0.01, "more than its 0.01 s"),
    ],
    ids=["endless", "dead", "network", "slow"],
)
def test_a_lesson_fails_and_says_why(source, limit, message):
    failure, seconds = course.execute(lesson(source), limit)
    assert message in failure
    assert 0.01 < seconds < 25


def test_waiting_costs_no_processor_time():
    failure, seconds = course.execute(lesson("import time\ntime.sleep(5)"), 4)
    assert failure is None
    assert seconds < 4


def test_waiting_for_ever_comes_to_an_end():
    failure, _ = course.execute(lesson("import time\ntime.sleep(1000)"), 30, patience=3)
    assert "cell 'cell-0'" in failure
    assert "still waiting after 3 s" in failure


def test_a_cell_may_show_an_error_on_purpose():
    book = lesson("1 / 0", "assert True")
    book.cells[0].metadata["tags"] = ["raises-exception"]
    failure, _ = course.execute(book, 30)
    assert failure is None
    assert book.cells[1].execution_count == 2


def test_big_lessons_may_take_longer():
    names = ["01_boxes_and_iou", "08_faster_rcnn", "14_mask_rcnn_full_model", "16_ablations"]
    assert [course.limit_of(name) for name in names] == [60, 120, 120, 120]


def test_no_lesson_at_all_is_a_failure(tmp_path, capsys):
    assert course.main(["--notebooks", str(tmp_path)]) == 1
    assert course.main(["99_nothing", "--notebooks", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert f"no lessons in {tmp_path}" in error
    assert "99_nothing.ipynb does not exist" in error


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0)),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0)),
        ("socket.connect", (object(), ("127.0.0.1", 80))),
        ("socket.connect", (object(), "a-file-of-this-machine")),
        ("open", ("elsewhere.example", "r", 0)),
    ],
)
def test_what_stays_on_the_machine_is_allowed(event, arguments):
    assert kernel.refuse_the_network(event, arguments) is None


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.getaddrinfo", ("elsewhere.example", 80, 0, 0, 0)),
        ("socket.getaddrinfo", (b"elsewhere.example", 80, 0, 0, 0)),
        ("socket.connect", (object(), ("elsewhere.example", 80))),
    ],
)
def test_what_leaves_the_machine_is_refused(event, arguments):
    with pytest.raises(ConnectionError, match=r"'elsewhere\.example'"):
        kernel.refuse_the_network(event, arguments)
