"""Exercises on suppression, lesson 02.

Read ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants.py`` and
``solutions.py``.
"""
