"""Every source of chance goes on from where it was."""

import random

import numpy as np
import pytest
import torch

from mrcnn_edu.training.resuming import get_random_state, set_random_state

SOURCES = {
    "python": lambda: [random.random(), random.gauss()],  # a gauss keeps half of a pair
    "numpy": lambda: [*np.random.rand(2), np.random.randn()],  # noqa: NPY002 - as does a randn
    "torch": lambda: [*torch.rand(2).tolist(), torch.randn(1).item()],
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("drawn_before", [0, 1, 700])
def test_what_was_drawn_is_drawn_again_after_a_file(source, drawn_before, tmp_path):
    draw = SOURCES[source]
    for _ in range(drawn_before):
        draw()
    torch.save(get_random_state(), tmp_path / "state.pt")
    first, second = draw(), draw()
    assert first != second
    set_random_state(torch.load(tmp_path / "state.pt", weights_only=True))
    assert [draw(), draw()] == [first, second]


def test_states_of_gpus_that_are_not_here_are_left_out(monkeypatch):
    given = []
    monkeypatch.setattr(torch.cuda, "set_rng_state_all", given.append)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    state = get_random_state()
    for cuda in ([], ["one"], ["one", "two"]):
        set_random_state(state | {"cuda": cuda})
    assert given == [["one", "two"]]
