"""The plan by which the shipped detector was trained, at its own length and at another."""

import pytest

from tools import train_tiny


@pytest.mark.parametrize(
    ("step", "stretch", "factor"),
    [
        pytest.param(300, 1, 1, id="warm"),
        pytest.param(1400, 1, 0.5, id="half of the first fall"),
        pytest.param(2499, 1, 0, id="the end of the first fall"),
        pytest.param(2500, 1, 0.5, id="the restart"),
        pytest.param(2950, 1, 0.25, id="half of the second fall"),
        pytest.param(3399, 1, 0, id="the end"),
        pytest.param(300, 2, 1, id="twice as long: as many steps to warm up"),
        pytest.param(4999, 2, 0, id="twice as long: the end of the first fall"),
        pytest.param(5000, 2, 0.5, id="twice as long: the restart"),
        pytest.param(6799, 2, 0, id="twice as long: the end"),
    ],
)
def test_the_rate(step: int, stretch: float, factor: float) -> None:
    assert train_tiny.rate(step, stretch) == pytest.approx(factor, abs=1e-4)


def test_again_is_the_last_part_of_the_plan() -> None:
    phases, rate = train_tiny.plan_of(again=True, stretch=1)
    assert phases == (((224, 256), 900),)
    assert [round(rate(step), 3) for step in (0, 450, 899)] == [0.5, 0.25, 0]
    assert sum(steps for _, steps in train_tiny.plan_of(again=False, stretch=2)[0][-1:]) == 6800


def test_a_few_steps_leave_weights_and_evaluate(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(train_tiny, "PHASES", (((96,), 1), ((96, 128), 2)))
    monkeypatch.setattr(train_tiny, "RESTART", 1)
    monkeypatch.setattr(train_tiny, "WARM_UP", 0)
    made = []
    build = train_tiny.mask_rcnn_tiny
    monkeypatch.setattr(
        train_tiny, "mask_rcnn_tiny", lambda *a, **k: made.append(build(*a, **k)) or made[-1]
    )
    options = ["--targets", "torchvision", "--batch", "1", "--workers", "0", "--stretch", "2"]
    options += ["--evaluate-on", "1", "--no-log", "--folder", str(tmp_path)]
    train_tiny.main(options)
    assert made[0].roi_heads.tasks[0].target_of is train_tiny.TARGETS["torchvision"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "checkpoints",
        "weights.safetensors",
    ]
    assert [p.name for p in (tmp_path / "checkpoints").iterdir() if "4" in p.name]  # 2 · 2 steps
    options += ["--again", str(tmp_path / "weights.safetensors"), "--folder", str(tmp_path / "b")]
    train_tiny.main(options)
    assert (tmp_path / "b" / "weights.safetensors").exists()
