"""The bug museum: small functions, each with one real bug that has cost people days.

``formats.py`` and ``boxes.py`` belong to lesson 01; ``nms.py``, ``batched_nms.py`` and
``soft_nms.py`` to lesson 02.
Each docstring says what is wrong, where the bug is met, and its symptom. The lists in capitals
name all the wrong versions of one function.
"""
