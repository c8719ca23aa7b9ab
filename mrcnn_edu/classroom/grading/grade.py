"""Grade one submission: every question's mark, and what became of the notebook.

    paper = set_paper(assignment, secret)
    grade = grade_submission(submission, paper, Session)

What a submission prints, raises, writes or says of points counts nothing. Its functions are called
where it runs; their answers are compared here.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from mrcnn_edu.classroom.grading.function_marks import explained, mark_function
from mrcnn_edu.classroom.grading.mark import AtWork, Mark
from mrcnn_edu.classroom.grading.outcomes import words
from mrcnn_edu.classroom.grading.paper import Paper
from mrcnn_edu.classroom.grading.question import (
    Assignment,
    FunctionQuestion,
    Question,
    SuiteQuestion,
    WrittenQuestion,
)
from mrcnn_edu.classroom.grading.submission import Submission
from mrcnn_edu.classroom.grading.suite_marks import mark_suite

OpenSession = Callable[[Sequence[str]], AbstractContextManager[AtWork]]


@dataclass(frozen=True)
class Grade:
    """All marks of one student.

    Attributes:
        student: as the folder or file is called.
        assignment: its name.
        sha256: of the notebook that was graded; "" where none could be read.
        asked: the fingerprint of the key and of the secret.
        notebook: a key of "notebooks" in ``words.json``.
        text: the same for people.
        marks: one for each question, in their order.
    """

    student: str
    assignment: str
    sha256: str
    asked: str
    notebook: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> float:
        """What has been earned so far, without what is still to be marked by hand."""
        return sum(mark.points or 0.0 for mark in self.marks)


def grade_submission(
    submission: Submission, paper: Paper, asked: str, open_session: OpenSession
) -> Grade:
    """Grade one submission.

    Args:
        submission: as it was found.
        paper: of the class.
        asked: the fingerprint of the key and of the secret.
        open_session: starts the code cells of a notebook and lets its functions be called.

    Returns:
        The grade. A notebook that holds no code is not started.
    """
    if submission.code_cells:
        with open_session(submission.code_cells) as session:
            marks = mark_all(paper, session, submission.written)
    else:
        marks = _all_alike(paper.assignment, 0.0, "no notebook", submission.outcome)
    return Grade(
        student=submission.student,
        assignment=paper.assignment.name,
        sha256=submission.sha256,
        asked=asked,
        notebook=submission.outcome,
        text=submission.text,
        marks=marks,
    )


def not_graded(student: str, assignment: Assignment, reason: str) -> Grade:
    """The grade of a student where grading failed, which is no fault of theirs.

    Args:
        student: as the folder or file is called.
        assignment: that was to be graded.
        reason: for the teacher.

    Returns:
        A grade without points, which are not 0 but unknown.
    """
    key = "grader failed"
    return Grade(
        student=student,
        assignment=assignment.name,
        sha256="",
        asked="",
        notebook=key,
        text=words("notebooks", key, text=reason),
        marks=_all_alike(assignment, None, "not graded", key),
    )


def mark_all(paper: Paper, session: AtWork, written: Mapping[str, str]) -> tuple[Mark, ...]:
    """Mark every question.

    Args:
        paper: of the class.
        session: the submission, ready to be called.
        written: answers in words, by the id of their question.

    Returns:
        A mark for each question, in order.
    """
    questions = paper.assignment.questions
    # Tests last: they end the life in which functions are called, and another costs seconds.
    order = sorted(range(len(questions)), key=lambda i: isinstance(questions[i], SuiteQuestion))
    marks = {i: _mark(questions[i], paper, session, written) for i in order}
    session.forget()  # the hidden cases, which a function may have kept
    for i, question in enumerate(questions):
        if isinstance(question, FunctionQuestion):
            marks[i] = explained(marks[i], question, paper, session)
    return tuple(marks[i] for i in range(len(questions)))


def _mark(question: Question, paper: Paper, session: AtWork, written: Mapping[str, str]) -> Mark:
    if isinstance(question, FunctionQuestion):
        return mark_function(question, paper, session)
    if isinstance(question, SuiteQuestion):
        return mark_suite(question, paper, session)
    return mark_written(question, written.get(question.grade_id))


def mark_written(question: WrittenQuestion, answer: str | None) -> Mark:
    """The mark of an answer in words before a person has read it.

    Args:
        question: that asks for it.
        answer: what was written; None where there is none to be found.

    Returns:
        A mark without points, with the answer.
    """
    key = "no answer" if answer is None else "to mark"
    text = words("outcomes", key)
    return Mark(question.grade_id, None, question.points, key, text, answer=answer or "")


def _all_alike(
    assignment: Assignment, points: float | None, outcome: str, notebook: str
) -> tuple[Mark, ...]:
    text = words("outcomes", outcome, outcome=notebook)
    return tuple(
        Mark(question.grade_id, points, question.points, outcome, text)
        for question in assignment.questions
    )
