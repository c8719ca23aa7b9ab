"""Download a data set or published weights to the cache, or go on where it stopped.

Data sets go to the folder that doctor names, weights to torch's.

    python -m mrcnn_edu download balloon
    python -m mrcnn_edu download mask_rcnn_resnet50_fpn
    python -m mrcnn_edu download resnet50               (of ImageNet, for train --backbone)
"""

import argparse

from mrcnn_edu.data.folders import fetch_data
from mrcnn_edu.data.published import DATA_SETS
from mrcnn_edu.detectors.weight_files import FASTER_RCNN, KEYPOINT_RCNN, MASK_RCNN, RESNET50, fetch

WEIGHTS = {
    "mask_rcnn_resnet50_fpn": MASK_RCNN,
    "faster_rcnn_resnet50_fpn": FASTER_RCNN,
    "keypoint_rcnn_resnet50_fpn": KEYPOINT_RCNN,
}

BACKBONES = {"resnet50": RESNET50}


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    parser.add_argument(
        "name", choices=[*DATA_SETS, *WEIGHTS, *BACKBONES], help="a data set, or whose weights"
    )


def run(chosen: argparse.Namespace) -> int:
    """Download, and say where it lies."""
    known = WEIGHTS | BACKBONES
    in_cache = fetch(known[chosen.name]) if chosen.name in known else fetch_data(chosen.name)
    print(f"{chosen.name} lies in {in_cache}")
    return 0
