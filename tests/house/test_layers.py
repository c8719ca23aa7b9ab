"""Imports go down only, and the import line of a name says where to read about it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mrcnn_edu"

# What each layer may import, beside itself.
BELOW = {
    "files": set(),
    "ops": set(),
    "layers": {"ops"},
    "detectors": {"ops", "layers", "files"},
    "coco": {"ops", "files"},
    "data": {"coco", "ops", "files"},
    "evaluation": {"coco", "ops"},
    "training": {"ops", "files"},
    "views": {"ops", "evaluation"},
    "classroom": {"files", "ops", "views"},
}
BELOW["cli"] = set(BELOW)
BELOW["__main__"] = {"cli"}
# The layers to read for how a detector works need nothing beside the standard library and these.
PURE = ("ops", "layers", "detectors")
# safetensors reads files of weights.
NEEDED_BY_PURE = {"mrcnn_edu", "numpy", "safetensors", "torch"}
# Nowhere in the package: torchvision and pycocotools are what we are compared with, the rest serves
# the tests.
FORBIDDEN_EVERYWHERE = {"benchmarks", "pycocotools", "pytest", "tests", "tools", "torchvision"}


def imported(tree: ast.Module, module: str) -> Iterator[str]:
    """Full names that a module imports, at the top or inside a function, relative ones resolved."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def violations(source: str, module: str) -> list[str]:
    """The imports of one module that go up, sideways, or to a library it shall not need."""
    layer = module.split(".")[1] if "." in module else ""
    if layer not in BELOW and layer:
        return [f"{module}: the layer {layer!r} is not in the table of layers"]
    found = []
    allowed = BELOW.get(layer, set())
    for name in imported(ast.parse(source), module):
        top, _, rest = name.partition(".")
        below = rest.split(".")[0]
        if top == "mrcnn_edu" and below != layer and below not in allowed:
            found.append(f"{module} imports {name}")
        foreign = top not in NEEDED_BY_PURE | sys.stdlib_module_names
        if top in FORBIDDEN_EVERYWHERE or (layer in PURE and foreign):
            found.append(f"{module} imports {name}")
    return found


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if path.stem == "__init__" else parts)


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_go_down_only(path):
    assert violations(path.read_text(encoding="utf-8"), module_name(path)) == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.name == "__init__.py"], ids=module_name
)
def test_init_files_hold_a_docstring_and_nothing_else(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("mrcnn_edu.ops.boxes", "from mrcnn_edu.layers.fpn import FPN"),
        ("mrcnn_edu.ops.boxes", "import mrcnn_edu.views.plots"),
        ("mrcnn_edu.ops.boxes", "from mrcnn_edu import data"),
        ("mrcnn_edu.ops.boxes", "from ..views import plots"),
        ("mrcnn_edu.ops.boxes", "def f():\n    import matplotlib.pyplot as plt"),
        ("mrcnn_edu.detectors.rcnn", "import skimage"),
        ("mrcnn_edu.detectors.rcnn", "from mrcnn_edu.data.coins import coins_image"),
        ("mrcnn_edu.views.plots", "from mrcnn_edu.data.coins import coins_image"),
        ("mrcnn_edu.views.plots", "import torchvision"),
        ("mrcnn_edu.evaluation.coco_eval", "from pycocotools import mask"),
        ("mrcnn_edu.coco.writing", "import pycocotools.mask"),
        ("mrcnn_edu.coco.folder", "from mrcnn_edu.data import folders"),
        ("mrcnn_edu.training.loop", "import tests.ops.cases"),
        ("mrcnn_edu.training.loop", "from mrcnn_edu.evaluation import coco_eval"),
        ("mrcnn_edu.evaluation.detector", "from mrcnn_edu.detectors import mask_rcnn"),
        ("mrcnn_edu.files.download", "from mrcnn_edu.data import folders"),
        ("mrcnn_edu.files.whole", "from mrcnn_edu.training import checkpoint"),
        ("mrcnn_edu.layers.fpn", "from mrcnn_edu.files import download"),
        ("mrcnn_edu.extras.thing", "import torch"),
    ],
)
def test_an_import_that_goes_elsewhere_is_found(module, line):
    assert len(violations(f"import torch\n{line}\n", module)) >= 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("mrcnn_edu.ops.nms", "from mrcnn_edu.ops.boxes import box_iou"),
        ("mrcnn_edu.ops.nms", "from .boxes import box_iou"),
        ("mrcnn_edu.detectors.rcnn", "from ..layers import fpn\nfrom mrcnn_edu.ops import nms"),
        ("mrcnn_edu.classroom.check", "from mrcnn_edu.views import plots\nimport matplotlib"),
        ("mrcnn_edu.data.balloon", "from mrcnn_edu.coco.folder import CocoFolder"),
        ("mrcnn_edu.coco.folder", "from mrcnn_edu.files.images import read_image"),
        ("mrcnn_edu.data.folders", "from mrcnn_edu.files.unpack import unpack"),
        ("mrcnn_edu.detectors.weight_files", "from mrcnn_edu.files.download import download"),
        ("mrcnn_edu.evaluation.detector", "from mrcnn_edu.coco import writing"),
        ("mrcnn_edu.training.checkpoint", "from mrcnn_edu.files.whole import write_whole"),
        ("mrcnn_edu.views.widgets.curtain", "from mrcnn_edu.evaluation import matching"),
        ("mrcnn_edu.cli", "from mrcnn_edu.detectors import rcnn"),
    ],
)
def test_an_import_that_goes_down_is_allowed(module, line):
    assert violations(f"import torch\n{line}\n", module) == []
