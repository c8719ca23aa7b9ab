"""Layers of detectors: the modules that hold weights, and the image's way in and out.

Read ``image_transform.py``, which makes a batch of photographs, with ``resizing.py`` for the boxes
on them. The backbone is ``frozen_batch_norm.py``, then ``residual_blocks.py``, ``resnet.py`` and
``fpn.py``. Then ``proposers.py`` and ``rpn.py``, which propose boxes, with ``rpn_learning.py`` for
what the second learns from; and what looks at each of them: ``roi_pooler.py``,
``proposal_sampling.py``, ``box_head.py``, ``roi_heads.py``, then ``branches.py`` and its two kinds,
``mask_head.py``, with ``mask_variants.py`` for what its numbers mean, and ``keypoint_head.py``.
``narrow_body.py`` is a backbone without a pyramid, ``five_convolutions.py`` the small one of the
road from R-CNN to Faster R-CNN, which ``object_classifier.py`` teaches to see; R-CNN's network is
``crop_network.py``, what SPP-Net fine-tunes ``region_classifier.py``, and what both end with
``svm_heads.py``. ``sliding_head.py`` is a box head slid over a map, ``truncated_linear.py`` two
thin layers for one that is fully connected, and ``own_operators.py`` calls functions of your own.
"""
