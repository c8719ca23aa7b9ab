"""Golden files: calls of the operators with the results that torchvision gave for them.

Numbers are written as the shortest decimal that gives the same number back in their dtype, so a
file is exact and can be read by eye. NaN and Infinity stand as Python's json module writes them.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tests.ops.cases import Case

GOLDEN = Path(__file__).parents[1] / "golden"


def call(library: ModuleType | tuple[ModuleType, ...], case: Case) -> Any:
    """The result of a call, from the first of the modules that has the operator."""
    modules = library if isinstance(library, tuple) else (library,)
    function: Callable[..., Any] = next(
        getattr(module, case.operator) for module in modules if hasattr(module, case.operator)
    )
    return function(**case.arguments)


def assert_identical(got: Tensor, expected: Tensor) -> None:
    """Hold two results equal to the last bit, with shape and dtype; NaN equals NaN."""
    torch.testing.assert_close(got, expected, rtol=0, atol=0, equal_nan=True)


def encode(value: Any) -> Any:
    """What json can write for an argument or a result."""
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if not isinstance(value, Tensor):
        return value
    plain = {torch.float16: torch.float32, torch.bfloat16: torch.float32, torch.bool: torch.int32}
    wide = value.to(plain.get(value.dtype, value.dtype))
    # str() of a numpy number is the shortest decimal for its own precision.
    numbers = [json.loads(_decimal(str(number))) for number in wide.flatten().numpy()]
    return {"dtype": str(value.dtype)[6:], "shape": list(value.shape), "values": numbers}


def _decimal(number: str) -> str:
    """The same number as json spells it, a whole one (but not -0) without its ".0"."""
    spelled = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(number, number)
    return spelled if spelled == "-0.0" else spelled.removesuffix(".0")


def decode(value: Any) -> Any:
    """The argument or result that ``encode`` wrote."""
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    array = np.array(value["values"], dtype=np.float64 if "float" in value["dtype"] else np.int64)
    return torch.from_numpy(array).to(getattr(torch, value["dtype"])).reshape(value["shape"])


def write(path: Path, versions: dict[str, str], answers: list[tuple[Case, Any]]) -> None:
    """Write one golden file, a call a line."""
    lines = []
    for case, result in answers:
        arguments = {name: encode(value) for name, value in case.arguments.items()}
        entry = {"name": case.name, "operator": case.operator, "arguments": arguments}
        lines.append(json.dumps(entry | {"result": encode(result)}, separators=(",", ":")))
    head = json.dumps({"made_with": versions})[1:-1]
    path.write_text(f'{{{head}, "cases": [\n' + ",\n".join(lines) + "\n]}\n")


def read(path: Path) -> Iterator[tuple[Case, Any]]:
    """The calls of one golden file, each with torchvision's result."""
    for entry in json.loads(path.read_text())["cases"]:
        arguments = {name: decode(value) for name, value in entry["arguments"].items()}
        yield Case(entry["operator"], entry["name"], arguments), decode(entry["result"])
