"""Operators on anchors, masks and keypoints once more, slow and obvious, in plain Python.

As ``reference.py`` does for boxes: each function does what its namesake does, or does it to one
box, one number or one pixel, so that it can be checked with a pencil. They check nothing and are
not made for use.
"""

import math


def encode_box(box: list[float], anchor: list[float]) -> list[float]:
    """Deltas of one box: how far its centre lies from the anchor's, how much larger it is."""
    width, height = anchor[2] - anchor[0], anchor[3] - anchor[1]
    right = (box[0] + box[2]) / 2 - (anchor[0] + anchor[2]) / 2
    down = (box[1] + box[3]) / 2 - (anchor[1] + anchor[3]) / 2
    wider, higher = (box[2] - box[0]) / width, (box[3] - box[1]) / height
    return [right / width, down / height, math.log(wider), math.log(higher)]


def decode_box(delta: list[float], anchor: list[float]) -> list[float]:
    """The box that one delta makes of one anchor, grown to 1000/16 times its size at most."""
    width, height = anchor[2] - anchor[0], anchor[3] - anchor[1]
    x = (anchor[0] + anchor[2]) / 2 + delta[0] * width
    y = (anchor[1] + anchor[3]) / 2 + delta[1] * height
    width *= min(math.exp(min(delta[2], 100)), 1000 / 16)
    height *= min(math.exp(min(delta[3], 100)), 1000 / 16)
    return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
