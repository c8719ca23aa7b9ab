"""Exercises on losses, lesson 12.

Read ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants.py`` and
``solutions.py``. A mask loss is judged with its gradient: see ``classroom/gradients.py``.
"""
