"""The key of A1: boxes, IoU and NMS. Students never get it."""

from a1_parts import batch, detector, pencil, sets, suite, turning

from mrcnn_edu.classroom.grading.question import (
    Assignment,
    FunctionQuestion,
    SuiteQuestion,
    WrittenQuestion,
)

REASON = """\
- **2 points**: the example. Below 5/19 the boxes kept are 0 and 3; from there on 0 and 2, so box 3 is lost. (1 point for saying that box 3 goes, without the thresholds. The example of 1b will do, where box 3 is kept at 0.3 and not at 0.4.)
- **1 point**: why. A box that a higher threshold lets stay may itself remove others.
- **1 point**: the box with the highest score is safe (of equal ones the first).
"""

EXPLAINED = """\
Three points for each of two reports: **1** for the line, **1** for how it makes what was reported, **1** for why the square photograph didn't show it.

- **Report 1**: `scale` has height and width exchanged, so x is multiplied by the height. In a square photograph both are the same number.
- **Report 2**: `moved` adds `classes * boxes.max()`, which is enough only if no coordinate is below 0. The face begins at −14, so moved by 100 it reaches from 86 to 114 and overlaps the coin (72 to 100) by 14 of 42, which is more than 0.3. It takes a box that hangs out on the left, and one of another class at the right end of the same rows.
- **Report 3**: `kept` counts among the rows that are good, but picks from all rows. As long as no row is weak, or all weak ones come last, the two are the same.
- **Report 4**: `boxes.max()` of no boxes raises an error. The photograph of the test had boxes.
"""


ASSIGNMENT = Assignment(
    "a1_boxes",
    "A1 · Boxes, IoU and NMS",
    (
        FunctionQuestion("pencil-pixels-tests", 5, pencil.counted),
        FunctionQuestion("pencil-nms-tests", 5, pencil.kept_by_hand),
        FunctionQuestion("batch-iou-tests", 10, batch.pixels),
        FunctionQuestion("batch-iou-filling-tests", 6, batch.filled_pixels),
        FunctionQuestion("set-iou-tests", 8, sets.sets),
        FunctionQuestion("set-iou-anywhere-tests", 8, sets.sets_anywhere),
        FunctionQuestion("turning-points-tests", 8, turning.turning_alone),
        FunctionQuestion("turning-points-ties-tests", 8, turning.turning_tied),
        WrittenQuestion("turning-points-reason", 4, REASON),
        SuiteQuestion("nms-suite-tests", 20, "check_nms", suite.CORRECT, suite.PLANTED),
        FunctionQuestion("mended-detector-tests", 5, detector.finish_one_class),
        FunctionQuestion("mended-detector-reports-tests", 7, detector.finish_everything),
        WrittenQuestion("detector-explained", 6, EXPLAINED),
    ),
)
