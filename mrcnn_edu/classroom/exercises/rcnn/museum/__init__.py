"""Wrong deltas (``deltas.py``), hard negatives, crops, and trainings of an SVM as a whole."""
