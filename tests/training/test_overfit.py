"""The tool that asks whether the small detector can learn; the whole of it runs for minutes."""

import pytest

from tools import overfit


@pytest.mark.parametrize(("ap50", "code"), [(0.9, 0), (0.95, 0), (0.8999, 1), (-1.0, 1)], ids=str)
def test_its_answer(ap50, code, monkeypatch, capsys):
    monkeypatch.setattr(overfit, "overfit", lambda steps, seed: {"AP": 0.5, "AP50": ap50})
    assert overfit.main([]) == code
    shown = capsys.readouterr().out
    assert f"mask AP50 {ap50:.3f} (at least 0.90 is asked for), AP 0.500" in shown
    assert "in 200 steps and 0.0 minutes" in shown


def test_two_steps_of_it(monkeypatch, capsys):
    monkeypatch.setattr(overfit, "SCENES", 2)
    assert overfit.main(["--steps", "2"]) == 1, "nobody learns that much in two steps"
    assert "on 2 scenes learnt by heart in 2 steps" in capsys.readouterr().out
