"""An older name of ``training/optimiser.py``."""

from mrcnn_edu.training.optimiser import *  # noqa: F403
