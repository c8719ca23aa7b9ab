"""An older name of ``evaluation/detector.py``."""

from mrcnn_edu.evaluation.detector import *  # noqa: F403
