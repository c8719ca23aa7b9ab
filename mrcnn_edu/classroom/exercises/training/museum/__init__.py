"""Wrong runs: ``schedule.py``, then ``training_loop.py``."""
