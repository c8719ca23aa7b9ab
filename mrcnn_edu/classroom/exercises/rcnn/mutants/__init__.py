"""More wrong functions: ``deltas.py``, ``mining.py`` and ``warping.py``."""
