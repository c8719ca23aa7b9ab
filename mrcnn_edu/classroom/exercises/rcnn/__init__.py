"""Exercises on R-CNN, lesson 04: deltas of boxes, hard negatives, and a crop with its context.

Read ``hard_negatives.py`` and ``one_crop.py``, which say what is right where the package has no
function for it, then ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and
``solutions/``.
"""
