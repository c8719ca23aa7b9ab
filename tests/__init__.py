"""The tests, in the package's own order: ``tests/ops/test_boxes.py`` is for ``ops/boxes.py``."""
