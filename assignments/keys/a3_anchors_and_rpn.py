"""The key of A3: anchors, matching, and what the region proposal network learns."""

from a3_parts import anchors, gradients, labels, matching, pencil, proposals

from mrcnn_edu.classroom.grading.question import (
    Assignment,
    FunctionQuestion,
    SuiteQuestion,
    WrittenQuestion,
)

NOES = """\
**(a) 4 points.** At a logit of 0 every anchor pulls with |p − t| = 1/2, whatever the divisor, so
shares are shares of the number of anchors. All of them: 12 of 34,200, 0.035 % (2 points). The
sampler: 12 of 256, 4.7 % (2 points). Taking 128 of 256, one half, misses that there are only 12
positive ones, and gets 1 of these 2.

**(b) 4 points.** It learns to say no everywhere, most quickly by a low bias of its last layer
(1 point). The loss looks excellent because it is a mean over anchors nearly all of which are easy:
with the constant p = 12/34200 it is about 0.0031 (2 points for a number from 0.002 to 0.004 or the
right formula; 1 for the reason alone). No proposal has a p above 1/2, so nothing is kept, and recall
is 0 (1 point).
"""

ASSIGNMENT = Assignment(
    name="a3_anchors_and_rpn",
    title="A3 · Anchors, matching, and the RPN's loss",
    questions=(
        FunctionQuestion("pencil-anchors", 5, pencil.anchors),
        FunctionQuestion("pencil-object", 5, pencil.of_an_object),
        FunctionQuestion("anchors-squares", 6, anchors.squares),
        FunctionQuestion("anchors-all-shapes", 8, anchors.shapes),
        FunctionQuestion("how-many-inside", 10, anchors.inside),
        FunctionQuestion("match-plain", 9, matching.plain),
        FunctionQuestion("match-rare", 9, matching.rare),
        FunctionQuestion("objectness-gradient", 7, gradients.objectness),
        FunctionQuestion("delta-gradient", 7, gradients.deltas),
        FunctionQuestion("proposals-order", 6, proposals.order),
        FunctionQuestion("proposals-moved", 8, proposals.moves),
        SuiteQuestion("tests-of-labels", 12, "tests_of_labels", labels.CORRECT, labels.PLANTED),
        WrittenQuestion("many-noes", 8, NOES),
    ),
)
