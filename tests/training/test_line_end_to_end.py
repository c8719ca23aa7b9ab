"""The second half of the road, with a step or two each on images of 64 pixels."""

import csv
import itertools
import json
from functools import partial

import pytest
import torch

from mrcnn_edu.data.coin_scenes import coin_scene
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.detectors.fast_rcnn import fast_rcnn as build_fast
from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
from mrcnn_edu.detectors.mask_rcnn_single_map import mask_rcnn_single_map
from mrcnn_edu.evaluation.detector import evaluate_detector
from mrcnn_edu.layers.five_convolutions import FiveConvolutions
from tools.the_line import (
    detection_parts,
    fast_rcnn,
    fast_rcnn_all_background,
    fast_rcnn_frozen,
    faster_rcnn,
    faster_rcnn_four_steps,
    mask_rcnn,
    truncation,
)
from tools.the_line.costs import Costs
from tools.the_line.learning import classes_of, stretched

SMALL = {"min_size": 64, "max_size": 100}


@pytest.fixture(scope="module")
def scenes() -> list:
    """Two scenes with proposals near their objects."""
    made = []
    for seed in (0, 1):
        image, target = shape_scene(seed)
        near = (target["boxes"] + torch.tensor([1.0, 2.0, -2.0, -1.0])).clamp(0, 128)
        known = {key: target[key] for key in ("boxes", "labels")}
        made.append((image, {**known, "proposals": torch.cat((near, near * 0.9))}))
    return made


@pytest.fixture(scope="module")
def m0() -> dict:
    torch.manual_seed(0)
    return FiveConvolutions().state_dict()


@pytest.fixture
def small(monkeypatch) -> None:
    """Builders whose images are small."""
    monkeypatch.setattr(fast_rcnn, "fast_rcnn", partial(build_fast, **SMALL))
    few = partial(faster_rcnn_single_map, **SMALL)
    monkeypatch.setattr(faster_rcnn, "faster_rcnn_single_map", few)
    monkeypatch.setattr(mask_rcnn, "mask_rcnn_single_map", partial(mask_rcnn_single_map, **SMALL))


def body_moved(detector, m0) -> bool:
    state = detector.backbone.state_dict()
    return not all(torch.equal(state[key], m0[key]) for key in m0)


@pytest.mark.parametrize(
    ("system", "moves", "band"),
    [
        (fast_rcnn, True, (0.1, 0.5)),
        (fast_rcnn_frozen, False, (0.1, 0.5)),
        (fast_rcnn_all_background, True, (0.0, 0.5)),
        (faster_rcnn, True, (0.0, 0.5)),
        (mask_rcnn, True, (0.0, 0.5)),
    ],
    ids=lambda value: value.__name__.split(".")[-1] if hasattr(value, "__name__") else None,
)
def test_a_system_learns_and_says_what_it_cost(
    system, moves, band, scenes, m0, tmp_path, small
) -> None:
    detector, costs = system.train(0, m0, scenes, "cpu", tmp_path, 0.001)
    assert body_moved(detector, m0) == moves
    assert detector.roi_heads.background_iou == band
    assert not detector.training
    assert detector.class_names == ("background", "circle", "square", "triangle")
    assert costs.processor["all at once"] > 0
    assert sum(costs.disk.values()) == 0
    again, _ = system.train(0, m0, scenes, "cpu", tmp_path, 0.001)  # all steps were made
    for key, value in detector.state_dict().items():
        assert torch.equal(value, again.state_dict()[key]), key


