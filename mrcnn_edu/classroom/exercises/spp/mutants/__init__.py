"""More wrong functions: ``windows.py``, ``pyramids.py`` and ``many.py``."""
