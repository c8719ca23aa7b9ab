"""What keeps the lessons in order: not part of the package, and not installed.

``notebooks.py`` turns lessons into plain Python and back, ``sync.py`` copies the package's
functions into them, and ``course.py`` runs them all.
"""
