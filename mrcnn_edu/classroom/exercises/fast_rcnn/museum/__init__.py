"""Wrong samples (``samples.py``), thin layers (``layers.py``) and mirror images (``flips.py``), and
wrong losses and files of a detector as a whole (``detectors.py``).
"""
