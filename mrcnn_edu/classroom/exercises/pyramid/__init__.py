"""Exercises on the backbone, lesson 10: a residual block, a feature pyramid, the level of a box.

Maps have one channel here, so that a pencil is enough. Read ``one_channel.py`` (block and pyramid
as they should be), ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and
``solutions/``.
"""
