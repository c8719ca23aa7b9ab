"""The benchmark of whole detectors: that it compares before it times, and counts what it says."""

import mmap
import subprocess
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks import detectors
from benchmarks.stages import (
    STAGES,
    products_table,
    seconds_by_stage,
    share_of_products,
)
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny

A, B = [0.0, 0, 10, 10], [20.0, 0, 30, 10]


def found(*boxes: tuple[list[float], int, float]) -> detectors.Detections:
    """Detections of one image, from a box, a label and a score each."""
    return [
        {
            "boxes": torch.tensor([box for box, _, _ in boxes]).reshape(-1, 4),
            "labels": torch.tensor([label for _, label, _ in boxes]),
            "scores": torch.tensor([score for _, _, score in boxes]),
        }
    ]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (found((A, 1, 0.5), (B, 2, 0.25)), (2, 2, 0.0)),
        (found((B, 2, 0.75), (A, 1, 0.5)), (2, 2, 0.5)),
        (found((A, 1, 0.5), (B, 3, 0.25)), (1, 2, 0.0)),
        (found((A, 1, 0.5), ([20.0, 0, 30, 8], 2, 0.25)), (1, 2, 0.0)),
        (found(), (0, 2, 0.0)),
    ],
    ids=["the same", "scores", "another class", "another box", "nothing"],
)
def test_detections_are_matched(other: detectors.Detections, expected: object) -> None:
    assert detectors.matched(found((A, 1, 0.5), (B, 2, 0.25)), other) == expected


@pytest.mark.parametrize("theirs", [found((B, 1, 0.5)), found((A, 1, 0.4))], ids=["box", "score"])
def test_detectors_that_differ_are_not_timed(theirs: detectors.Detections) -> None:
    with pytest.raises(RuntimeError, match="do not compare"):
        detectors.require_same(found((A, 1, 0.5)), theirs)


def test_losses_that_differ_are_not_timed() -> None:
    losses = {"loss_mask": torch.tensor(0.7)}
    detectors.require_same_losses(losses, {"loss_mask": torch.tensor(0.71)})
    with pytest.raises(RuntimeError, match=r"loss_mask is 0\.7000 with ours, 0\.8000"):
        detectors.require_same_losses(losses, {"loss_mask": torch.tensor(0.8)})


def called_once(calls: dict[str, list]) -> str:
    """In place of the table of products: the names of what is to be profiled, called once."""
    named = [name for name, sides in calls.items() for call in sides if call and call()]
    return f"profiled: {named}"


