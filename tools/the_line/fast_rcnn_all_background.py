"""Fast R-CNN that learns from all background, and not from what nearly is an object alone."""

from collections.abc import Iterator
from functools import partial

from mrcnn_edu.detectors.fast_rcnn import fast_rcnn
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from tools.the_line import fast_rcnn as hard
from tools.the_line.detection_parts import time_parts

new, times = fast_rcnn, time_parts
train = partial(hard.train, background_iou=(0.0, 0.5))


def variants(detector: TwoStageDetector) -> Iterator[tuple[str, TwoStageDetector]]:
    """What is evaluated."""
    yield "Fast R-CNN, background from [0, 0.5)", detector
