"""More wrong functions: ``joint.py`` and ``many.py``."""
