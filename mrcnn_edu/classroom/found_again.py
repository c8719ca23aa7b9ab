"""An older name of ``classroom/compare_detections.py``."""

from mrcnn_edu.classroom.compare_detections import *  # noqa: F403
