"""The road's command, with a system that learns nothing, and its pre-training, with two steps."""

import csv
import json
import sys
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from mrcnn_edu.data.object_pictures import object_pictures
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.layers.five_convolutions import FiveConvolutions
from mrcnn_edu.training.picture_batches import PictureBatches
from tools.the_line import __main__ as line
from tools.the_line import pretraining, scenes, table
from tools.the_line.costs import Costs


class Looks(nn.Module):
    """A detector that gives the proposals back, all as class 1."""

    takes_proposals = True

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Linear(4, 1)

    def forward(self, images, proposals):
        return [
            {
                "boxes": boxes,
                "labels": torch.ones(len(boxes), dtype=torch.int64),
                "scores": self.scale(boxes)[:, 0].sigmoid(),
            }
            for boxes in proposals
        ]


def looks() -> SimpleNamespace:
    """A system of it, and how often it was trained."""
    system = SimpleNamespace(trained=0)

    def train(seed, m0, learnt, device, folder, stretch):
        system.trained += 1
        assert (len(learnt), sorted(learnt[0][1])) == (3, ["boxes", "labels", "proposals"])
        assert m0["layers.0.weight"].shape == (24, 3, 3, 3)
        costs = Costs(folder / "costs.json")
        with costs.part("looking"):
            costs.lay_down("notes", 2_000_000)
        return Looks().to(device), costs

    def variants(detector):
        yield "Looks, first", detector
        yield "Looks", detector

    def times(detector, image, proposals, clock):
        with clock.part("looking"):
            detector([image], proposals=[proposals])

    system.new, system.train, system.variants, system.times = (
        lambda num_classes: Looks(),
        train,
        variants,
        times,
    )
    return system


@pytest.fixture
def few(tmp_path, monkeypatch):
    """The command, made small, and the system behind it."""
    system = looks()
    monkeypatch.setattr(line, "SYSTEMS", ("looks",))
    body = FiveConvolutions().state_dict()
    monkeypatch.setattr(line, "find_body", lambda *_: body)
    monkeypatch.setitem(sys.modules, "tools.the_line.looks", system)
    monkeypatch.setattr(
        scenes, "propose", lambda kind, image: torch.tensor([[0.0, 0, 50, 60], [9, 9, 70, 99]])
    )

    def command(*more: str) -> list[dict[str, str]]:
        small = ["--stretch", "0.01", "--scenes", "3", "--tests", "2", "--tuning"]
        line.main([*small, "--out", str(tmp_path), *more])
        with (tmp_path / table.CSV).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return command, system, tmp_path


def test_the_command_trains_once_and_goes_on_where_it_stopped(few):
    command, system, out = few
    rows = command("--seeds", "0", "1")
    assert [(row["system"], row["seed"]) for row in rows] == [
        ("Looks, first", "0"),
        ("Looks", "0"),
        ("Looks, first", "1"),
        ("Looks", "1"),
    ]
    assert {row["trained on"] for row in rows} == {"shapes"}
    assert {row["disk MB"] for row in rows} == {"2.0"}
    assert {row["MFLOP an image"] for row in rows} == {"0.0"}
    assert "ms an image" not in rows[0]
    (out / "looks_shapes_1" / "rows.json").unlink()
    assert len(command("--seeds", "0", "1")) == 4
    assert system.trained == 3
    assert (out / "looks_shapes_0" / "weights.safetensors").exists()
    timed = command("--times")
    assert timed[1]["parts, ms"].startswith("looking ")
    assert system.trained == 3
    assert "| Looks | shapes | 2 |" in (out / table.PAGE).read_text(encoding="utf-8")


def test_a_body_is_trained_once(tmp_path):
    first = pretraining.find_body("shapes", 0, "cpu", tmp_path, 0.01, batch=4)
    again = pretraining.find_body("shapes", 0, "cpu", tmp_path, 0.01, batch=4)
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert json.loads((tmp_path / "shapes_0.json").read_text())["wall"].keys() == {
        "pictures",
        "pre-training",
    }


def test_sizes_take_turns_and_a_run_that_goes_on_sees_the_same():
    batches = PictureBatches(torch.rand(5, 3, 64, 64), torch.arange(5), batch=8, seed=3)
    steps = batches(0)
    seen = [next(steps) for _ in range(41)]
    assert [len(pixels[0, 0]) for pixels, _ in seen] == [64] * 20 + [48] * 20 + [64]
    pixels, chosen = next(batches(40))
    assert torch.equal(pixels, seen[40][0])
    assert torch.equal(chosen, seen[40][1])
    assert len(chosen.unique()) > 1


def test_pictures_show_one_object_each():
    pictures, labels = object_pictures(2, coins=True)
    assert pictures.shape[1:] == (3, 64, 64)
    assert labels[0] == 3  # the first scene has coins, whose label is 4
    assert labels.max() == 3
    assert labels[-1] < 3


def test_costs_add_up_what_a_stopped_run_took(tmp_path):
    for _ in range(2):
        costs = Costs(tmp_path / "costs.json")
        with costs.part("adding"):
            sum(range(100_000))
    kept = Costs(tmp_path / "costs.json")
    assert kept.processor["adding"] == costs.processor["adding"] > 0


def test_kept_proposals_are_not_looked_for_again(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        scenes, "propose", lambda kind, image: asked.append(kind) or torch.ones(1, 4)
    )
    for number, times in ((2, 2), (1, 2), (3, 5)):
        found = scenes.find_proposals("shapes", 77_000, number, tmp_path)
        assert (len(found), len(asked)) == (number, times)


def test_seconds_of_a_gpu_are_not_called_a_processors():
    rows = [
        {"system": "A", "trained on": "shapes", "training processor s": seconds, "hardware": on}
        for seconds, on in ((300.0, "C, 1 threads, no GPU"), (60.0, "C, 1 threads, NVIDIA H200"))
    ]
    assert table.as_page(rows[:1]) == table.as_page(rows).replace(" | 2 | ", " | 1 | ")


def test_the_committed_page_is_of_the_committed_rows():
    with shipped("results/the_line.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert table.as_page(rows) in shipped("results/the_line.md").read_text(encoding="utf-8")
    seeds = {(row["system"], row["seed"]) for row in rows if row["trained on"] == "shapes"}
    assert len(seeds) == 12 * 3


def test_the_third_round_of_the_four_steps_is_there():
    with shipped("results/four_steps.csv").open(newline="") as file:
        steps = [(row["training"][-1], row["step"]) for row in csv.DictReader(file)]
    four = ["before", "1", "2", "3, before", "3", "4"]
    assert steps == [("0", step) for step in [*four, "5", "6"]] + [
        (seed, step) for seed in "12" for step in four
    ]
