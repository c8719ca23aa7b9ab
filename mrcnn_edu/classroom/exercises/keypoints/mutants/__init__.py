"""More wrong functions: ``points.py``, ``similarity.py`` and ``flips.py``."""
