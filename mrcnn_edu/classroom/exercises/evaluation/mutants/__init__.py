"""More wrong evaluations, for the check to catch: ``average_precision.py``, then ``match.py``."""
