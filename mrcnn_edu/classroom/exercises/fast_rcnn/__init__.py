"""Exercises on Fast R-CNN, lesson 06: sampling proposals, a thin layer, and mirror images.

Read ``examples.py``, ``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and ``solutions/``.
What is right is in ``one_image.py`` and in the package: ``ops/truncated_svd.py``. Two matrices are
judged by their product: see ``products.py``.
"""
