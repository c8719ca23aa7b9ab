"""Tests of the evaluation: ``random_data.py`` makes files, ``reference.py`` asks pycocotools."""
