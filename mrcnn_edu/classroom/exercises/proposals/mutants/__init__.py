"""More wrong functions: ``similarity.py``, ``regions.py``, ``joins.py`` and ``recall.py``."""
