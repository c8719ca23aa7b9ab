"""Exercises on SPP-Net, lesson 05: the window of a box on a map, the pyramid, and many windows.

Read ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and ``solutions/``.
What is right is in the package: ``ops/window_pooling.py`` and ``ops/roi_pooling.py``.
"""
