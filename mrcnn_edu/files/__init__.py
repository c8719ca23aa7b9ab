"""Files that are not in the package: how they come here whole, and nothing else about them.

Read ``download.py`` first: a file from the web, continued, checked and renamed at the end. It
stands on ``receiving.py``, one attempt, and ``beginnings.py``, what an interrupted one left.
``unpack.py`` opens archives that nobody here has looked into; ``members.py`` reads zip and tar
alike for it. What a file means is not known here, so that ``data`` and ``detectors`` can both
stand on it.
"""
