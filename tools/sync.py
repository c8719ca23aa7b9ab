"""Fill the lessons with the package's own functions.

The package is the source. A code cell tagged ``defines:mrcnn_edu.ops.boxes.box_iou`` belongs to
this tool: ``make sync`` writes the function into it as it stands, with its docstring cut to the
first line and the ``check_...`` lines at its beginning left out, since a lesson is about what
comes after them. Several tags put several functions one after the other.

    python -m tools.sync            # rewrite the lessons that differ
    python -m tools.sync --check    # only say which would change
"""

import argparse
import ast
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode

from tools.notebooks import (
    NOTEBOOKS,
    ROOT,
    NotebookError,
    find_notebooks,
    read_notebook,
    to_json,
    write_if_changed,
)

TAG = "defines:"


class SyncError(ValueError):
    """A ``defines:`` tag that cannot be followed, with where and why."""


def defined_source(dotted: str, root: Path = ROOT) -> str:
    """The source of one function, shortened for a lesson.

    Args:
        dotted: its full name, like "mrcnn_edu.ops.boxes.box_iou".
        root: the folder in which the package stands.

    Raises:
        SyncError: if there is no such module, or the name in it is not a function.
    """
    module, _, name = dotted.rpartition(".")
    path = root.joinpath(*module.split(".")).with_suffix(".py") if module else root
    if not path.is_file():
        raise SyncError(f"{dotted}: there is no module {module!r}; write package.module.function")
    text = path.read_text(encoding="utf-8")
    return shortened(text, _find_function(ast.parse(text), dotted, name))


def _find_function(tree: ast.Module, dotted: str, name: str) -> ast.FunctionDef:
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if name in functions:
        return functions[name]
    if name in {node.name for node in tree.body if isinstance(node, ast.ClassDef)}:
        raise SyncError(f"{dotted} is a class; walk through it in the lesson, or name a function")
    close = difflib.get_close_matches(name, functions, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise SyncError(f"{dotted}: the module defines no function {name!r}{hint}")


def shortened(text: str, function: ast.FunctionDef) -> str:
    """A function's lines, without the rest of its docstring and its leading checks."""
    lines = text.split("\n")  # as ast counts them; splitlines also breaks at form feeds
    replaced: dict[int, str | None] = {}  # line number -> what stands there instead, None: nothing
    body = function.body
    if ast.get_docstring(function) is not None and body[0].lineno > function.lineno:
        replaced |= _first_line_only(lines, body[0])
        body = body[1:]
    checks = []
    while len(checks) < len(body) and _is_check(body[len(checks)]):
        checks.append(body[len(checks)])
    if len(checks) < len(function.body):  # a function of checks alone would have no body left
        for check in checks:
            replaced |= dict.fromkeys(range(check.lineno, _end(check) + 1))
    start = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    numbered = [(i, lines[i - 1]) for i in range(start, _end(function) + 1)]
    kept = [replaced.get(i, line) for i, line in numbered]
    return "\n".join(line for line in kept if line is not None)


def _first_line_only(lines: list[str], docstring: ast.stmt) -> dict[int, str | None]:
    """The docstring's lines replaced by its first sentence line, quotes and prefix as written."""
    first, last = docstring.lineno, _end(docstring)
    if first == last:
        return {}
    opening = lines[first - 1].rstrip()
    if opening.endswith(('"""', "'''")):  # the text begins on the next line
        opening += lines[first].strip()
    return {**dict.fromkeys(range(first, last + 1)), first: opening + lines[last - 1].strip()[-3:]}


def _is_check(statement: ast.stmt) -> bool:
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    called = statement.value.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name.startswith("check_")


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def synced(notebook: NotebookNode, name: str, root: Path = ROOT) -> list[tuple[str, str, str]]:
    """Fill the notebook's ``defines:`` cells in place.

    Returns:
        (cell id, source before, source now) of each cell that changed.

    Raises:
        SyncError: for a tag that cannot be followed, or one on a cell that holds no code.
    """
    changes = []
    for cell in notebook.cells:
        tags = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("define")]
        if not tags:
            continue
        where = f"{name}, cell {cell.get('id')!r}"
        if cell.cell_type != "code":
            raise SyncError(f"{where}: {tags[0]!r} stands on a {cell.cell_type} cell; make it code")
        try:
            now = "\n\n\n".join(defined_source(_dotted(tag), root) for tag in tags)
        except SyncError as error:
            raise SyncError(f"{where}: {error}") from None
        if now != cell.source:
            changes.append((cell.get("id"), cell.source, now))
            cell.source = now
    return changes


def _dotted(tag: str) -> str:
    if not tag.startswith(TAG):
        raise SyncError(f"the tag {tag!r} is not of the form {TAG}package.module.function")
    return tag.removeprefix(TAG)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 where a tag is wrong, or ``--check`` finds a lesson out of date."""
    parser = argparse.ArgumentParser(prog="tools.sync", description="fill the defines: cells")
    parser.add_argument("names", nargs="*", help="lessons; all of them without a name")
    parser.add_argument("--check", action="store_true", help="write nothing, show what differs")
    parser.add_argument("--notebooks", type=Path, default=NOTEBOOKS, help="folder of the lessons")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the package")
    options = parser.parse_args(arguments)
    stale = False
    try:
        for path in find_notebooks(options.names, options.notebooks):
            notebook = read_notebook(path)
            changes = synced(notebook, path.stem, options.root)
            stale = stale or bool(changes)
            for cell_id, before, now in changes:
                where = f"{path.stem} {cell_id}"
                both = before.splitlines(), now.splitlines()
                print(*difflib.unified_diff(*both, where, where, lineterm=""), sep="\n")
            if changes and not options.check:
                write_if_changed(path, to_json(notebook, path.stem))
    except (NotebookError, SyncError) as error:
        print(error, file=sys.stderr)
        return 1
    return int(stale and options.check)


if __name__ == "__main__":
    sys.exit(main())
