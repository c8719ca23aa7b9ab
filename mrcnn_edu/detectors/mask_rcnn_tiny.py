"""An older name of ``detectors/tiny.py``."""

from mrcnn_edu.detectors.tiny import *  # noqa: F403
