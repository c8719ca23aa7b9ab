"""More wrong functions: ``places.py``, ``matches.py`` and ``proposing.py``."""
