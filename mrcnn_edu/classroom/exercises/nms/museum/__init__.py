"""Wrong ways to suppress: ``nms.py``, then ``batched_nms.py`` and ``soft_nms.py``."""
