"""Two processes compute the gradients of one, where a loss lets them; and what they do in a run."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import torch

from mrcnn_edu.training import distributed
from mrcnn_edu.training.checkpoint import load_checkpoint
from mrcnn_edu.training.resuming import resume
from tests.training.small import same
from tests.training.two_processes import EXPERIMENTS, detector_gradients, scene

ROOT = Path(__file__).resolve().parents[2]
CLOSE = {"rtol": 1e-5, "atol": 1e-6}  # sums in another order


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What the two processes wrote, the folder, and what they printed."""
    folder = tmp_path_factory.mktemp("together")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    command += ["-m", "tests.training.two_processes", str(folder)]
    # lo: the processes shall talk within the machine, whatever networks it has.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=250
    )
    assert done.returncode == 0, done.stderr
    found = torch.load(folder / "results.pt", weights_only=True)
    return {**found, "folder": folder, "printed": done}


def mean_of_each(*scenes: tuple, names: list[str] | None = None) -> dict:
    """The mean of the gradients of single images."""
    each = [detector_gradients([one], names) for one in scenes]
    return {name: torch.stack([e[name] for e in each]).mean(dim=0) for name in each[0]}


@pytest.mark.parametrize("name", ["mean over images", "sampled losses"])
def test_two_processes_compute_the_gradients_of_one(name, together):
    alone = EXPERIMENTS[name]()
    assert sum(gradient.abs().sum() for gradient in alone.values()) > 1
    torch.testing.assert_close(together["results"][name], alone, **CLOSE)


def test_the_mask_loss_weighs_images_where_one_process_weighs_objects(together):
    """It is a mean over positive proposals, and the two images have not as many."""
    found = together["results"]["mask loss"]
    alone = EXPERIMENTS["mask loss"]()
    weight = "roi_heads.mask_predictor.mask_fcn_logits.weight"
    assert (found[weight] - alone[weight]).norm() > 0.05 * alone[weight].norm()
    expected = mean_of_each(scene(1), scene(2), names=["loss_mask"])
    torch.testing.assert_close(found, expected, **CLOSE)


def test_an_image_without_objects_makes_nobody_wait(together):
    expected = mean_of_each(scene(1), scene(2, objects=0))
    torch.testing.assert_close(together["results"]["nothing in one image"], expected, **CLOSE)


def test_a_run_of_two_processes_goes_on_as_if_unbroken(together):
    assert same(together["results"]["broken run"], together["results"]["run"])
    step, state = load_checkpoint(together["folder"] / "broken")
    assert step == 12
    first, second = state["random"]
    assert not torch.equal(first["torch"], second["torch"]), "each has its own chance"
    assert all(not name.startswith("module.") for name in state["model"])


def test_nobody_goes_on_before_a_checkpoint_is_written(together):
    assert together["seen"] == [True, True]


def test_all_have_the_same_weights_at_the_end_and_one_speaks(together):
    (_, *ranks, first), (_, *others, second) = together["everybody"]
    assert (ranks, others) == ([0, 2], [1, 2])
    norms = {name for name in first if name.startswith("norm.") and "running" in name}
    assert same(*({name: w[name] for name in first.keys() - norms} for w in (first, second)))
    assert len(norms) == 2, "but for what each saw last, of which that of process 0 counts"
    printed = together["printed"]
    assert printed.stdout.count("step 4: square") == 1
    assert printed.stderr.count(" 0/12 ") == 1


def test_all_wait_for_hours_while_the_first_evaluates(monkeypatch):
    """Left alone, processes on GPUs give up after ten minutes."""
    asked = []
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setattr(
        distributed.distributed,
        "init_process_group",
        lambda backend, timeout: asked.append(timeout),
    )
    monkeypatch.setattr(distributed.distributed, "destroy_process_group", lambda: None)
    with distributed.processes():
        assert asked == [timedelta(hours=6)]


def test_without_torchrun_nothing_changes(monkeypatch):
    monkeypatch.delenv("RANK", raising=False)
    model = torch.nn.Linear(2, 1)
    with distributed.processes() as device:
        assert device.type == ("cuda" if torch.cuda.is_available() else "cpu")
        assert distributed.synchronise_gradients(model) is distributed.unwrap(model) is model
        assert (distributed.rank(), distributed.world_size()) == (0, 1)
        assert distributed.gather("a") == ["a"]


def test_processes_that_see_other_checkpoints_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr("mrcnn_edu.training.resuming.gather", lambda step: [step, 300])
    with pytest.raises(
        ValueError, match=r"different steps in .*: \[0, 300\]; .* a folder that they"
    ):
        resume(tmp_path, {})
