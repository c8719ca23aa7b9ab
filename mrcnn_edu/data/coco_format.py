"""An older name of ``coco/writing.py``."""

from mrcnn_edu.coco.writing import *  # noqa: F403
