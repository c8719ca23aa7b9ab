"""Exercises on evaluation, lesson 13: average precision, and which detection found which object.

Read ``one_class.py``, which says what is right, then ``examples.py``, ``cases.py``,
``pictures.py``, ``museum/``, ``mutants/`` and ``solutions.py``.
"""
