"""An older name of ``coco/reading.py``."""

from mrcnn_edu.coco.reading import *  # noqa: F403
