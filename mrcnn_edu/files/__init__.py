"""Files: how those of others come here whole, how ours are written whole, and no more of them.

Read ``download.py`` first: a file from the web, continued, checked and renamed at the end. It
stands on ``receiving.py``, one attempt, and ``partial_download.py``, what an interrupted one left.
(The library pooch checks sums and shows progress as well, but begins again after every
interruption, checks no length and does not wait for a second process.) ``unpack.py`` opens archives
that nobody here has looked into. ``whole.py`` writes a file of our own, ``images.py`` makes a
tensor of any image, ``png_texts.py`` leaves out what keeps Pillow from some. What a file means is
not known here, so that ``coco``, ``data``, ``detectors`` and ``training`` can all stand on it.
"""
