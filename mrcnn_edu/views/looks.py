"""One colour and one dash for each thing that lessons draw, so that it is known again anywhere.

No two things share both, and what meets in a picture differs in its dash as well, so that colour
alone never says anything.
"""

from typing import TypedDict

from mrcnn_edu.views.plots import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION, YELLOW


class Look(TypedDict):
    """How a thing is drawn, as ``plots.draw_boxes`` takes it."""

    color: str
    style: str


TRUTH: Look = {"color": ORANGE, "style": "-"}
PROPOSAL: Look = {"color": SKY, "style": "--"}
ANCHOR: Look = {"color": PURPLE, "style": ":"}
DETECTION: Look = {"color": SKY, "style": "-"}
KEPT: Look = {"color": BLUE, "style": "-"}
REMOVED: Look = {"color": VERMILION, "style": ":"}
POSITIVE: Look = {"color": GREEN, "style": "-"}
NEGATIVE: Look = {"color": VERMILION, "style": "--"}
ROI: Look = {"color": BLUE, "style": "--"}
CROWD: Look = {"color": YELLOW, "style": ":"}
BIN: Look = {"color": YELLOW, "style": "-"}
