"""Show an exhibit of the bug museum: what is wrong, where one meets it, how it shows, the code.

print(card(museum.iou_with_plus_one))
"""

import inspect
import textwrap

from mrcnn_edu.classroom.exercise import Function
from mrcnn_edu.classroom.words import table

LINE = 88  # characters


def card(exhibit: Function) -> str:
    """The card of an exhibit, as it hangs in the museum.

    Args:
        exhibit: a function of a ``museum``, whose row in ``words.json`` has its name.

    Returns:
        Three short paragraphs and the source, to be printed.

    Example:
        >>> from mrcnn_edu.classroom.exercises.boxes.museum.boxes import iou_without_subtracting
        >>> print(card(iou_without_subtracting))
        Divides by the sum of both areas, in which the shared part counts twice.
        Met in first attempts of everybody.
        No IoU exceeds 1/2, not even a box's with itself, so that a threshold of 0.5 finds
        nothing at all.
        <BLANKLINE>
        def iou_without_subtracting(boxes1, boxes2):
            return _shared_area(boxes1, boxes2) / _both_areas(boxes1, boxes2)
    """
    row = table("museum")[exhibit.__name__]
    paragraphs = [textwrap.fill(row[part], LINE) for part in ("wrong", "met", "shows")]
    return "\n".join([*paragraphs, "", inspect.getsource(exhibit).rstrip()])
