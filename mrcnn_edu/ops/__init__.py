"""Operators of detection: pure functions on tensors, one concept a file.

Read ``boxes.py``, then ``nms.py``; then ``roi_pooling.py``, beside it ``cell_bags.py``, which says
why it is fast, and ``roi_tracing.py``, which shows every number of one RoIAlign. ``reference.py``
and ``roi_reference.py`` hold the slow, obvious versions, ``checks.py`` and ``roi_checks.py`` the
errors that the operators share.
"""
