"""Exercises on ablations, lesson 16: an interval of differences seed by seed, and what it says.

Read ``seeds.py``, which holds what is right, then ``examples.py``, ``cases.py``, ``pictures.py``,
``museum/``, ``mutants/`` and ``solutions/``.
"""
