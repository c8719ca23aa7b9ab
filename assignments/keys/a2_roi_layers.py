"""The key of A2: RoIPool and RoIAlign, forwards and backwards. Students never get it."""

from a2_parts import align, gradients, pencil, pool, suite

from mrcnn_edu.classroom.grading.question import (
    Assignment,
    FunctionQuestion,
    SuiteQuestion,
    WrittenQuestion,
)

NO_GRADIENT = """\
- **3 points**: RoIPool. It rounds the box to whole cells, so its answer stays the same while the box moves a little, and then jumps (2 points). So the gradient with respect to the box is 0 wherever there is one (1 point). "The maximum has no gradient" is wrong: it has one with respect to the cell.
- **1 point**: RoIAlign never rounds; its samples move along with the box, and a bilinear value changes with the place at which it is read.
- **2 points**: a box with no gradient at all. It lies so far outside the map that all its samples read zeros, or on a part of the map that is the same everywhere. (1 point for a box of which only some of the four numbers are 0.)
"""

STRANGE = """\
Two points for each detector (**1** for what is wrong, **1** for the feature that tells), and **2** for the test.

- **A**: half a cell, from `aligned` that differs between training and use. The error is the same at every place, and in proportion to the stride: 4 is half of 8, and 16 is half of 32.
- **B**: rounding to whole cells, as in RoIPool. The error scatters around 0, up to half a cell either way, and coins side by side differ.
- **C**: a wrong scale, by 2.4 %. For example the image was enlarged from 1000 to 1024 pixels, and its boxes were not. The error grows in proportion to x, from 0 at the left, and is the same at both strides.
- **The test** must have an answer that can be told beforehand, and must fail with the mistake: mirror map and box (A); move the box by part of a cell over a ramp (B); read a ramp of pixel coordinates at a place far right (C). 1 point if it would pass with the mistake at some places, such as a test of C at the left border.
"""

ASSIGNMENT = Assignment(
    "a2_roi_layers",
    "A2 · RoIPool and RoIAlign, forwards and backwards",
    (
        FunctionQuestion("pencil-pool-tests", 5, pencil.pooled),
        FunctionQuestion("pencil-align-tests", 5, pencil.aligned),
        FunctionQuestion("pool-forward-tests", 8, pool.on_the_map),
        FunctionQuestion("pool-forward-anywhere-tests", 6, pool.anywhere),
        FunctionQuestion("pool-backward-tests", 8, pool.backward),
        FunctionQuestion("other-align-tests", 8, align.inside),
        FunctionQuestion("other-align-anywhere-tests", 8, align.anywhere),
        FunctionQuestion("gradient-features-tests", 8, gradients.of_features),
        FunctionQuestion("gradient-boxes-tests", 10, gradients.of_boxes),
        WrittenQuestion("no-gradient-explained", 6, NO_GRADIENT),
        SuiteQuestion("align-suite-tests", 20, "check_roi_align", suite.CORRECT, suite.PLANTED),
        WrittenQuestion("three-detectors-explained", 8, STRANGE),
    ),
)
