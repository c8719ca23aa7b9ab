"""What a learner sees: pictures and widgets.

Read ``plots.py``, then ``widgets/``.
"""
