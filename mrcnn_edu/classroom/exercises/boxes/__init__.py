"""Exercises on boxes, lesson 01.

Read ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants.py`` and
``solutions.py``.
"""
