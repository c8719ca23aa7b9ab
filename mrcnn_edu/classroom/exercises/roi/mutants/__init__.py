"""Wrong solutions besides those of the museum, which the check must catch.

Read the exercises in their order: ``bilinear.py``, ``pool.py``, ``align.py``, ``batched.py``.
"""
