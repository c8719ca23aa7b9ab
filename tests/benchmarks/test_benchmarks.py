"""The benchmark harness: that it runs, that it compares first, and that its arithmetic is right."""

import importlib.util
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from benchmarks import inputs, masks, roi, run
from benchmarks.machine import cpu_model, describe
from benchmarks.timing import Times, interleave
from mrcnn_edu.ops import boxes as box_operators
from mrcnn_edu.ops import exact_masks, roi_pooling
from mrcnn_edu.ops import masks as mask_operators
from mrcnn_edu.ops import nms as nms_operators

# Stands for torchvision: our own operators, under torchvision's roof.
TWIN = SimpleNamespace(
    nms=nms_operators.nms,
    batched_nms=nms_operators.batched_nms,
    box_iou=box_operators.box_iou,
    generalized_box_iou=box_operators.generalized_box_iou,
    roi_align=roi_pooling.roi_align,
    roi_pool=roi_pooling.roi_pool,
    paste_masks=mask_operators.paste_masks,
    paste_masks_exact=mask_operators.paste_masks,
    crop_mask_targets=mask_operators.crop_mask_targets,
)


@pytest.fixture(scope="module")
def small() -> list[run.Case]:
    """All cases, made small; proposals among 160,000 anchors take seconds all the same."""
    return run.cases(scale=0.02)


def test_every_case_runs_beside_a_twin(small: list[run.Case]) -> None:
    for case in small:
        (line,) = run.measure([run.prepare(case, TWIN)], repeats=1, rounds=1)
        assert len(line.times.ours) == 1, case.name
        assert min(line.times.ours) > 0, case.name
        assert len(line.times.theirs) == (0 if case.operator == "soft_nms" else 1), case.name


def test_the_cases_and_aims_are_those_of_the_design(small: list[run.Case]) -> None:
    aims = {case.name: case.aim for case in small if case.aim is not None}
    roi_align = [f"roi_align, 1000 x 7x7 on {level}" for level in ("P2", "P4")]
    assert aims == {
        "nms, 2000 as an RPN gives them": 1.0,
        "nms, 6000 clustered": 1.0,
        **dict.fromkeys([*roi_align, *(f"{name}, and back" for name in roi_align)], 0.4),
        "paste_masks, 100 into 800 x 1067": 0.25,
        "paste_masks_exact, 100 into 800 x 1067": 0.25,
    }
    assert {case.operator for case in small} == {*vars(TWIN), "soft_nms"}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda *a: nms_operators.nms(*a).flip(0),
        lambda *a: nms_operators.nms(*a)[:-1],
        lambda *a: nms_operators.nms(*a).int(),
    ],
    ids=["order", "length", "dtype"],
)
def test_a_wrong_index_is_not_timed(wrong, small: list[run.Case]) -> None:
    case = next(case for case in small if case.operator == "nms")
    with pytest.raises(RuntimeError, match=r"nms, 2000 .* differ"):
        run.prepare(case, SimpleNamespace(nms=wrong))


def test_a_wrong_bit_is_not_timed(small: list[run.Case]) -> None:
    case = next(case for case in small if case.operator == "box_iou")
    almost = SimpleNamespace(box_iou=lambda a, b: box_operators.box_iou(a, b) * (1 + 2**-23))
    with pytest.raises(RuntimeError, match=r"box_iou.* differ"):
        run.prepare(case, almost)


@pytest.mark.parametrize("backward", [False, True])
def test_a_wrong_region_is_not_timed(backward: bool, small: list[run.Case]) -> None:
    case = next(c for c in small if c.operator == "roi_align" and c.backward == backward)
    wrong = SimpleNamespace(roi_align=lambda *a: roi_pooling.roi_align(*a) * (1 + 2**-14))
    with pytest.raises(RuntimeError, match=r"roi_align, 1000 .* differ"):
        run.prepare(case, wrong)


@pytest.mark.parametrize("name", ["100 into 800 x 1067", "100, and all pixels read", "128 of 20"])
def test_a_wrong_mask_is_not_timed(name: str, small: list[run.Case]) -> None:
    case = next(case for case in small if name in case.name)
    right = getattr(mask_operators, case.operator)
    wrong = SimpleNamespace(**{case.operator: lambda *a: right(*a) * (1 + 2**-14)})
    with pytest.raises(RuntimeError, match=r"_masks, 100.* differ|_targets, 128 .* differ"):
        run.prepare(case, wrong)


def test_a_mask_of_another_shape_is_not_timed(small: list[run.Case]) -> None:
    case = next(case for case in small if case.operator == "paste_masks_exact")
    flat = SimpleNamespace(paste_masks_exact=lambda *a: exact_masks.paste_masks_exact(*a)[:, 0])
    with pytest.raises(RuntimeError, match=r"paste_masks_exact, 100 .* differ"):
        run.prepare(case, flat)


def test_every_pixel_is_read_where_the_name_says_so() -> None:
    read = masks.and_read(lambda: torch.arange(24.0).reshape(2, 1, 3, 4))
    assert read.tolist() == [[11], [23]]


def test_proposals_lie_near_the_objects_whose_masks_they_crop() -> None:
    discs, proposals, matched, side = masks.training_image(5, 40)
    assert discs.shape == (5, *inputs.IMAGE)
    targets = mask_operators.crop_mask_targets(discs, proposals, matched, side)
    # A disc fills pi / 4 of its box; proposals are a little off.
    assert targets.mean().item() == pytest.approx(0.785, abs=0.08)


def test_backward_gives_the_gradient_of_the_map() -> None:
    features, *others = roi.lesson(2, 6, 3, 2)
    gradient = roi.forward_and_backward(roi_pooling.roi_pool, features, *others)
    assert gradient.shape == features.shape
    assert gradient.sum().item() == 3 * 2 * 2 * 2  # each bin passes its 1 to one cell
    assert not features.requires_grad


