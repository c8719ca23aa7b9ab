"""Wrong ways with masks.

Read ``transposed_conv.py``, ``targets.py`` and ``paste.py``.
"""
