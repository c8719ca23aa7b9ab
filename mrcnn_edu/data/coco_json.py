"""An older name of ``coco/format.py``."""

from mrcnn_edu.coco.format import *  # noqa: F403
