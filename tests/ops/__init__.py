"""Tests of the operators: ``cases.py`` and ``nasty.py`` make calls, ``golden.py`` keeps them."""
