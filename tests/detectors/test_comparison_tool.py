"""The table of differences shows the layer where they begin."""

import torch

from tests.detectors.small import small_detector
from tools.compare_with_torchvision import compare, outputs, table

IMAGE = torch.rand(3, 40, 60, generator=torch.Generator().manual_seed(1))


def test_two_equal_detectors() -> None:
    lines, others = compare(*(outputs(small_detector(), IMAGE) for _ in range(2)))
    assert others == []
    assert {line.difference for line in lines} == {0.0}
    assert {"transform", "backbone.stem", "roi_heads.mask_head.0.0", "detections: masks"} <= {
        line.name for line in lines
    }


def test_the_first_line_with_a_difference_is_the_layer_that_makes_it() -> None:
    ours, theirs = small_detector(), small_detector()
    with torch.no_grad():
        theirs.backbone.halve[2].bias += 0.25
    lines, others = compare(outputs(ours, IMAGE), outputs(theirs, IMAGE))
    first = next(line for line in lines if line.difference > 0)
    assert first.name == "backbone.halve.2"
    assert abs(first.difference - 0.25) < 1e-6
    shown = {line.name for line in lines}
    assert not shown & set(others)
    assert f"| backbone.halve.2 | {first.numbers} |" in table(lines)


def test_other_shapes_are_named() -> None:
    ours, theirs = {"a": [torch.ones(2)], "b": [torch.ones(3)]}, {"a": [torch.ones(2)] * 2}
    assert compare(ours, theirs) == ([], ["a"])
