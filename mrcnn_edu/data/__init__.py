"""The data of the lessons. Read ``coins.py``: the photograph that every lesson returns to."""
