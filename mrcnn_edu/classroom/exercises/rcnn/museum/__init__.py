"""Wrong deltas (``deltas.py``), hard negatives (``mining.py``), crops, and a cache of features."""
