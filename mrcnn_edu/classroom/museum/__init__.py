"""The bug museum: small functions, each with one real bug that has cost people days.

``formats.py`` and ``boxes.py`` belong to lesson 01; ``nms.py``, ``batched_nms.py`` and
``soft_nms.py`` to lesson 02; ``bilinear.py``, ``roi_pool.py``, ``roi_align.py`` (which leads on to
``roi_regions.py`` and ``roi_values.py``) and ``batched_roi_align.py`` to lesson 09.
Each docstring says what is wrong, where the bug is met, and its symptom. The lists in capitals
name all the wrong versions of one function.
"""
