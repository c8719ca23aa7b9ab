"""Detectors: the parts of ``ops`` and ``layers`` put together, every constant in sight.

Read ``two_stage.py``, which is the whole way from images to detections or losses, then
``faster_rcnn.py``, ``mask_rcnn.py`` and ``keypoint_rcnn.py``, which differ in their heads.
``weights.py`` loads weights from files, ``target_checks.py`` refuses what nobody could learn from.
"""
