"""An older name of ``coco/problems.py``."""

from mrcnn_edu.coco.problems import *  # noqa: F403
