"""Mask R-CNN built in the open, from the first box to the last mask.

Read it in this order:

1. ``ops/boxes.py`` and ``ops/nms.py``: what a box is, and how to keep one of many; and
   ``ops/roi_pooling.py``: how a region of any size becomes a grid of fixed size.
2. ``data/coins.py``: the photograph, and the coin, that every lesson returns to.
3. ``views/``: the pictures and the widgets of the lessons.
4. ``classroom/``: how an exercise is checked and a wrong answer is answered.

Nothing is re-exported: the import line of a name says where to read about it.
"""
