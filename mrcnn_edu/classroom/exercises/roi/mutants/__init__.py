"""Wrong solutions besides those of the museum, which the check must catch.

Read ``written_in.py`` (which functions of a file count), then the exercises in their order:
``bilinear.py``, ``pool.py``, ``align.py``, ``batched.py``.
"""
