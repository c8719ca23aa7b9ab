"""An older name of ``coco/polygons.py``."""

from mrcnn_edu.coco.polygons import *  # noqa: F403