def test_calls_alternate_and_warming_up_does_not_count() -> None:
    calls: list[str] = []
    times = interleave(lambda: calls.append("o"), lambda: calls.append("t"), repeats=4, warm_up=2)
    assert "".join(calls) == "to" + "ot" + "to" + "ot" + "to" + "ot"
    assert len(times.ours) == len(times.theirs) == 4


def test_cases_are_timed_in_rounds(small: list[run.Case]) -> None:
    calls: list[str] = []
    pairs = [run.Pair(small[0], partial(calls.append, name), None, "7") for name in "ab"]
    lines = run.measure(pairs, repeats=4, rounds=2)
    # Three calls to warm up and two that count, for each case, in each of two rounds.
    assert "".join(calls) == ("a" * 5 + "b" * 5) * 2
    assert [len(line.times.ours) for line in lines] == [4, 4]


def test_ratio_is_of_medians_and_spread_of_pairs() -> None:
    times = Times(ours=[1.0, 2.0, 9.0, 2.0, 2.0], theirs=[4.0, 4.0, 3.0, 8.0, 4.0])
    assert times.ratio == 0.5
    assert times.spread == (0.25, 0.5)  # of 0.25 0.25 0.5 0.5 3
    assert Times([1.0], []).ratio is None
    assert Times([1.0], []).spread is None


def test_table_says_whether_the_aim_is_met(small: list[run.Case]) -> None:
    case = small[0]._replace(name="x", aim=1.0)
    fast = run.row(run.Line(case, Times([0.001] * 4, [0.002] * 4), "7"))
    assert fast == ("x", "7", "1.00", "2.00", "0.50", "0.50 to 0.50", "≤ 1.0", "yes")
    quarter = run.row(run.Line(case._replace(aim=0.25), Times([0.001] * 4, [0.005] * 4), "7"))
    assert quarter[6:] == ("≤ 0.25", "yes")
    slow = run.row(run.Line(case, Times([0.003] * 4, [0.002] * 4), "7"))
    assert slow[4:] == ("1.50", "1.50 to 1.50", "≤ 1.0", "no")
    aimless = run.row(run.Line(case._replace(aim=None), Times([1.0], [1.0]), "7"))
    assert aimless[6:] == ("–", "–")
    alone = run.row(run.Line(case, Times([0.001], []), "7"))
    assert alone[2:] == ("1.00", "–", "–", "–", "–", "–")


def test_main_writes_what_it_prints(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    small: list[run.Case],
) -> None:
    output = tmp_path / "new" / "operators.md"
    measured = [case for case in small if "nms" in case.operator][::3]  # all run above
    monkeypatch.setattr(run, "cases", {0.02: measured}.__getitem__)
    run.main(["--repeats", "1", "--scale", "0.02", "--output", str(output)])
    written, printed = output.read_text(encoding="utf-8"), capsys.readouterr().out
    assert all(line in printed for line in written.splitlines())
    assert all(f"| {case.name} " in written for case in measured)
    assert f"- torch: {torch.__version__}" in written
    assert f"- threads that torch uses: {torch.get_num_threads()}" in written
    assert (run.HOW_TO_COMPARE in printed) == (importlib.util.find_spec("torchvision") is None)


def test_machine_is_described(tmp_path: Path) -> None:
    assert describe("0.28.0")["torchvision"] == "0.28.0"
    assert describe(None)["torchvision"] == "not installed"
    (tmp_path / "cpuinfo").write_text("processor : 0\nmodel name\t: Some CPU @ 2: GHz\n")
    assert cpu_model(tmp_path / "cpuinfo") == "Some CPU @ 2: GHz"
    assert cpu_model(tmp_path / "absent")


@pytest.mark.parametrize("seed", [0, 1])
def test_proposals_are_as_an_rpn_gives_them(seed: int) -> None:
    boxes, scores = inputs.rpn(2000, seed)
    assert boxes.shape == (2000, 4)
    assert (scores.diff() <= 0).all()
    assert ((scores > 0) & (scores < 1)).all()
    assert (boxes[:, :2] < boxes[:, 2:]).all()
    assert boxes[:, 2].max() <= 1067
    assert boxes[:, 3].max() <= 800
    assert 800 < len(nms_operators.nms(boxes, scores, 0.7)) < 1300  # about a half, as documented
    assert torch.equal(boxes, inputs.rpn(2000, seed)[0])


def test_levels_have_what_was_asked_or_all_that_they_have() -> None:
    boxes, scores, levels = inputs.rpn_levels(1000, seed=0)
    assert levels.bincount().tolist() == [1000, 1000, 1000, 1000, 3 * 13 * 17]
    assert len(boxes) == len(scores) == len(levels)


def test_anchors_have_one_area_three_shapes_and_stand_in_their_cells() -> None:
    anchors = inputs.anchors(16)
    assert anchors.shape == (50 * 67 * 3, 4)
    sides = anchors[:3, 2:] - anchors[:3, :2]
    torch.testing.assert_close(sides.prod(dim=1), torch.full((3,), 128.0**2))
    torch.testing.assert_close(sides[:, 1] / sides[:, 0], torch.tensor(inputs.ASPECTS))
    assert ((anchors[0, :2] + anchors[0, 2:]) / 2).tolist() == [8, 8]


def test_moved_detections_are_exact_in_float32() -> None:
    boxes, _, idxs = inputs.detections(4000, seed=0)
    assert idxs.min() >= 0
    assert idxs.max() < 80
    offset = idxs[:, None] * (boxes.max() + 1)
    assert torch.equal((boxes + offset).double(), boxes.double() + offset.double())
