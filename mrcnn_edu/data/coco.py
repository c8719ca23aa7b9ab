"""An older name of ``coco/folder.py``."""

from mrcnn_edu.coco.folder import *  # noqa: F403
