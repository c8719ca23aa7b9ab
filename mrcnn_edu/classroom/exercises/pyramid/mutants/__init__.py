"""Wrong solutions besides those of the museum, which the check must catch.

Read the exercises in their order: ``block.py``, ``pyramid.py``, ``level.py``.
"""
