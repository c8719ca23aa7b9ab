"""An older name of ``detectors/published.py``."""

from mrcnn_edu.detectors.published import *  # noqa: F403
