"""The names that people outside depend on, and that each says what it takes and gives back."""

import ast
import importlib
import importlib.util
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The promise, module by module; a module that is not written yet is not looked at.
PROMISED = {
    "ops.boxes": {
        "box_area": "(boxes)",
        "box_convert": "(boxes, in_fmt, out_fmt)",
        "box_iou": "(boxes1, boxes2)",
        "generalized_box_iou": "(boxes1, boxes2)",
        "clip_boxes_to_image": "(boxes, size)",
        "remove_small_boxes": "(boxes, min_size)",
    },
    "ops.nms": {
        "nms": "(boxes, scores, iou_threshold)",
        "batched_nms": "(boxes, scores, idxs, iou_threshold)",
        "soft_nms": "(boxes, scores, *, method='linear', iou_threshold=0.3, sigma=0.5, "
        "score_threshold=0.001)",
    },
    "ops.box_coding": {
        "encode_boxes": "(boxes, anchors, weights=(1, 1, 1, 1))",
        "decode_boxes": "(deltas, anchors, weights=(1, 1, 1, 1))",
        "centre_and_size": "(boxes)",
    },
    "ops.anchors": {
        "cell_anchors": "(scales, ratios)",
        "grid_anchors": "(cell_anchors, grid_size, stride)",
        "multilevel_anchors": "(cell_anchors, grid_sizes, image_size)",
        "inside_image": "(anchors, size)",
    },
    "ops.matching": {
        "match_boxes": "(iou, high, low, *, allow_low_quality=False)",
        "label_matches": "(matches, labels)",
        "sample_balanced": "(labels, number, positive_fraction, generator=None)",
    },
    "ops.losses": {
        "smooth_l1": "(input, target, beta=1.0)",
        "rpn_loss": "(objectness, deltas, labels, targets, *, beta=0.1111111111111111, "
        "objectness_divisor=None, box_divisor=None)",
        "fast_rcnn_loss": "(class_logits, deltas, labels, targets, *, beta=0.1111111111111111)",
        "mask_loss": "(mask_logits, labels, targets)",
        "softmax_mask_loss": "(mask_logits, labels, targets)",
        "keypoint_loss": "(keypoint_logits, cells, visible)",
    },
    "ops.roi_pooling": {
        "bilinear_interpolate": "(features, y, x)",
        "roi_pool": "(input, boxes, output_size, spatial_scale=1.0)",
        "roi_align": "(input, boxes, output_size, spatial_scale=1.0, sampling_ratio=-1, "
        "aligned=False)",
        "roi_warp": "(input, boxes, output_size, spatial_scale=1.0, sampling_ratio=-1)",
        "spatial_pyramid_pool": "(features, levels)",
        "assign_fpn_level": "(boxes, *, k_min=2, k_max=5)",
        "round_half_away": "(values)",
    },
    "ops.roi_tracing": {
        "trace_roi_align": "(input, box, output_size, spatial_scale=1.0, sampling_ratio=-1, "
        "aligned=False)",
    },
    "ops.masks": {
        "masks_to_boxes": "(masks)",
        "crop_mask_targets": "(masks, boxes, matched_idxs, mask_size)",
        "paste_masks": "(masks, boxes, image_size)",
    },
    "ops.exact_masks": {
        "crop_mask_targets_aligned": "(masks, boxes, matched_idxs, mask_size)",
        "paste_masks_exact": "(masks, boxes, image_size)",
    },
    "ops.keypoints": {
        "keypoints_to_heatmap": "(keypoints, boxes, heatmap_size)",
        "heatmaps_to_keypoints": "(maps, boxes)",
    },
    "ops.graph_regions": {
        "merge_graph": "(weights, edges, n, k, *, min_size=1)",
        "felzenszwalb": "(image, k=100, sigma=0.8, min_size=20)",
    },
    "ops.sliding_windows": {
        "sliding_windows": "(size, sides, *, ratios=(0.5, 1, 2), step=0.25)",
    },
    "ops.proposals": {
        "region_tree": "(image, *, colour_space='hsv', k=100, measures='CTSF', sigma=0.8, "
        "min_size=20)",
        "selective_search": "(image, *, colour_spaces=('hsv',), scales=(100,), "
        "measures=('CTSF',), sigma=0.8, min_size=20, min_side=0, seed=0)",
    },
    "evaluation.coco_eval": {"evaluate_coco": "(ground_truth, detections, iou_type)"},
}
SECTIONS = ("Args", "Returns", "Raises", "Source", "Example")


