"""What a checkpoint of a run holds: everything that the next step depends on, chance included."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mrcnn_edu.training.checkpoint import load_checkpoint, save_checkpoint
from mrcnn_edu.training.distributed import gather, rank


def save_run(folder: str | Path, step: int, parts: Mapping[str, Any]) -> None:
    """Write a checkpoint of a run; of several processes the first does.

    Where sampler and schedule stand is said by the step: what they give depends on it alone.

    Args:
        folder: of the checkpoints.
        step: how many steps were made.
        parts: by name, all that has a ``state_dict``: model, optimiser, scaler, average.
    """
    states = gather(get_random_state())  # each process has its own
    if rank() == 0:
        state = {name: part.state_dict() for name, part in parts.items()}
        save_checkpoint(folder, step, {**state, "random": states})
    gather(step)  # nobody goes on before it is written


def resume(folder: str | Path | None, parts: Mapping[str, Any]) -> tuple[int, Callable[[], None]]:
    """Bring a run to where its newest checkpoint stands, or leave it at its beginning.

    Args:
        folder: of the checkpoints; None for none. All processes must see the same.
        parts: by name, model, optimiser and the like, made as when the run began; they are changed.

    Returns:
        How many steps were made, and a function to call just before the next one, which brings
        back the state of chance. (With another number of processes than before, it begins at
        states that some of them share.)

    Raises:
        ValueError: if the processes do not see the same checkpoint, all are damaged, or one is
            not of these parts.
    """
    loaded = load_checkpoint(folder) if folder is not None else None
    step, state = loaded or (0, None)
    steps = gather(step)
    if len(set(steps)) > 1:
        raise ValueError(
            f"the processes find checkpoints of different steps in {folder}: {steps}; give all of"
            " them a folder that they share"
        )
    if state is None:
        return 0, lambda: None
    if state.keys() != {*parts, "random"}:
        raise ValueError(
            f"the checkpoints in {folder} hold {', '.join(state)}, not {', '.join(parts)}; go on"
            " with an average of the weights if the run began with one, and only then"
        )
    for name, part in parts.items():
        part.load_state_dict(state[name])
    states = state["random"]
    return step, lambda: set_random_state(states[rank() % len(states)])


def get_random_state() -> dict[str, Any]:
    """What Python, NumPy and torch will draw next, on the CPU and on every GPU.

    Returns:
        A dict of lists, numbers and tensors, which ``torch.load`` reads with ``weights_only=True``.

    Example:
        >>> before = get_random_state()
        >>> drawn = random.random(), np.random.rand(), torch.rand(2).tolist()
        >>> set_random_state(before)
        >>> drawn == (random.random(), np.random.rand(), torch.rand(2).tolist())
        True
    """
    numpy = np.random.get_state(legacy=False)  # noqa: NPY002 - the global one
    words = torch.from_numpy(numpy["state"]["key"].astype(np.int64))  # (624,)
    return {
        "python": random.getstate(),
        "numpy": {**numpy, "state": {**numpy["state"], "key": words}},
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }


def set_random_state(state: dict[str, Any]) -> None:
    """Draw from here on what was drawn after the state was taken.

    Args:
        state: what ``get_random_state`` returned. States of GPUs that are not here are left out.
    """
    random.setstate(state["python"])
    inner = state["numpy"]["state"]
    inner = {**inner, "key": inner["key"].numpy().astype(np.uint32)}
    np.random.set_state({**state["numpy"], "state": inner})  # noqa: NPY002
    torch.set_rng_state(state["torch"])
    if len(state["cuda"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(state["cuda"])
