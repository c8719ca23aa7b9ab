"""An assignment as it is set to one class: its questions, and the cases that only the grader knows.

All students are tried on the same cases. Those that a student may see afterwards are others.
"""

from dataclasses import dataclass

from mrcnn_edu.classroom.answers import Answer, as_answer
from mrcnn_edu.classroom.exercise import Arguments, Exercise
from mrcnn_edu.classroom.grading.draws import draw, fingerprint, seed_for
from mrcnn_edu.classroom.grading.question import Assignment, FunctionQuestion
from mrcnn_edu.classroom.judge import call_with, copy_of

FOR_MARKS = 100  # cases drawn for each question that asks for a function, beside its examples
FOR_FEEDBACK = 60


@dataclass(frozen=True)
class Trial:
    """One case.

    Attributes:
        arguments: by name, in order.
        expected: the right answer.
    """

    arguments: Arguments
    expected: Answer


@dataclass(frozen=True)
class Paper:
    """What a class is asked.

    Attributes:
        assignment: with its questions.
        secret: that decides what is drawn; it is the class's, and no student sees it.
        hidden: for each function question, by its id, the cases that decide on its points: the
            exercise's examples, and those drawn.
        shown: the cases of which a student may see one that was answered wrongly: another draw,
            without any of the hidden ones.
    """

    assignment: Assignment
    secret: str
    hidden: dict[str, tuple[Trial, ...]]
    shown: dict[str, tuple[Trial, ...]]


def set_paper(assignment: Assignment, secret: str) -> Paper:
    """Draw the cases of a class.

    A function that knows all of ``exercise.cases.examples`` by heart still has a hundred cases
    before it that nobody has seen.

    Args:
        assignment: from the key.
        secret: of the class; the same one gives the same cases.

    Returns:
        The paper, with all right answers.
    """
    hidden, shown = {}, {}
    for question in assignment.questions:
        if isinstance(question, FunctionQuestion):
            name, cases = question.grade_id, question.exercise.cases
            drawn = draw(cases.random, seed_for(secret, name, "marks"), FOR_MARKS)
            others = draw(cases.random, seed_for(secret, name, "feedback"), FOR_FEEDBACK)
            for_marks = (*cases.examples, *drawn)
            used = {fingerprint(arguments) for arguments in for_marks}
            left = [arguments for arguments in others if fingerprint(arguments) not in used]
            hidden[name] = tuple(trial_of(question.exercise, one) for one in for_marks)
            shown[name] = tuple(trial_of(question.exercise, one) for one in left)
    return Paper(assignment, secret, hidden, shown)


def trial_of(exercise: Exercise, arguments: Arguments) -> Trial:
    """A case with its right answer.

    Args:
        exercise: whose right function answers.
        arguments: by name, in order.
    """
    return Trial(arguments, as_answer(call_with(exercise.reference, copy_of(arguments))))
