"""Exercises on anchors, lesson 07: where they stand, what each learns, and what becomes of them.

Read ``one_map.py``, ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and
``solutions/``. What is right is in the package: ``ops/anchors.py``, ``ops/matching.py`` and
``layers/rpn.py``.
"""
