"""Operators of detection: pure functions on tensors, one concept a file.

Read ``boxes.py``, then ``nms.py``; then ``roi_pooling.py``, beside it ``cell_bags.py``, which says
why it is fast, and ``roi_tracing.py``, which shows every number of one RoIAlign. Two-stage
detectors go on with ``box_coding.py``, ``anchors.py``, ``matching.py``, ``losses.py``, ``masks.py``
with ``exact_masks.py``, which loses no part of a pixel (both stand on ``mask_products.py``), and
``keypoints.py``; ``targets.py`` says what is known about an image.

Before any learning came ``sliding_windows.py`` and selective search: ``graph_regions.py``,
``region_similarity.py``, ``region_merging.py``, and ``proposals.py``, which puts them together;
``pictures.py``, ``colour_spaces.py`` and ``gaussian_filters.py`` are what they stand on. R-CNN's
crops of proposals are ``warping.py``, what its stages call them ``region_labels.py``; SPP-Net's
windows on a map are ``window_pooling.py``.

``truncated_svd.py`` writes a large matrix as two thin ones. ``slow/`` holds the slow, obvious
versions, ``checks.py`` the errors about arguments.
"""
