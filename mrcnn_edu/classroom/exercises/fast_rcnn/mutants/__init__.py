"""More wrong functions: ``samples.py``, ``layers.py`` and ``flips.py``."""
