"""Wrong anchors (``places.py``), matches (``matches.py``), proposals (``proposing.py``), and a head
whose numbers lie in another order than its anchors (``heads.py``).
"""
