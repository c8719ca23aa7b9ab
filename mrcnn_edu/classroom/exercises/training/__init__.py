"""Exercises on training, lesson 14: the rate of each step, and the loop itself.

Read ``one_run.py``, ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and
``solutions.py``.
"""
