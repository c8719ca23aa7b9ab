"""Fast R-CNN of which the convolutions stand still, as they had to in SPP-Net."""

from collections.abc import Iterator
from functools import partial

from mrcnn_edu.detectors.fast_rcnn import fast_rcnn
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from tools.the_line import fast_rcnn as whole
from tools.the_line.detection_parts import time_parts

new, times = fast_rcnn, time_parts
train = partial(whole.train, learns=whole.ALL_BUT_THE_BODY)


def variants(detector: TwoStageDetector) -> Iterator[tuple[str, TwoStageDetector]]:
    """What is evaluated."""
    yield "Fast R-CNN, convolutions frozen", detector
