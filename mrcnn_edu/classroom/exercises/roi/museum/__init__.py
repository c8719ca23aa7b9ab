"""Wrong ways with feature maps.

Read ``bilinear.py``, ``roi_pool.py``, ``roi_align.py`` (which leads on to ``roi_regions.py``) and
``batched_roi_align.py``.
"""
