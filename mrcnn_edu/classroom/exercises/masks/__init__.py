"""Exercises on masks, lesson 11.

Read ``one_mask.py`` (each operation on one small grid), ``examples.py``, ``cases.py``,
``pictures.py``, ``museum/``, ``mutants/`` and ``solutions/``.
"""
