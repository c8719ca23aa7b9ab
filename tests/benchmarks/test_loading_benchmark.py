"""The benchmark of reading: that its folder is sound, and its table says what was measured."""

from pathlib import Path

import pytest

from benchmarks import loading


def test_the_folder_is_a_data_set_without_a_problem(tmp_path: Path) -> None:
    dataset = loading.write_folder(tmp_path)
    assert dataset.problems == []
    image, target = dataset[0]
    assert tuple(image.shape) == (3, 480, 640)
    assert tuple(target["masks"].shape) == (7, 480, 640)


def test_main_writes_a_line_for_each_way_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def read(dataset: object, workers: int, batches: int) -> float:
        asked.append(workers)
        return 20.0 + workers

    monkeypatch.setattr(loading, "reading", read)
    monkeypatch.setattr(loading, "learning", lambda dataset, steps: 8.0)
    loading.main(["--output", str(tmp_path / "new" / "loading.md")])
    written = (tmp_path / "new" / "loading.md").read_text()
    assert asked[:2] == [0, 1]
    assert "| read by the process that learns | 20.0 | 2.5 |" in written
    assert "| mask_rcnn_tiny learns from | 8.0 | 1.0 |" in written


def test_images_are_counted(tmp_path: Path) -> None:
    calls: list[int] = []
    rate = loading.per_second(lambda: calls.append(1), 3)
    assert len(calls) == 5  # two that do not count
    assert rate > 0
    dataset = loading.write_folder(tmp_path)
    assert 0 < loading.reading(dataset, 0, 1) < 1000