def exists(module: str) -> bool:
    return ROOT.joinpath("mrcnn_edu", *module.split(".")).with_suffix(".py").is_file()


WRITTEN = [(m, name, PROMISED[m][name]) for m in PROMISED if exists(m) for name in PROMISED[m]]


def bare_signature(function: object) -> str:
    """The parameters with their defaults, without types."""
    signature = inspect.signature(function)
    plain = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    return str(inspect.Signature(plain))


def sections(docstring: str) -> dict[str, str]:
    """A Google-form docstring cut at its headings; the text before the first is at ''."""
    parts = re.split(r"^(\w+):\n", inspect.cleandoc(docstring), flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def documented(docstring: str) -> list[str]:
    """The names that an Args section explains, in its order."""
    return re.findall(r"^    \*{0,2}(\w+):", sections(docstring).get("Args", ""), re.MULTILINE)


@pytest.mark.parametrize(
    ("module", "name", "parameters"), WRITTEN, ids=[f"{m}.{name}" for m, name, _ in WRITTEN]
)
def test_a_promised_name(module, name, parameters):
    function = getattr(importlib.import_module(f"mrcnn_edu.{module}"), name)
    assert bare_signature(function) == parameters
    assert function.__module__ == f"mrcnn_edu.{module}"
    assert all(p.annotation is not p.empty for p in inspect.signature(function).parameters.values())
    found = sections(function.__doc__)
    assert [heading for heading in SECTIONS if not found.get(heading, "").strip()] == []
    assert ">>> " in found["Example"]


def test_the_operators_of_the_first_lessons_are_there():
    assert {"ops.boxes", "ops.nms"} <= {module for module, _, _ in WRITTEN}


def public_functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module that do not begin with an underscore."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            inner = (item for item in node.body if isinstance(item, ast.FunctionDef))
            yield from ((f"{node.name}.{item.name}", item) for item in inner)


def undocumented(source: str) -> list[str]:
    """What the public functions of a module do not say about themselves."""
    found = []
    for name, node in public_functions(ast.parse(source)):
        if node.name.startswith("_"):
            continue
        docstring = ast.get_docstring(node) or ""
        given = node.args
        arguments = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
        names = [arg.arg for arg in arguments if arg and arg.arg not in ("self", "cls")]
        if not docstring.split("\n")[0].rstrip().endswith("."):
            found.append(f"{name}: the first line of its docstring is not one sentence")
        if "Args" in sections(docstring) and documented(docstring) != names:
            found.append(f"{name}: Args explains {documented(docstring)}, it takes {names}")
        raises = any(isinstance(item, ast.Raise) for item in ast.walk(node))
        if raises and "Raises" not in sections(docstring):
            found.append(f"{name}: raises, and does not say when")
    return found


# Wrong and right answers to an exercise, as learners write them: each says all in its name, and
# an exhibit of a museum in its row of words.json, which tests/classroom/test_words.py asks for.
AS_LEARNERS_WRITE = {"museum", "mutants", "solutions"}
MODULES = [
    path
    for path in sorted((ROOT / "mrcnn_edu").rglob("*.py"))
    if not ("exercises" in path.parts and AS_LEARNERS_WRITE & {path.stem, path.parent.name})
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_functions_say_what_they_do(path):
    assert undocumented(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("def f(x):\n    return x", "not one sentence"),
        ("def f(x):\n    '''No full stop'''", "not one sentence"),
        ("class A:\n    def f(self, x):\n        return x", "A.f: the first line"),
        ("def f(x):\n    '''One.\n\n    Args:\n        y: old.\n    '''", r"\['y'\], it takes"),
        ("def f(x):\n    '''One.'''\n    raise ValueError(x)", "does not say when"),
    ],
)
def test_what_a_function_does_not_say_is_found(body, found):
    assert re.search(found, "\n".join(undocumented(body)))


def test_a_function_that_says_everything_passes():
    said = (
        "One.\n\n    Args:\n        x: any.\n        y: more.\n\n    Raises:\n        E: never.\n"
    )
    body = f"class A:\n  def f(self, x, *, y=1):\n    '''{said}    '''\n    raise E\n"
    assert undocumented(body) == []
    assert undocumented("def _f(x):\n    return x") == []
