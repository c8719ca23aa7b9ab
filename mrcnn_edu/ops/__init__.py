"""Operators of detection: pure functions on tensors, one concept a file.

Read ``boxes.py``, then ``nms.py``. ``reference.py`` holds the slow, obvious version of each,
and ``checks.py`` the errors that they share.
"""
