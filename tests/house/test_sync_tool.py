"""A ``defines:`` cell holds the package's function as it stands, shortened for a lesson."""

import ast

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import notebooks, sync

PACKAGE = '''\
"""A module."""

import torch

LIMIT = 3


class Thing:
    """Not a function."""


def plain(x):
    """One line."""
    check_x("x", x)
    # Why this is so.
    return x + 1  # (N,)


@torch.no_grad()
def long(
    x,
    *,
    limit=LIMIT,
):
    r"""The first \\d line.

    Args:
        x: anything.
    """
    checks.check_x(
        "x", x
    )
    check_x("limit", limit)

    total = x
    check_x("total", total)
    return total


def below(x):
    """
    Begins below its quotes.

    More.
    """
    return """
    not a docstring"""


def bare(x):
    check_x("x", x)


def short(x): return "\x0c"
'''

PLAIN = '''\
def plain(x):
    """One line."""
    # Why this is so.
    return x + 1  # (N,)'''

LONG = '''\
@torch.no_grad()
def long(
    x,
    *,
    limit=LIMIT,
):
    r"""The first \\d line."""

    total = x
    check_x("total", total)
    return total'''

BELOW = '''\
def below(x):
    """Begins below its quotes."""
    return """
    not a docstring"""'''


@pytest.fixture
def root(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "mod.py").write_text(PACKAGE)
    (tmp_path / "nb").mkdir()
    return tmp_path


def write_lesson(root, *cells):
    book = new_notebook(cells=list(cells))
    (root / "nb" / "01_x.ipynb").write_text(notebooks.to_json(book, "01_x"))


def read_sources(root):
    cells = notebooks.read_notebook(root / "nb" / "01_x.ipynb").cells
    return {cell.id: cell.source for cell in cells}


def run(root, *arguments):
    return sync.main([*arguments, "--notebooks", str(root / "nb"), "--root", str(root)])


def defines(*names):
    return {"tags": [f"defines:{name}" for name in names]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", PLAIN),
        ("long", LONG),
        ("below", BELOW),
        ("bare", 'def bare(x):\n    check_x("x", x)'),
        ("short", 'def short(x): return "\x0c"'),
    ],
)
def test_a_function_is_shortened_and_stays_python(root, name, expected):
    source = sync.defined_source(f"pkg.mod.{name}", root)
    assert source == expected
    assert len(ast.parse(source).body) == 1


@pytest.mark.parametrize(
    ("dotted", "message"),
    [
        ("pkg.mod.Thing", "pkg.mod.Thing is a class"),
        ("pkg.mod.plian", "no function 'plian'; did you mean 'plain'"),
        ("pkg.mod.LIMIT", "no function 'LIMIT'"),
        ("pkg.nothing.plain", "no module 'pkg.nothing'"),
        ("plain", "no module ''"),
    ],
)
def test_what_is_no_function_is_refused(root, dotted, message):
    with pytest.raises(sync.SyncError, match=message):
        sync.defined_source(dotted, root)


def test_cells_are_filled_and_a_second_time_changes_nothing(root):
    write_lesson(
        root,
        new_markdown_cell("# Title", id="title"),
        new_code_cell("x = 1", id="other", metadata={"tags": ["hide-input"]}),
        new_code_cell("old", id="both", metadata=defines("pkg.mod.plain", "pkg.mod.below")),
    )
    assert run(root) == 0
    filled = {"title": "# Title", "other": "x = 1", "both": f"{PLAIN}\n\n\n{BELOW}"}
    assert read_sources(root) == filled
    text = (root / "nb" / "01_x.ipynb").read_text()
    assert run(root) == 0
    assert (root / "nb" / "01_x.ipynb").read_text() == text


def test_check_shows_the_difference_and_writes_nothing(root, capsys):
    write_lesson(root, new_code_cell("old", id="cell", metadata=defines("pkg.mod.plain")))
    assert run(root, "--check") == 1
    assert "-old\n+def plain(x):" in capsys.readouterr().out
    assert read_sources(root) == {"cell": "old"}
    run(root)
    assert run(root, "--check") == 0


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (new_markdown_cell("x", id="words", metadata=defines("pkg.mod.plain")), "markdown cell"),
        (new_code_cell("x", id="words", metadata=defines("pkg.mod.Thing")), "is a class"),
        (new_code_cell("x", id="words", metadata={"tags": ["define:a.b"]}), "not of the form"),
    ],
    ids=["markdown", "class", "misspelt"],
)
def test_a_wrong_tag_is_named_with_its_cell(root, capsys, cell, message):
    write_lesson(root, cell)
    assert run(root) == 1
    error = capsys.readouterr().err
    assert "01_x, cell 'words'" in error
    assert message in error
