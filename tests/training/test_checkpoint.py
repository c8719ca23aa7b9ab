"""Checkpoints survive damage, a full disk and what was left lying about."""

import os
import re
import resource
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from mrcnn_edu.training import checkpoint
from mrcnn_edu.training.checkpoint import find_checkpoints, load_checkpoint, save_checkpoint


def state(value: float = 1.0) -> dict:
    """All kinds of things that a checkpoint holds."""
    weights = OrderedDict(weight=torch.full((300,), value), seen=torch.tensor(7))
    groups = [
        {"lr": 0.1, "betas": (0.9, 0.999), "params": [0, 1], "fused": None, "maximize": False}
    ]
    return {"model": weights, "optimiser": {"param_groups": groups}, "name": "a", "big": 2**40}


def assert_same(found: dict, expected: dict) -> None:
    torch.testing.assert_close(found["model"], expected["model"], rtol=0, atol=0)
    rest = {key: value for key, value in found.items() if key != "model"}
    assert rest == {key: value for key, value in expected.items() if key != "model"}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def steps(folder: Path) -> list[int]:
    return [checkpoint.step_of(path) for path in find_checkpoints(folder)]


@contextmanager
def disk_with_room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_there_and_back(tmp_path):
    path = save_checkpoint(tmp_path / "not" / "there", 12, state())
    assert re.fullmatch(r"step_00000012-[0-9a-f]{16}\.pt", path.name)
    assert_same(torch.load(path, weights_only=True), state())
    step, found = load_checkpoint(tmp_path / "not" / "there")
    assert step == 12
    assert_same(found, state())


@pytest.mark.parametrize("make", [False, True])
def test_a_folder_without_checkpoints(tmp_path, make):
    if make:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "step_one.pt").write_text("of somebody else")
    assert load_checkpoint(tmp_path / "run") is None


@pytest.mark.parametrize(
    ("saved", "kept"),
    [
        ([0], [0]),
        ([1, 2], [2, 1]),
        ([1, 2, 3, 4], [4, 3]),
        ([5, 5], [5]),
        ([99_999_999, 100_000_000], [100_000_000, 99_999_999]),
        ([8, 9, 3], [3]),  # what lies ahead is of a run that was given up
        ([3, 8, 9, 5], [5]),
        ([3, 8, 5], [5, 3]),
    ],
)
def test_the_last_two_are_kept(tmp_path, saved, kept):
    for step in saved:
        save_checkpoint(tmp_path, step, state(step))
    assert steps(tmp_path) == kept
    step, found = load_checkpoint(tmp_path)
    assert step == kept[0]
    assert_same(found, state(kept[0]))


def test_other_files_stay_and_stale_ones_go(tmp_path):
    for name in ("notes.txt", "bad_batch_step_00000003_process_0.pt", "step_one.pt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "step_00000001-0123456789abcdef.pt.partial").write_text("half of a che")
    path = save_checkpoint(tmp_path, 2, state())
    expected = {"notes.txt", "bad_batch_step_00000003_process_0.pt", "step_one.pt", path.name}
    assert set(files(tmp_path)) == expected


DAMAGE = {
    "empty": lambda data: b"",
    "cut in the middle": lambda data: data[: len(data) // 2],
    "last byte missing": lambda data: data[:-1],
    "a byte more": lambda data: data + b"\0",
    "first bit": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "a bit of a weight": lambda data: data.replace(
        torch.ones(300).numpy().tobytes(), torch.ones(300).numpy().tobytes()[:-1] + b"\x3e"
    ),
    "zeros, as after a power cut": lambda data: bytes(len(data)),
    "another file": lambda data: b"not found\n",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_one_falls_back_to_the_one_before(tmp_path, damage):
    save_checkpoint(tmp_path, 3, state(3))
    newest = save_checkpoint(tmp_path, 6, state())
    before = newest.read_bytes()
    newest.write_bytes(damage(before))
    assert newest.read_bytes() != before
    with pytest.warns(RuntimeWarning, match=rf"{newest.name} is damaged: its \d+ bytes"):
        step, found = load_checkpoint(tmp_path)
    assert step == 3
    assert_same(found, state(3))


def test_a_damaged_one_makes_way_for_the_next(tmp_path):
    save_checkpoint(tmp_path, 3, state(3))
    save_checkpoint(tmp_path, 6, state(6)).write_bytes(b"damaged")
    save_checkpoint(tmp_path, 6, state(6.5))
    assert steps(tmp_path) == [6, 3]
    assert_same(load_checkpoint(tmp_path)[1], state(6.5))


def test_all_damaged(tmp_path):
    names = [save_checkpoint(tmp_path, step, state()).name for step in (1, 2)]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    with (
        pytest.warns(RuntimeWarning, match="is damaged"),
        pytest.raises(ValueError, match=f"every checkpoint .* is damaged: {names[1]}, {names[0]}"),
    ):
        load_checkpoint(tmp_path)


def test_nothing_in_a_file_is_run(tmp_path):
    save_checkpoint(tmp_path, 1, {"path": Path("x")})
    with pytest.raises(Exception, match="Weights only load failed"):
        load_checkpoint(tmp_path)


@pytest.mark.parametrize("room", [0, 1, 600])
def test_a_full_disk_leaves_the_old_one_whole(tmp_path, room):
    save_checkpoint(tmp_path, 3, state(3))
    save_checkpoint(tmp_path, 6, state(6))
    before = files(tmp_path)
    with (
        disk_with_room_for(room),
        pytest.raises(
            OSError, match=r"checkpoint of step 9 .*\(File too large\).* Make room for it"
        ),
    ):
        save_checkpoint(tmp_path, 9, state(9))
    assert files(tmp_path) == before
    save_checkpoint(tmp_path, 9, state(9))
    assert steps(tmp_path) == [9, 6]


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_a_disk_that_fails_late(tmp_path, function, monkeypatch):
    save_checkpoint(tmp_path, 3, state(3))
    before = files(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as inside:
        inside.setattr(os, function, fail)
        with pytest.raises(OSError, match="No space left on device") as caught:
            save_checkpoint(tmp_path, 6, state(6))
    assert caught.value.errno == 28
    assert files(tmp_path) == before


def test_the_bytes_reach_the_disk_before_the_name_does(tmp_path, monkeypatch):
    done = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        done.append(
            ("fsync", "folder" if name.is_dir() else name.suffix, name.stat().st_size > 600)
        )
        real_fsync(descriptor)

    def replace(old: Path, new: Path) -> None:
        done.append(("replace", old.suffix, new.suffix))
        real_replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    save_checkpoint(tmp_path, 1, state())
    assert [entry[:2] for entry in done] == [
        ("fsync", ".partial"),
        ("replace", ".partial"),
        ("fsync", "folder"),
    ]
    assert done[0][2], "all bytes were written when they were brought to the disk"
    assert done[1][2] == ".pt"
