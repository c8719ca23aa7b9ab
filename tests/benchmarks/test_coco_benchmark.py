"""The benchmark of the evaluation: that it runs, compares first, and times whole evaluations."""

from pathlib import Path

import pytest

from benchmarks import coco
from mrcnn_edu.evaluation.coco_eval import evaluate_coco


def test_main_writes_what_it_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "new" / "coco.md"
    coco.main(["--repeats", "1", "--images", "3", "--output", str(output)])
    written = output.read_text(encoding="utf-8")
    assert written in capsys.readouterr().out
    for iou_type, classes in coco.CASES:
        assert f"| {iou_type}, 3 images, {classes} class" in written
    assert "- pycocotools: 2." in written


@pytest.mark.parametrize(("iou_type", "classes"), coco.CASES)
def test_the_files_have_something_to_find_and_something_wrong(iou_type: str, classes: int) -> None:
    truth, results = coco.files(10, iou_type, classes)
    assert (len(truth["images"]), len(truth["categories"]), len(results)) == (10, classes, 360)
    assert 0.05 < evaluate_coco(truth, results, iou_type)["AP"] < 0.95


def test_numbers_that_differ_are_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coco, "evaluate_coco", lambda *_: dict.fromkeys("ab", 0.5))
    with pytest.raises(RuntimeError, match="bbox: ours and pycocotools' numbers differ"):
        coco.measure("bbox", 3, 2, 1)


def test_each_call_of_pycocotools_gets_files_that_it_has_not_written_into() -> None:
    line = coco.measure("segm", 3, 2, 3)
    assert len(line.times.ours) == len(line.times.theirs) == 3
    assert min(line.times.theirs) > 0
    truth, results = coco.files(2, "segm", 3)
    coco.pycocotools_numbers(truth, results, "segm")
    assert "area" in results[0]  # which is why
