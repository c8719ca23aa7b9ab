"""The errors about arguments that all builders of detectors share."""

from mrcnn_edu.ops.checks import check_fraction, check_integer


def check_builder(
    num_classes: int,
    box_score_thresh: float,
    box_nms_thresh: float,
    box_detections_per_img: int,
) -> None:
    """Refuse numbers that no detector can be built with, before there is a layer of it.

    Args:
        num_classes: how many kinds of things there are, and one more for the background: from 2 up.
        box_score_thresh: the score above which a class counts as found, in [0, 1].
        box_nms_thresh: the IoU above which a box removes another, in [0, 1].
        box_detections_per_img: how many boxes are kept of an image, from 0 up.

    Raises:
        TypeError: if one is not a plain number, or a number of things not a whole one.
        ValueError: if one is out of its range.

    Example:
        >>> check_builder(2, 0.05, 0.5, -1)
        Traceback (most recent call last):
        ...
        ValueError: box_detections_per_img must be from 0 up, got -1
    """
    check_integer("num_classes", num_classes)
    if num_classes < 2:
        raise ValueError(
            f"num_classes must be from 2 up, got {num_classes}; the background is a class, so for"
            " one kind of object use 2"
        )
    check_fraction("box_score_thresh", box_score_thresh)
    check_fraction("box_nms_thresh", box_nms_thresh)
    check_integer("box_detections_per_img", box_detections_per_img, 0)
