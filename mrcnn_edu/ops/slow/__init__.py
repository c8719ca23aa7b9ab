"""The operators once more, slow and obvious: one box, one bin or one pixel at a time.

Each does what its namesake does, or does it to one of them, in loops of plain Python that can be
checked with a pencil. Tests hold the fast versions to these, and lessons begin with them. They
check nothing and are not made for use.

Read ``boxes.py`` first, then ``nms.py``, which stands on it, and ``roi_pooling.py``. ``anchors.py``
has box deltas and matches too, ``losses.py`` the terms of the loss, ``masks.py`` keypoints too,
``proposals.py`` selective search.
"""
