"""Bugs that cost people days: ``block.py``, ``pyramid.py``, ``level.py``."""
