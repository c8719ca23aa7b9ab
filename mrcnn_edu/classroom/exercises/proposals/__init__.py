"""Exercises on region proposals, lesson 03: similarities, regions of a graph, a join, and recall.

Read ``one_image.py``, which says what is right where the package's own function isn't it, then
``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and ``solutions/``.
"""