def test_other_seeds_learn_otherwise(scenes, m0, tmp_path, small) -> None:
    weights = [
        fast_rcnn.train(seed, m0, scenes, "cpu", tmp_path / name, 0.001)[0].roi_heads.state_dict()[
            "box_head.fc6.weight"
        ]
        for seed, name in ((0, "a"), (0, "b"), (1, "c"))
    ]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_the_four_steps_and_two_more(scenes, m0, tmp_path, small, monkeypatch) -> None:
    monkeypatch.setattr(faster_rcnn_four_steps, "WATCHED", 1)
    folder = tmp_path / "four_0"
    detector, costs = faster_rcnn_four_steps.train(0, m0, scenes, "cpu", folder, 0.001)
    seen = {each["step"]: each for each in json.loads((folder / "steps.json").read_text())}
    with (tmp_path / "four_steps.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["training"], row["step"]) for row in rows] == [("four_0", step) for step in seen]
    assert (rows[0]["AP50 of 100"], rows[5]["AP50 of 10"] == "") == ("", False)
    assert float(rows[1]["Σ|w| first rpn"]) == pytest.approx(seen["1"]["first"]["rpn"], abs=1e-4)
    assert list(seen) == ["before", "1", "2", "3, before", "3", "4", "5", "6"]
    steps = list(seen)
    moved = {
        step: {
            f"{whose} {part}"
            for whose in ("first", "second")
            for part in seen[step][whose]
            if seen[step][whose][part] != seen[before][whose][part]
        }
        for before, step in itertools.pairwise(steps)
    }
    assert moved == {
        "1": {"first backbone", "first rpn"},
        "2": {"second backbone", "second roi_heads"},
        "3, before": {"second rpn"},  # the first's, copied
        "3": {"second rpn"},
        "4": {"second roi_heads"},
        "5": {"second rpn"},
        "6": {"second roi_heads"},
    }
    assert seen["before"]["first"]["backbone"] == seen["before"]["second"]["backbone"]
    assert "AP50" not in seen["before"]
    assert (
        seen["4"]["recall at 0.5"].keys() == seen["4"]["AP50"].keys() == {"10", "20", "50", "100"}
    )
    assert len(seen["4"]["coin"]["box"]) == 4
    assert list(costs.processor) == list(faster_rcnn_four_steps.PARTS)
    heads = sum(float(v.double().abs().sum()) for v in detector.roi_heads.state_dict().values())
    assert heads == pytest.approx(seen["4"]["second"]["roi_heads"], rel=1e-12)
    assert heads != pytest.approx(seen["6"]["second"]["roi_heads"], rel=1e-12)


def test_boxes_are_evaluated_without_pasting_masks(scenes) -> None:
    detector = mask_rcnn_single_map(4, **SMALL, box_score_thresh=0.0).eval()
    ((name, unpasted),) = mask_rcnn.variants(detector)
    assert name == "Mask R-CNN"
    (found,) = unpasted([scenes[0][0]])
    assert found["masks"].shape[1:] == (1, 28, 28)
    assert set(evaluate_detector(unpasted, scenes, "bbox")) >= {"AP", "AP50"}


TWO_STAGES = ["body", "RPN", "pooling", "fully connected", "NMS"]


@pytest.mark.parametrize(
    ("build", "parts"),
    [
        (
            build_fast,
            ["selective search", "body", "given boxes", "pooling", "fully connected", "NMS"],
        ),
        (faster_rcnn_single_map, TWO_STAGES),
        (mask_rcnn_single_map, [*TWO_STAGES, "masks"]),
    ],
)
def test_the_parts_of_a_detection(build, parts: list[str], scenes, monkeypatch) -> None:
    monkeypatch.setattr(detection_parts, "propose", lambda kind, image: None)
    detector, clock = build(4, **SMALL).eval(), Costs()
    with torch.inference_mode():
        detection_parts.time_parts(detector, scenes[0][0], scenes[0][1]["proposals"], clock)
    assert list(clock.wall) == parts


def test_masks_are_drawn_once_more(scenes) -> None:
    coins, target = coin_scene(0)
    mixed = [*scenes, (coins, {key: target[key] for key in ("boxes", "labels")})]
    masked = mask_rcnn.with_masks(mixed)
    assert torch.equal(masked[1][1]["masks"], shape_scene(1)[1]["masks"])
    assert torch.equal(masked[2][1]["masks"], target["masks"])
    with pytest.raises(ValueError, match="got another than 0 of shapes"):
        mask_rcnn.with_masks(scenes[1:])
    assert len(classes_of(mixed)) == 5
    assert len(classes_of(scenes)) == 4


@pytest.mark.parametrize(
    ("steps", "stretch", "expected"), [(300, 1, 300), (300, 0.1, 30), (5, 0.01, 1)]
)
def test_stretched(steps: int, stretch: float, expected: int) -> None:
    assert stretched(steps, stretch) == expected


def test_fc6_of_each_rank(scenes, monkeypatch) -> None:
    torch.manual_seed(0)
    monkeypatch.setattr("mrcnn_edu.detectors.fast_rcnn.WIDTH", 16)
    monkeypatch.setattr(truncation, "RANKS", (16, 4))
    detector = build_fast(4, **SMALL).eval()
    rows = truncation.lines(detector, scenes, scenes)
    assert [(row["how"], row["rank"], row["weights"]) for row in rows] == [
        ("whole", 16, 4704 * 16),
        ("SVD", 16, (4704 + 16) * 16),
        ("PCA", 16, (4704 + 16) * 16),
        ("SVD", 4, (4704 + 16) * 4),
        ("PCA", 4, (4704 + 16) * 4),
    ]
    assert rows[1]["AP50"] == pytest.approx(rows[0]["AP50"], abs=0.1)
    assert rows[1]["share of squared singular values, %"] == 100
    assert detector.roi_heads.box_head.fc6.weight.shape == (16, 4704)  # as it was
    assert rows[3]["fc6 ms for 150 boxes"] > 0
