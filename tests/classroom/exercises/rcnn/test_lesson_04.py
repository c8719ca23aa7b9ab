"""Of lesson 04: its line, mined round by round in right and wrong ways, and the crop to mend."""

from pathlib import Path

import pytest
import torch

from mrcnn_edu.classroom.exercises.rcnn.hard_negatives import mine
from mrcnn_edu.classroom.exercises.rcnn.museum import mining as museum
from mrcnn_edu.classroom.exercises.rcnn.mutants import warping
from mrcnn_edu.training.linear_svm import train_svm
from tools import notebooks

LESSON = Path(__file__).resolve().parents[4] / "notebooks" / "04_rcnn.ipynb"
POSITIVES = torch.tensor([[3.0], [4.0]])
NEGATIVES = torch.tensor([[0.0], [1.0], [2.5]])


@pytest.mark.parametrize(
    ("mining", "rounds"),
    [
        (mine, [[0, 1, 2], [2], [2]]),
        (museum.mined_by_place, [[0, 1], [0, 1], [0, 1]]),  # never the hardest of all
        (museum.mined_by_the_sign, [[0, 2], [2], [2]]),
        (museum.mined_without_eviction, [[0, 1, 2], [0, 1, 2], [0, 1, 2]]),
    ],
    ids=["package", "by_place", "by_the_sign", "without_eviction"],
)
def test_three_rounds_on_a_line(mining, rounds):
    cached, history = torch.tensor([0]), []
    for _ in rounds:
        seen = torch.cat((POSITIVES, NEGATIVES[cached]))
        svm = train_svm(seen, torch.arange(len(seen)) < 2, c=1e4)
        cached = mining(svm.score(NEGATIVES), cached, -1, -1.2)
        history.append(cached.tolist())
    assert history == rounds


def test_the_crop_to_mend_is_one_that_the_check_is_known_to_catch():
    (source,) = [
        cell.source for cell in notebooks.read_notebook(LESSON).cells if cell.id == "exercise-mend"
    ]
    names = {"torch": torch, "check": lambda *_: None, "exercises": type("", (), {"warp_crop": 0})}
    exec(source, names)
    image, box = torch.arange(40.0).reshape(5, 8), torch.tensor([1.5, 0.5, 4.0, 3.0])
    caught = warping.WARP_CROP[0]
    assert caught.__name__ == "mend_me"
    assert torch.equal(names["mend_me"](image, box, 6, 1), caught(image, box, 6, 1))
