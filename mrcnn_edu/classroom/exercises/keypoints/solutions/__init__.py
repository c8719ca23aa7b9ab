"""Right functions in five styles: ``in_loops.py``, ``in_lists.py``, ``in_numpy.py``,
``in_torch.py`` and ``by_matrices.py``.
"""
