"""Detectors: the parts of ``ops`` and ``layers`` put together, every constant in sight.

Read ``two_stage.py``, which is the whole way from images to detections or losses, then
``faster_rcnn.py``, ``mask_rcnn.py`` and ``keypoint_rcnn.py``, which differ in their heads, with
``builder_parts.py`` for what they share; ``tiny.py`` has the same parts, small.

The road to them, on one small body with one map: ``rcnn.py`` and ``sppnet.py``, which end with
SVMs, then ``fast_rcnn.py``, ``faster_rcnn_single_map.py`` and ``mask_rcnn_single_map.py``.
``proposing.py`` takes the two halves of a detector apart, and ``alternating.py`` trains its parts
in turn.

``mask_rcnn_c4.py``, ``mask_rcnn_c5.py`` and ``ablations.py`` are what the paper compared Mask R-CNN
with. ``catalogue.py`` knows them by name, opens trained ones and saves them. ``weights.py``,
``backbone_weights.py``, ``weight_files.py`` and ``published.py`` read, check and write weights, and
``from_nothing.py`` is for those that load none;
``stage_trace.py`` keeps all that the stages of a detector make of one photograph, and
``input_checks.py`` and ``target_checks.py`` refuse what nobody could see anything in, or learn
from.
"""
