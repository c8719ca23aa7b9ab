"""The state of every source of chance, in plain containers, to go on from it later."""

import random
from typing import Any

import numpy as np
import torch


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
