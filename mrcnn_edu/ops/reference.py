"""An older name of ``ops/slow/boxes.py`` and ``ops/slow/nms.py``."""

from mrcnn_edu.ops.slow.boxes import *  # noqa: F403
from mrcnn_edu.ops.slow.nms import *  # noqa: F403
