"""Bugs of Faster R-CNN: of its losses (``joint.py``), of RoIs in a batch (``many.py``), and of
what should stand still and does not (``training.py``).
"""
