"""Wrong similarities (``similarity.py``), regions, joins, recalls, and searches as a whole."""
