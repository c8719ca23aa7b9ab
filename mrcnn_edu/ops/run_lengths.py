"""An older name of ``coco/run_lengths.py``."""

from mrcnn_edu.coco.run_lengths import *  # noqa: F403
