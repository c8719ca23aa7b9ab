"""Wrong evaluations: ``average_precision.py``, then ``match.py``."""
