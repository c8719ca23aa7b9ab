"""Which cells of a notebook only draw, so that tests can be run without them.

Tests try many versions, each in a life of its own, and drawing the notebook's pictures takes
longer than all else in one. This looks at the code without running it. It may be mistaken; so what
grades first sees whether the tests still pass a right version (``suite_marks.py``).
"""

import ast
from collections.abc import Iterator, Sequence
from types import CodeType

DRAWS = {"plt", "pyplot"}
# By these a cell may define or change things that its code does not name.
HIDES = {"exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython"}


def only_draw(cells: Sequence[str]) -> set[int]:
    """Find the cells that draw, and leave nothing behind that another cell names.

    Args:
        cells: the source of each, in order.

    Returns:
        Their numbers.

    Example:
        >>> cells = ["import matplotlib.pyplot as plt", "side = 3", "fig, ax = plt.subplots()"]
        >>> only_draw([*cells, "def area(): return side * side"])
        {2}
        >>> only_draw([*cells, "def area(): return fig"])
        set()
    """
    trees = [_parse(cell) for cell in cells]
    left_out = {number for number, tree in enumerate(trees) if tree and _may_go(tree)}
    while True:
        named = {n for i in range(len(cells)) if i not in left_out for n in _named(cells[i])}
        wanted = {i for i in left_out if (tree := trees[i]) and _bound(tree) & named}
        if not wanted:
            return left_out
        left_out -= wanted


def _parse(cell: str) -> ast.Module | None:
    """A cell's code; None for what only IPython understands, or nobody."""
    try:
        return ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _may_go(tree: ast.Module) -> bool:
    """Whether a cell draws, and changes nothing that was there before it."""
    loaded = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    own = _bound(tree) | DRAWS
    return bool(loaded & DRAWS) and not loaded & HIDES and all(r in own for r in _changed(tree))


def _bound(tree: ast.Module) -> set[str]:
    """The names that a cell binds, in functions too."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
    return names


def _changed(tree: ast.Module) -> Iterator[str | None]:
    """The names whose insides a cell changes, by assignment or by a method called for that."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            yield _root(node)
        elif isinstance(node, ast.Expr):
            one = node.value
            for call in one.elts if isinstance(one, ast.Tuple) else [one]:
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    yield _root(call.func)
        elif isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield None


def _root(node: ast.expr) -> str | None:
    """The name before all dots and brackets; None where another value stands there."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _named(cell: str) -> set[str]:
    """The names that a cell takes from outside its functions, and more than these to be safe."""
    try:
        code = compile(cell, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set("".join(c if c.isidentifier() or c.isdigit() else " " for c in cell).split())
    return set(_names_in(code))


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant  # globals()["four"]
        elif isinstance(constant, CodeType):
            yield from _names_in(constant)
