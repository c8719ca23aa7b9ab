"""An older name of ``training/resuming.py``."""

from mrcnn_edu.training.resuming import *  # noqa: F403
