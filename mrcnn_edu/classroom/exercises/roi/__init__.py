"""Exercises on RoI operators, lesson 09.

Read ``one_box.py`` (RoIPool and RoIAlign without batches), ``examples.py``, ``cases.py``,
``pictures.py``, ``museum/``, ``mutants/`` and ``solutions/``.
"""
