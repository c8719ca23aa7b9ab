"""What the systems learn from and are tested on: drawn scenes, with the boxes to look at in them.

All proposals are of selective search, and kept in ``data/the_line`` or in the folder of results.
``HELD_OUT`` is for the final numbers alone; what is tried meanwhile is tried on ``TUNING``.
"""

import multiprocessing
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.data import coin_scenes, shapes
from mrcnn_edu.data.object_pictures import COINS_ONE_IN
from mrcnn_edu.data.scenes_with_proposals import (
    KINDS,
    ScenesWithProposals,
    propose,
    read_proposals,
    write_proposals,
)
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.ops.targets import Target

Scene = tuple[Tensor, Target]
TRAINING = 400
TUNING = 1_500_000  # the first seed of scenes for no learning and no final test
CLASSES = {"shapes": shapes.CLASSES, "shapes and coins": coin_scenes.CLASSES}


def training_scenes(on: str, number: int, folder: Path, workers: int = 0) -> list[Scene]:
    """The scenes to learn from, drawn and kept in memory.

    Args:
        on: "shapes", or "shapes and coins", with coins in one scene of three.
        number: how many.
        folder: for proposals that do not ship.
        workers: processes that look for these; 0 for this one.
    """
    coins = number // COINS_ONE_IN if on == "shapes and coins" else 0
    of_shapes = scenes("shapes", 0, number - coins, folder, workers)
    return of_shapes + scenes("coins", 0, coins, folder, workers)


def scenes(kind: str, first: int, number: int, folder: Path, workers: int = 0) -> list[Scene]:
    """Scenes of one kind with their proposals, from a seed on, drawn and kept in memory."""
    proposals = find_proposals(kind, first, number, folder, workers)
    drawn = ScenesWithProposals(kind, first, proposals)
    return [drawn[index] for index in range(number)]


def find_proposals(
    kind: str, first: int, number: int, folder: Path, workers: int = 0
) -> Sequence[Tensor]:
    """Where to look in each scene: as it ships, as it was kept, or looked for now and kept."""
    name = f"{kind}_{first}.npz"
    try:
        kept = read_proposals(shipped(f"the_line/{name}"))
    except FileNotFoundError:
        kept = []
    if len(kept) < number and (folder / name).exists():
        kept = read_proposals(folder / name)
    if len(kept) < number:
        kept = look(kind, range(first, first + number), workers)
        folder.mkdir(parents=True, exist_ok=True)
        write_proposals(folder / name, kept)
    return kept[:number]


def look(kind: str, seeds: Sequence[int], workers: int) -> list[Tensor]:
    """Selective search in many scenes, in processes of their own if there are workers."""
    if workers == 0:
        return [look_at(seed, kind) for seed in seeds]
    with multiprocessing.get_context("spawn").Pool(workers, torch.set_num_threads, (1,)) as pool:
        return pool.map(partial(look_at, kind=kind), seeds, chunksize=4)


def look_at(seed: int, kind: str) -> Tensor:
    """The proposals of one scene."""
    return propose(kind, KINDS[kind][0](seed)[0])
