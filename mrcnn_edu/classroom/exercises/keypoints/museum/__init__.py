"""Wrong points (``points.py``), similarities (``similarity.py``) and mirrors (``flips.py``)."""
