"""The tool that trains pairs: they differ in one thing, and no run is made twice."""

import argparse
from concurrent.futures import Future
from pathlib import Path

import pytest
import torch

from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.data.sticks import stick_scene
from mrcnn_edu.layers.mask_variants import softmax_of_class
from tools.ablations import __main__ as command
from tools.ablations import runs
from tools.ablations.arms import ARMS, STUDIES, TWINS, twins
from tools.ablations.numbers import Held, matched, swapped
from tools.ablations.page import comparisons, interval, measured
from tools.ablations.readings import READINGS


class AtOnce:
    """A pool of processes without any."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> "AtOnce":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, function, *arguments) -> Future:
        future: Future = Future()
        try:
            future.set_result(function(*arguments))
        except RuntimeError as error:
            future.set_exception(error)
        return future


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The runs that were made, none of which computes anything; that of seed 7 fails."""
    made: list[tuple[str, int]] = []

    def run(name: str, seed: int, chosen: argparse.Namespace) -> dict[str, object]:
        if seed == 7:
            raise RuntimeError("out of memory")
        made.append((name, seed))
        return {"arm": name, "seed": seed, f"of {name}": 0.5}

    monkeypatch.setattr(command, "ProcessPoolExecutor", AtOnce)
    monkeypatch.setattr(command, "run", run)
    return made


def test_each_run_is_made_once_and_written_at_once(made, tmp_path):
    result = tmp_path / "new" / "r.csv"
    assert command.main(["--study", "mlp", "--seeds", "0", "1", "--result", str(result)]) == 0
    assert sorted(made) == [("masks", 0), ("masks", 1), ("mlp", 0), ("mlp", 1)]
    command.main(["--study", "mlp", "softmax", "--seeds", "0", "--result", str(result)])
    assert made[4:] == [("softmax", 0)]  # its other arm was there
    lines = command.done(result)
    assert len(lines) == 5
    assert lines[4] == {"arm": "softmax", "seed": "0"} | {
        "of masks": "", "of mlp": "", "of softmax": "0.5"
    }  # fmt: skip


def test_one_that_fails_does_not_end_the_others(made, tmp_path, capsys):
    result = tmp_path / "r.csv"
    assert command.main(["--study", "c4", "--seeds", "7", "2", "--result", str(result)]) == 1
    assert {seed for _, seed in made} == {2}
    assert "failed: c4 7 RuntimeError: out of memory" in capsys.readouterr().out


@pytest.mark.parametrize("study", STUDIES)
def test_both_arms_learn_from_the_same_for_as_long(study):
    changed, plain = (ARMS[arm] for arm in STUDIES[study])
    assert changed.steps == plain.steps
    assert changed.finds == plain.finds
    if study != "joints unswapped":  # which is about the scenes
        assert changed.scene is plain.scene


SHARED = {"softmax": "all", "twins": "all", "pool": "all", "joints pool": "all", "mlp": "backbone",
          "joints unswapped": "all", "agnostic": "roi_heads.box_head"}  # fmt: skip


@pytest.mark.parametrize("study", SHARED)
def test_both_arms_begin_with_the_same_weights(study):
    states = []
    for arm in STUDIES[study]:
        torch.manual_seed(3)
        states.append(ARMS[arm].build().state_dict())
    same = [key for key in states[1] if SHARED[study] == "all" or key.startswith(SHARED[study])]
    assert len(same) > 3
    assert all(torch.equal(states[0][key], states[1][key]) for key in same)


def test_a_run_is_trained_and_evaluated(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 1)
    monkeypatch.setattr(runs, "evaluated", lambda detector, arm, number: {"mask AP": 0.25})
    chosen = argparse.Namespace(
        threads=torch.get_num_threads(), steps=1, folder=tmp_path, device="cpu", workers=0,
        processes=2, evaluate_on=1,
    )  # fmt: skip
    line = runs.run("masks", 0, chosen)
    assert line["mask AP"] == 0.25
    assert (line["arm"], line["seed"], line["steps"]) == ("masks", 0, 1)
    saved = torch.load(tmp_path / "masks_0" / "weights.pth")
    assert saved["backbone.body.conv1.weight"].dtype == torch.float16


def test_twins_are_named_by_a_coin_that_is_in_the_scene():
    labels = torch.cat([twins(index, 0)[1]["labels"] for index in range(20)])
    plain = torch.cat([shape_scene(index)[1]["labels"] for index in range(20)])
    assert torch.equal((labels - 1) % TWINS, plain - 1)
    assert 0.3 < (labels > TWINS).double().mean() < 0.7
    assert torch.equal(twins(5, 0)[1]["labels"], twins(5, 1)[1]["labels"])


