"""An older name of ``ops/targets.py``."""

from mrcnn_edu.ops.targets import *  # noqa: F403
