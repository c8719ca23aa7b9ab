"""An older name of ``data/samples.py``."""

from mrcnn_edu.data.samples import *  # noqa: F403
