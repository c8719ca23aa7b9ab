"""Exercises on Faster R-CNN, lesson 08: two losses of one network, and boxes of many images pooled.

Read ``one_batch.py``, which has what is right, ``both_gradients.py``, ``examples.py``,
``cases.py``, ``pictures.py``, ``museum/``, ``mutants/`` and ``solutions/``.
"""