def test_the_same_softmax_is_read_in_three_ways():
    logits = torch.tensor([2.0, 1.0, 0.0, 1.0]).reshape(1, 4, 1, 1)  # background first
    label = torch.tensor([1])
    shares = logits.flatten().softmax(dim=0)
    read = {name: reading(logits, label).item() for name, reading in READINGS.items()}
    assert READINGS["own class"] is softmax_of_class
    assert read["own class"] == pytest.approx(shares[1].item())
    assert read["not background"] == pytest.approx(1 - shares[0].item())
    assert read["against background"] == pytest.approx(1 / (1 + torch.e))


def test_a_joint_on_its_twin_is_one_nearer_to_it():
    truth = torch.zeros(17, 3)
    truth[7] = torch.tensor([10.0, 0.0, 2.0])  # left elbow
    truth[8] = torch.tensor([0.0, 0.0, 2.0])
    truth[9] = torch.tensor([5.0, 5.0, 2.0])  # a wrist whose twin is hidden
    guess = truth.clone()
    guess[7, 0] = 4.0
    assert swapped(guess, truth) == [True, False]


def test_people_are_matched_by_their_boxes():
    _, target = stick_scene(0)
    far = target["boxes"] + 100
    found = {"boxes": torch.cat([far, target["boxes"]]), "keypoints": torch.rand(6, 17, 3)}
    pairs = matched(found, target)
    assert len(pairs) == len(target["boxes"]) == 3
    assert torch.equal(pairs[0][0], found["keypoints"][3])
    assert matched({"boxes": torch.zeros(0, 4), "keypoints": torch.zeros(0, 17, 3)}, target) == []


def test_the_held_out_scenes_are_the_arms_own():
    assert len(Held(ARMS["joints"], 5)) == 5
    assert torch.equal(Held(ARMS["joints"], 5)[3][0], stick_scene(1_000_003)[0])


def test_no_file_of_results_has_no_lines(tmp_path: Path):
    assert command.done(tmp_path / "none.csv") == []


def test_the_committed_results_are_of_arms_as_they_are():
    lines = command.done(command.RESULT)
    assert len({(line["arm"], line["seed"]) for line in lines}) == len(lines) > 0
    for line in lines:
        assert int(line["steps"]) == ARMS[line["arm"]].steps
        assert int(line["scenes"]) == command.parse([]).evaluate_on


def test_every_arm_has_all_seeds():
    seeds = {(line["arm"], int(line["seed"])) for line in command.done(command.RESULT)}
    assert seeds == {(arm, seed) for arm in ARMS for seed in command.SEEDS}


@pytest.fixture(scope="module")
def page() -> str:
    return command.RESULT.with_suffix(".md").read_text(encoding="utf-8")


def test_the_page_has_every_comparison_and_no_other(page):
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert rows[2:] == comparisons()


def test_a_comparison_takes_differences_seed_by_seed(tmp_path: Path):
    result = tmp_path / "few.csv"
    for seed, pool, align in ((1, 0.5, 0.6), (0, 0.2, 0.4)):  # in another order than the seeds'
        for arm, value in (("pool", pool), ("masks", align)):
            command.add(result, {"arm": arm, "seed": seed, "mask AP": value})
    assert measured("pool", "mask AP", result) == pytest.approx([20, 50])
    low, high = interval([-20.0, -10.0])
    assert [low, high] == pytest.approx([-15 - 12.706 * 5, -15 + 12.706 * 5])


def test_an_interval_from_more_seeds_and_from_one():
    low, high = interval([1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    assert [low, high] == pytest.approx(
        [2 - 2.571 * 0.8**0.5 / 6**0.5, 2 + 2.571 * 0.8**0.5 / 6**0.5]
    )
    with pytest.raises(ValueError, match="needs at least two seeds of both arms"):
        interval([1.0])


SAID = {  # in data/results/ablations.md, beside the table
    ("joints", "median error"): [1.7, 1.6, 1.6],
    ("joints pool", "median error"): [2.4, 2.4, 2.3],
    ("joints flipped", "median error"): [1.7, 1.6, 1.6],
    ("joints unswapped", "median error"): [7.1, 7.5, 7.7],
}


@pytest.mark.parametrize(("arm", "name"), SAID)
def test_what_is_said_of_them_is_measured(arm, name, page):
    assert [round(value, 1) for value in measured(arm, name)] == SAID[arm, name]
    assert ", ".join(str(value) for value in SAID[arm, name]) in page


def test_half_of_the_joints_stand_on_their_twin_if_names_are_not_exchanged(page):
    assert all(0.49 < share < 0.52 for share in measured("joints unswapped", "on the twin"))
    assert all(0.17 < share < 0.19 for share in measured("joints flipped", "on the twin"))
    assert "17 to 19 %" in page
    assert "49 to 52 %" in page
