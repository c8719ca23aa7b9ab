"""Exercises on keypoints, lesson 15: points read from maps, how near a pose is, a mirror image.

Read ``one_image.py``, which holds what is right, then ``examples.py``, ``cases.py``,
``pictures.py``, ``museum/``, ``mutants/`` and ``solutions/``.
"""
