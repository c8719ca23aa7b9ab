"""Batches depend on seed and step alone, and each sample stands once in each epoch."""

from itertools import islice

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import get_worker_info

from mrcnn_edu.training import sampler
from mrcnn_edu.training.sampler import Batches, draws_of

# Python 3.12 warns of every fork beside other threads, and that is how a DataLoader starts its
# workers there.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")


def pair(index: int, seed: int) -> tuple[int, int]:
    return index, seed


def with_worker(index: int, seed: int) -> tuple[int, int]:
    info = get_worker_info()
    return index, -1 if info is None else info.id


def row(first: int, last: int, size: int, batch_size: int, seed: int = 0) -> list[tuple[int, int]]:
    """The draws of the steps from first to before last."""
    steps = range(first, last)
    return [draw for step in steps for draw in draws_of(step, size, batch_size, seed=seed)]


@given(
    size=st.integers(1, 12),
    batch_size=st.integers(1, 30),
    seed=st.integers(0, 2**32),
    epochs=st.integers(1, 3),
)
def test_an_epoch_has_each_sample_once(size, batch_size, seed, epochs):
    steps = -(-epochs * size // batch_size)
    indices = [index for index, _ in row(0, steps, size, batch_size, seed)]
    assert len(indices) == steps * batch_size
    for epoch in range(epochs):
        assert sorted(indices[epoch * size : (epoch + 1) * size]) == list(range(size))


@given(first=st.integers(0, 8), size=st.integers(1, 9), batch_size=st.integers(1, 9))
def test_the_row_is_the_same_from_any_step_on_and_in_any_batches(first, size, batch_size):
    whole = row(0, 10, size, batch_size)
    assert row(first, 10, size, batch_size) == whole[first * batch_size :]
    assert row(0, 10 * batch_size, size, 1) == whole


def test_epochs_have_other_orders_and_other_seeds():
    epochs = [row(epoch, epoch + 1, 50, 50) for epoch in range(3)]
    orders = [[index for index, _ in epoch] for epoch in epochs]
    assert orders[0] != orders[1] != orders[2] != orders[0]
    assert orders[0] != list(range(50))
    seeds = {seed for epoch in epochs for _, seed in epoch}
    assert len(seeds) == 150
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_another_seed_gives_another_order_and_other_augmentation():
    one, other = row(0, 1, 50, 50, seed=1), row(0, 1, 50, 50, seed=2)
    assert [index for index, _ in one] != [index for index, _ in other]
    assert not {seed for _, seed in one} & {seed for _, seed in other}


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_batches_are_those_of_the_draws(workers):
    batches = Batches(pair, 5, 3, seed=7, workers=workers)
    for first in (0, 4):
        expected = [tuple(map(list, zip(*row(s, s + 1, 5, 3, 7), strict=True))) for s in range(9)]
        assert list(islice(batches(first), 5)) == expected[first : first + 5]


def test_workers_do_the_work():
    batches = Batches(with_worker, 4, 2, workers=2)
    assert [batch[1] for batch in islice(batches(0), 4)] == [[0, 0], [1, 1], [0, 0], [1, 1]]
    assert next(Batches(with_worker, 4, 2)(0))[1] == [-1, -1]


@pytest.mark.parametrize("workers", [0, 1])
def test_to_begin_changes_nobodys_chance(workers):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    next(Batches(pair, 4, 2, workers=workers)(3))
    assert torch.equal(torch.rand(3), expected)


def test_processes_share_each_batch(monkeypatch):
    monkeypatch.setattr(sampler, "world_size", lambda: 2)
    shares = []
    for process in range(2):
        monkeypatch.setattr(sampler, "rank", lambda process=process: process)
        batches = Batches(pair, 7, 4, seed=1)
        shares.append([list(zip(*batch, strict=True)) for batch in islice(batches(2), 3)])
    together = [first + second for first, second in zip(*shares, strict=True)]
    assert together == [draws_of(step, 7, 4, seed=1) for step in (2, 3, 4)]


def test_a_worker_knows_the_share_of_its_process(monkeypatch):
    with monkeypatch.context() as inside:
        inside.setattr(sampler, "world_size", lambda: 2)
        inside.setattr(sampler, "rank", lambda: 1)
        batches = Batches(pair, 7, 4)
    assert list(zip(*batches[0], strict=True)) == draws_of(0, 7, 4)[2:]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "size must be 1 or more, got 0"),
        ({"batch_size": 0}, "batch_size must be 1 or more, got 0"),
        ({"seed": -1}, "seed must be 0 or more, got -1"),
        ({"batch_size": 5}, "batch_size must be a multiple of 2 processes, got 5"),
    ],
)
def test_impossible_numbers(arguments, message, monkeypatch):
    monkeypatch.setattr(sampler, "world_size", lambda: 2)
    with pytest.raises(ValueError, match=message):
        Batches(pair, **{"size": 4, "batch_size": 2, "seed": 0} | arguments)
