"""Layers of detectors: the modules that hold weights, and the image's way in and out.

Read ``image_transform.py``, which makes a batch of photographs, with ``resizing.py`` for the boxes
on them and ``image_checks.py`` for the errors. The backbone is ``frozen_batch_norm.py``, then
``residual_blocks.py``, ``resnet.py`` and ``fpn.py``.
"""
