"""Write the notebooks of assignments as students get them, without solutions.

    python -m mrcnn_edu handout OUT                 all of them
    python -m mrcnn_edu handout OUT a1_boxes

Each becomes OUT/NAME/NAME.ipynb. It is written only if it holds no solution and no hidden test.
"""

import argparse
from pathlib import Path

from mrcnn_edu.classroom.grading.handout import assignments_in, hand_out
from mrcnn_edu.cli.installed import need
from mrcnn_edu.cli.saying import say


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    parser.add_argument("output", metavar="OUT", help="a folder")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; default: all")
    where = "where source/ lies; default: assignments"
    parser.add_argument("--assignments", default="assignments", metavar="FOLDER", help=where)


def run(chosen: argparse.Namespace) -> int:
    """Write, and say where.

    Raises:
        ValueError: if there are no assignments, or one would give something away.
    """
    need("nbgrader", "to make students' versions")
    folder = Path(chosen.assignments)
    names = chosen.names or assignments_in(folder)
    if not names:
        raise ValueError(f"{folder} holds no source/NAME/NAME.ipynb; give --assignments FOLDER")
    for name in names:
        say(str(hand_out(name, folder, Path(chosen.output))))
    return 0
