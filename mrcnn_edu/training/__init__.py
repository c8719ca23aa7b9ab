"""The loop that trains a detector, and what lets it survive the night.

Read ``loop.py`` first: it goes from the top to the bottom. ``optimiser.py`` makes the
steps and says how large they are, ``sampler.py`` which samples it learns from. ``resuming.py`` says
what a run must remember, chance included, ``run_settings.py`` what it was begun with,
``checkpoint.py`` keeps it where a power cut cannot reach it, and ``one_at_a_time.py`` keeps other
runs away.
A body first learns from ``picture_batches.py``.
R-CNN and SPP-Net learn in stages: ``crop_batches.py`` and ``window_batches.py`` are what the
networks learn from, ``feature_cache.py`` keeps what they say, and ``svm_stages.py`` learns from
that, with ``linear_svm.py``, ``hard_negatives.py`` and ``ridge.py``.
``averaging.py`` averages the weights of many steps. ``distributed.py`` lets several processes share
the work, ``scalars.py`` writes numbers for TensorBoard, and ``non_finite.py`` stops a run that has
nothing more to learn.
"""
