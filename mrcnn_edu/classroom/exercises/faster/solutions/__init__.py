"""Right functions in six styles: ``in_loops.py``, ``in_lists.py``, ``in_numpy.py`` (pooling
alone), ``in_torch.py``, ``without_gradients.py`` (losses alone) and ``one_by_one.py``.
"""
