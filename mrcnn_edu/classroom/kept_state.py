"""What a learner's function sets for the whole process, set back: the lesson goes on as it was."""

import contextlib
import os
import random
import sys
from collections.abc import Iterator

import numpy as np
import torch


@contextlib.contextmanager
def settings_kept() -> Iterator[None]:
    """Put back what is set for the whole process: torch's defaults, the folder, the stack's depth.

    Example:
        >>> with settings_kept():
        ...     torch.set_default_dtype(torch.float64)
        >>> torch.get_default_dtype()
        torch.float32
    """
    dtype, device = torch.get_default_dtype(), torch.get_default_device()
    strict = torch.are_deterministic_algorithms_enabled()
    only_warn = torch.is_deterministic_algorithms_warn_only_enabled()
    depth, folder = sys.getrecursionlimit(), _folder()
    try:
        yield
    finally:
        torch.set_default_dtype(dtype)
        if torch.get_default_device() != device:
            torch.set_default_device(device)
        if strict != torch.are_deterministic_algorithms_enabled():
            torch.use_deterministic_algorithms(strict, warn_only=only_warn)
        sys.setrecursionlimit(depth)
        if folder is not None and _folder() != folder:
            os.chdir(folder)


@contextlib.contextmanager
def chance_kept() -> Iterator[None]:
    """Let Python, NumPy and torch draw next what they would have drawn.

    Example:
        >>> _ = torch.manual_seed(0)
        >>> first = torch.rand(1)
        >>> _ = torch.manual_seed(0)
        >>> with chance_kept():
        ...     _ = torch.manual_seed(5)
        >>> bool(torch.rand(1) == first)
        True
    """
    python, of_torch = random.getstate(), torch.get_rng_state()
    numpy = np.random.get_state()  # noqa: NPY002 - the global one
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
        torch.set_rng_state(of_torch)


def _folder() -> str | None:
    """The folder that the process works in; None if it was deleted."""
    try:
        return os.getcwd()
    except OSError:
        return None
