"""Exercises on boxes, lesson 01.

Read ``examples.py``, ``cases.py``, ``pictures.py`` and ``museum/``.
"""