def test_a_whole_report_of_a_small_detector(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    few = {"min_size": 64, "box_score_thresh": 0.0, "box_detections_per_img": 10}
    pair = tuple(mask_rcnn_tiny(10, **few) for _ in "ab")
    pair[1].load_state_dict(pair[0].state_dict())
    for detector in pair:  # torchvision keeps the pooler of masks under another name
        detector.roi_heads.mask_roi_pool = detector.roi_heads.mask_pooler
    monkeypatch.setattr(detectors, "both", lambda device: (pair[0], None))
    output = tmp_path / "new" / "detectors.md"
    # Without instructions for bfloat16 that call takes seconds; here it need only be made.
    monkeypatch.setattr(
        detectors, "at_half", lambda device, wanted: torch.autocast(device, enabled=False)
    )
    # A profiler takes seconds to sum up, and has tests of its own below.
    monkeypatch.setattr(detectors, "products_table", called_once)
    monkeypatch.setattr(detectors, "memory_table", lambda size, beside: f"memory of {size}")
    monkeypatch.setattr(detectors, "kept_memory_table", lambda size, beside: f"kept of {size}")
    sizes = ["--size", "64", "80", "--small", "48", "48"]
    detectors.main([*sizes, "--repeats", "1", "--output", str(output)])
    written = output.read_text()
    for words in ("64 x 80, detect ", "8 of 48, detect ", "64 x 80, training step", *STAGES):
        assert f"| {words}" in written
    for words in (
        "| 64 x 80, training step | ",
        "profiled: ['64 x 80, detect', '64 x 80, training step']",
        "their share of torchvision's time",
        "In bfloat16",
        "memory of (64, 80)",
        "kept of (64, 80)",
        "precision: float32",
    ):
        assert words in written
    lines = detectors.whole(pair, (64, 80), (48, 48), "cpu", 2)
    assert [len(line.times.theirs) for line in lines] == [2, 2, 1]
    assert [line.case.aim for line in lines] == [0.65, None, 0.8]


def test_stages_add_up() -> None:
    detector = mask_rcnn_tiny(3, min_size=64).eval()
    image = torch.rand(3, 64, 64)
    times = seconds_by_stage(detector, partial(detectors.detect, detector, [image]), 3)
    assert [len(times[stage]) for stage in STAGES] == [3] * 6
    assert min(min(of_stage) for of_stage in times.values()) > 0
    assert not any(module._forward_hooks for module in detector.modules())


def test_products_are_told_from_the_rest() -> None:
    square = torch.rand(300, 300)
    products, total = share_of_products(lambda: [square @ square for _ in range(20)])
    assert 0.8 < products / total <= 1
    products, total = share_of_products(
        lambda: [square @ square[:, :1]] + [square.sort() for _ in "123"]
    )
    assert products / total < 0.2


def test_the_table_of_products() -> None:
    square = torch.rand(300, 300)
    rows = products_table({"one": (lambda: square @ square, None)}).splitlines()
    assert rows[2].startswith("| one | ")
    assert rows[2].endswith("% | – | – |")


def test_the_table_of_kept_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(function: object, side: str, size: object, *, keep: bool) -> float:
        asked.append((side, keep))
        return 0.5 if keep else 0.75

    monkeypatch.setattr(detectors, "in_own_process", answer)
    rows = detectors.kept_memory_table((64, 80), True).splitlines()
    assert rows[2:4] == ["| memory given back | 750 | 750 |", "| memory kept | 500 | 500 |"]
    assert asked == [("ours", False), ("theirs", False), ("ours", True), ("theirs", True)]
    assert "| memory kept | 500 | – |" in detectors.kept_memory_table((64, 80), False)


@pytest.mark.parametrize("keep", [True, False])
def test_another_process_keeps_memory_or_not(keep: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], *, env: dict[str, str], check: bool, **_: object) -> object:
        assert check  # a process that fails is no answer
        seen.update(env)
        return subprocess.CompletedProcess(command, 0, stdout="1.5\n")

    seen: dict[str, str] = {}
    for name in detectors.KEEP_MEMORY:
        monkeypatch.setenv(name, "123456")
    monkeypatch.setattr(subprocess, "run", run)
    assert detectors.in_own_process(detectors.memory_line, "VmRSS", keep=keep) == 1.5
    found = {name: seen[name] for name in detectors.KEEP_MEMORY if name in seen}
    assert found == (detectors.KEEP_MEMORY if keep else {})


def test_another_process_answers() -> None:
    assert detectors.in_own_process(detectors.memory_line, "VmRSS") > 10_000


def test_the_target_lies_in_the_image() -> None:
    target = detectors.target(60, 80)
    assert target["masks"].shape == (detectors.OBJECTS, 60, 80)
    assert (target["boxes"][:, 2:] <= torch.tensor([80, 60])).all()


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's counters")
def test_memory_is_counted() -> None:
    before = detectors.memory_line("VmRSS")
    # Fresh from the system, whatever the allocator has kept.
    with mmap.mmap(-1, 100_000_000) as held:
        np.frombuffer(held, np.uint8)[:] = 1
        assert 90_000 < detectors.memory_line("VmRSS") - before < 130_000


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("cpu", False, "0.28"), "detectors.md"),
        (("cpu", False, None), "detectors_alone.md"),
        (("cuda", True, "0.28"), "detectors_cuda_bf16.md"),
    ],
)
def test_each_sort_of_measurement_has_a_file(arguments: tuple, name: str) -> None:
    assert detectors.file_name(*arguments) == name
