"""Wrong windows (``windows.py``), pyramids (``pyramids.py``), windows of a map (``many.py``)."""
