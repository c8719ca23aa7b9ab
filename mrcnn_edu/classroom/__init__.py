"""The exercises: how a learner's function is checked, and how a wrong one is answered.

Read ``exercise.py`` (what an exercise is made of), then ``check.py`` (the trying), which leans on
``judge.py`` (one call), ``limits.py`` and ``scout.py`` (a function that never returns),
``kept_state.py`` (what it must not change), ``answers.py`` (what counts as the same result),
``verdict.py`` (what the learner reads) and ``words.py`` (its words, which stand in ``words.json``).
None of them knows a topic: those stand in ``exercises/``, where ``table.py`` joins all that belongs
to one exercise. ``gradients.py`` is for losses, which are judged with their gradients.
``exhibit.py`` shows a bug of the museum. ``in_detector.py`` puts the function to work in a whole
detector, and ``compare_detections.py`` tells whether it found the same objects. ``grading/`` marks
the assignments of a class.
"""
