"""Imports go down only, and the import line of a name says where to read about it."""

import ast
import importlib
import sys
from collections.abc import Iterable, Iterator
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
# Modules that have moved, by the names that people's scripts may still import. Such a file says in
# its docstring where things are now, and imports them from there; nothing else imports it.
MOVED = {
    "classroom.cases": (
        "classroom.exercise",
        "classroom.exercises.boxes.cases",
        "classroom.exercises.cases",
        "classroom.exercises.nms.cases",
    ),
    "classroom.found_again": ("classroom.compare_detections",),
    "cli.samples": ("data.samples",),
    "data.chance": ("data.random_numbers",),
    "data.coco": ("coco.folder",),
    "data.coco_format": ("coco.writing",),
    "data.coco_json": ("coco.format",),
    "data.coco_targets": ("coco.reading",),
    "data.images": ("files.images",),
    "data.problems": ("coco.problems",),
    "data.targets": ("ops.targets",),
    "detectors.coco_names": ("detectors.published",),
    "detectors.mask_rcnn_tiny": ("detectors.tiny",),
    "ops.detection_reference": ("ops.slow.anchors", "ops.slow.losses", "ops.slow.masks"),
    "ops.polygons": ("coco.polygons",),
    "ops.reference": ("ops.slow.boxes", "ops.slow.nms"),
    "ops.roi_reference": ("ops.slow.roi_pooling",),
    "ops.run_lengths": ("coco.run_lengths",),
    "training.evaluate": ("evaluation.detector",),
    "training.random_state": ("training.resuming",),
    "training.schedule": ("training.optimiser",),
}
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
        if top == "mrcnn_edu" and {rest, rest.rpartition(".")[0]} & MOVED.keys():
            found.append(f"{module} imports {name} by an older name")
        elif top == "mrcnn_edu" and below != layer and below not in allowed:
            found.append(f"{module} imports {name}")
        foreign = top not in NEEDED_BY_PURE | sys.stdlib_module_names
        if top in FORBIDDEN_EVERYWHERE or (layer in PURE and foreign):
            found.append(f"{module} imports {name}")
    return found


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if path.stem == "__init__" else parts)


def older_name_of(places: Iterable[str]) -> str:
    """What stands in a module that has moved, below its docstring."""
    return "".join(f"from mrcnn_edu.{place} import *  # noqa: F403\n" for place in places)


def public_names(module: str) -> set[str]:
    """What a module defines itself, without what begins with an underscore."""
    found = set()
    for node in ast.parse(PACKAGE.joinpath(*module.split(".")).with_suffix(".py").read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return {name for name in found if not name.startswith("_")}


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if module_name(path).partition(".")[2] not in MOVED],
    ids=module_name,
)
def test_imports_go_down_only(path):
    assert violations(path.read_text(encoding="utf-8"), module_name(path)) == []


@pytest.mark.parametrize(("old", "places"), MOVED.items(), ids=MOVED)
def test_an_older_name_gives_what_the_new_one_has(old, places):
    path = PACKAGE.joinpath(*old.split(".")).with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    below = path.read_text(encoding="utf-8").rpartition('"""\n\n')[2]
    assert below == older_name_of(places)
    assert [place for place in places if f"``{place.replace('.', '/')}.py``" not in docstring] == []
    at_old = importlib.import_module(f"mrcnn_edu.{old}")
    for place in places:
        now = importlib.import_module(f"mrcnn_edu.{place}")
        names = public_names(place)
        assert names
        assert [n for n in names if getattr(at_old, n, None) is not getattr(now, n)] == []


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
        ("mrcnn_edu.data.balloon", "from mrcnn_edu.data.coco import CocoFolder"),
        ("mrcnn_edu.data.balloon", "from mrcnn_edu.data import coco"),
        ("mrcnn_edu.cli.train", "import mrcnn_edu.data.coco"),
        ("mrcnn_edu.ops.masks", "from .run_lengths import encode_mask"),
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
