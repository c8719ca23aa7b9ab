"""Wrong windows (``windows.py``), pyramids (``pyramids.py``), windows of a map (``many.py``), and a
wrong training as a whole (``training.py``).
"""
