"""Ours beside torchvision: ``inputs`` makes the calls, ``timing`` times them, ``run`` reports."""
