"""Download a data set or published weights to the cache, or go on where it stopped.

Data sets go to the folder that doctor names, weights to torch's.

    python -m mrcnn_edu download balloon
    python -m mrcnn_edu download mask_rcnn_resnet50_fpn
    python -m mrcnn_edu download resnet50               (of ImageNet, for train --backbone)
"""

import argparse

from mrcnn_edu.cli.saying import say
from mrcnn_edu.data.folders import fetch_data
from mrcnn_edu.data.published import DATA_SETS
from mrcnn_edu.detectors.catalogue import CATALOGUE
from mrcnn_edu.detectors.published import RESNET50, fetch

WEIGHTS = {name: row.published for name, row in CATALOGUE.items() if row.published}
WEIGHTS |= {"resnet50": RESNET50}


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    parser.add_argument("name", choices=[*DATA_SETS, *WEIGHTS], help="a data set, or whose weights")


def run(chosen: argparse.Namespace) -> int:
    """Download, and say where it lies."""
    name = chosen.name
    in_cache = fetch(WEIGHTS[name]) if name in WEIGHTS else fetch_data(name)
    say(f"{name} lies in {in_cache}")
    return 0
