"""The key of A4: mask targets, a mask loss, pasting, AP. Students never get it."""

from a4_parts import dice, evaluator, overlaps, pasting, pencil, targets, voc

from mrcnn_edu.classroom.grading.question import (
    Assignment,
    FunctionQuestion,
    SuiteQuestion,
    WrittenQuestion,
)

WORDS = """\
**(a) 5 points.** Cross-entropy: every pixel pulls with ½/784, so it is 8/784 = 1.0 % (2 points). Dice: I = 4 and S = 392 + 8 + 1 = 401, so a pixel of the object pulls with (2 · 401 − 9)/401² · ¼ = 0.00123, another with 9/401² · ¼ = 0.000014. 8 · 0.00123 = 0.0099 against 776 · 0.000014 = 0.0109, so it is about 48 % (3 points; 2 for the right formula with a slip in the numbers, 1 for a formula without numbers).

**(b) 3 points.** Dice's gradient at the logit carries a factor p(1 − p), and that is nearly 0 for p near 0 and near 1 (2 points). So a pixel that is surely wrong is hardly pulled, while cross-entropy pulls it with |p − t| near 1 (1 point).
"""

ASSIGNMENT = Assignment(
    name="a4_masks_and_ap",
    title="A4 · Masks: targets, loss, pasting, and AP",
    questions=(
        FunctionQuestion("pencil-target", 5, pencil.target),
        FunctionQuestion("pencil-list", 5, pencil.of_a_list),
        FunctionQuestion("targets-inside", 8, targets.inside),
        FunctionQuestion("targets-anywhere", 8, targets.anywhere),
        FunctionQuestion("dice-single", 7, dice.single),
        FunctionQuestion("dice-batch", 7, dice.batch),
        FunctionQuestion("map-of-one", 7, pasting.one),
        FunctionQuestion("map-of-many", 7, pasting.many),
        FunctionQuestion("voc-plain", 7, voc.plain),
        FunctionQuestion("voc-difficult", 7, voc.rare),
        FunctionQuestion("evaluator-one", 5, evaluator.one),
        FunctionQuestion("evaluator-many", 7, evaluator.many),
        SuiteQuestion("tests-of-iou", 12, "tests_of_iou", overlaps.CORRECT, overlaps.PLANTED),
        WrittenQuestion("in-words", 8, WORDS),
    ),
)
