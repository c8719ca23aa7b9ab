"""The loop that trains a detector, and what lets it survive the night.

Read ``loop.py`` first: it goes from the top to the bottom. ``optimiser.py`` makes the
steps and says how large they are, ``sampler.py`` which samples it learns from. ``resuming.py`` says
what a run must remember, chance included, ``run_settings.py`` what it was begun with, and
``checkpoint.py`` keeps it where a power cut cannot reach it.
``averaging.py`` averages the weights of many steps. ``distributed.py`` lets several processes share
the work, ``scalars.py`` writes numbers for TensorBoard, and ``non_finite.py`` stops a run that has
nothing more to learn.
"""
