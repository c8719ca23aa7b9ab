"""What a learner sees: pictures and widgets.

Read ``plots.py``, ``looks.py`` (one colour and dash for each thing), ``captions.py`` and
``pipeline.py`` (where a lesson stands in the whole), then ``widgets/``.
"""
