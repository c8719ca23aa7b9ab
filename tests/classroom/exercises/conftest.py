"""What must be loaded before a check counts the seconds of a call."""

import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def optimisers_are_loaded():
    """torch loads a compiler with its first optimiser, which may take longer than a check waits."""
    torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.0)
