"""Exercises on ablations, lesson 16: differences seed by seed, what they say, and what to report.

Read ``seeds.py``, which holds what is right, then ``examples.py``, ``cases.py``, ``pictures.py``,
``museum/``, ``mutants/`` and ``solutions/``.
"""
