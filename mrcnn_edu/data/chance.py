"""An older name of ``data/random_numbers.py``."""

from mrcnn_edu.data.random_numbers import *  # noqa: F403
