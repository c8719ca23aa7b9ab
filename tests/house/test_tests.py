"""No test asserts nothing, or computes a comparison and throws it away.

Such a test passes whatever the code does. Well-known libraries have some, because nothing looks
wrong about them when they are read.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

# Calls that raise by themselves when something is wrong, beside those named assert_...
RAISING = {"raises", "warns", "gradcheck", "fail", "check_call", "expect"}
# Calls whose answer is a verdict: alone on a line, it is thrown away.
VERDICTS = {
    "all",
    "allclose",
    "any",
    "array_equal",
    "endswith",
    "equal",
    "equals",
    "is_file",
    "isclose",
    "isinstance",
    "issubset",
    "startswith",
}


def called(node: ast.AST) -> str:
    """The last part of the name of what a call calls, or ''."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def is_assertion(node: ast.AST) -> bool:
    name = called(node)
    if name == "run":  # subprocess.run(..., check=True)
        return any(k.arg == "check" and ast.unparse(k.value) == "True" for k in node.keywords)
    return isinstance(node, ast.Assert) or name in RAISING or name.startswith("assert_")


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions defined in it, which may never run."""
    for child in ast.iter_child_nodes(function):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from own_nodes(child)


def is_thrown_away(node: ast.AST) -> bool:
    """A comparison or a verdict that stands alone as a statement."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        return True
    return isinstance(value, ast.Compare | ast.BoolOp) or called(value) in VERDICTS


def is_always_true(node: ast.AST) -> bool:
    """``assert (a, "message")``, ``assert True`` or ``assert "text"``: nothing can fail them."""
    if not isinstance(node, ast.Assert):
        return False
    return (isinstance(node.test, ast.Tuple) and bool(node.test.elts)) or (
        isinstance(node.test, ast.Constant) and bool(node.test.value)
    )


def weak_places(source: str) -> list[str]:
    """Where a test module says less than it seems to: line, and what is wrong there."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            test = node.name.startswith("test")
            if test and not any(is_assertion(child) for child in own_nodes(node)):
                found.append(f"line {node.lineno}: {node.name} asserts nothing")
        if is_thrown_away(node):
            found.append(f"line {node.lineno}: a comparison is thrown away")
        if is_always_true(node):
            found.append(f"line {node.lineno}: this assertion is always true")
        if called(node) == "assertTrue" and len(node.args) > 1:
            found.append(f"line {node.lineno}: assertTrue takes its second argument as a message")
        if called(node) in {"called_once", "called_with", "called_once_with", "not_called"}:
            found.append(f"line {node.lineno}: this is not a method of a mock that asserts")
    return found


@pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS))
)
def test_every_test_can_fail(path):
    assert weak_places(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("x = f()", "test_it asserts nothing"),
        ("pass", "test_it asserts nothing"),
        ("subprocess.run(['a'], check=False)", "test_it asserts nothing"),
        ("def inner():\n        assert f()\n    f(inner)", "test_it asserts nothing"),
        ("torch.allclose(a, b)\n    assert a", "thrown away"),
        ("a.equal(b)\n    assert a", "thrown away"),
        ("(a == b).all()\n    assert a", "thrown away"),
        ("a == b\n    assert a", "thrown away"),
        ("not a\n    assert a", "thrown away"),
        ("a and b == c\n    assert a", "thrown away"),
        ("for k in x:\n        k == 1\n    assert a", "thrown away"),
        ("assert (a == b, 'they differ')", "always true"),
        ("assert True", "always true"),
        ("assert 'a == b'", "always true"),
        ("self.assertTrue(a, b)\n    assert a", "second argument"),
        ("mock.called_once_with(1)\n    assert a", "not a method"),
    ],
)
def test_a_test_that_cannot_fail_is_found(body, found):
    places = weak_places(f"def test_it(self):\n    {body}\n")
    assert len(places) == 1
    assert found in places[0]


@pytest.mark.parametrize(
    "body",
    [
        "assert torch.allclose(a, b)",
        "torch.testing.assert_close(a, b)",
        "with pytest.raises(ValueError):\n        f()",
        "for x in y:\n        assert x == 1",
        "gradcheck(f, (a,))",
        "subprocess.run(['a'], check=True)",
        "page.click('#a')\n    assert (a, b) == f()",
    ],
)
def test_a_test_that_can_fail_is_left_alone(body):
    assert weak_places(f"def test_it(self):\n    {body}\n") == []


def test_what_is_no_test_may_assert_nothing():
    assert weak_places("def make_it():\n    return f()\n") == []
