"""An older name of ``ops/slow/anchors.py``, ``ops/slow/losses.py`` and ``ops/slow/masks.py``."""

from mrcnn_edu.ops.slow.anchors import *  # noqa: F403
from mrcnn_edu.ops.slow.losses import *  # noqa: F403
from mrcnn_edu.ops.slow.masks import *  # noqa: F403
