"""Exercises on suppression, lesson 02.

Read ``examples.py``, ``cases.py``, ``pictures.py`` and ``museum/``.
"""
