"""An older name of ``ops/slow/roi_pooling.py``."""

from mrcnn_edu.ops.slow.roi_pooling import *  # noqa: F403
