"""An older name of ``files/images.py``."""

from mrcnn_edu.files.images import *  # noqa: F403
