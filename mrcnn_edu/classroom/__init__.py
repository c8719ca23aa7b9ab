"""The exercises: how a learner's function is checked, and how a wrong one is answered.

Read ``cases.py`` (what a function is tried on, its hand-picked part in ``examples.py``), then
``check.py`` (the trying), which leans on ``limits.py`` (a function that never returns),
``answers.py`` (what counts as the same result), ``verdict.py`` (what the learner reads) and
``pictures.py`` (what the learner sees). ``roi_cases.py``, ``roi_examples.py`` and
``roi_pictures.py`` are the same for feature maps, with ``one_box.py`` to compare with.
``in_detector.py`` puts the function to work in a whole detector. ``museum/`` holds the bugs worth
knowing.
"""
