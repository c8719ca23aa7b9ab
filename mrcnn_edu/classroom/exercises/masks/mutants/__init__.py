"""Wrong solutions besides those of the museum, which the check must catch.

Read the exercises in their order: ``transposed_conv.py``, ``targets.py``, ``paste.py``.
"""
