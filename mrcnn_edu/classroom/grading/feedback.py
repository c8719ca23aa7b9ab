"""What a student gets back: one page, with what was wrong with each answer, in a case to try.

It shows no case that points hang on, and nothing of the right function but its answer to one case.
"""

from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.mark import Mark
from mrcnn_edu.classroom.grading.marks_csv import written
from mrcnn_edu.classroom.grading.page import OPEN, PARTLY, RIGHT, WRONG, lines, page, text
from mrcnn_edu.classroom.grading.question import Assignment


def feedback_page(grade: Grade, assignment: Assignment) -> str:
    """Write the page of one student.

    Args:
        grade: with all marks.
        assignment: for its title.

    Returns:
        A page in one file, which loads and runs nothing.
    """
    open_marks = sum(mark.points is None for mark in grade.marks)
    waiting = f", {open_marks} answers still to be marked" if open_marks else ""
    waiting = waiting.replace(" 1 answers", " 1 answer")
    points = f"{written(grade.points)} of {written(assignment.points)} points{waiting}"
    notebook = [] if grade.notebook == "read" else [f"<p>{text(grade.text)}</p>"]
    return page(
        f"{assignment.title}: {grade.student}",
        [
            f"<h1>{text(assignment.title)}</h1>",
            f"<p><strong>{text(grade.student)}</strong>: {points}</p>",
            *notebook,
            *(_section(mark) for mark in grade.marks),
        ],
    )


def state_of(mark: Mark) -> str:
    """What a mark amounts to: all, something, nothing, or not yet known; its colour on a page.

    Args:
        mark: of one question.
    """
    if mark.points is None:
        return OPEN
    if mark.points >= mark.most:
        return RIGHT
    return PARTLY if mark.points > 0 else WRONG


def _section(mark: Mark) -> str:
    points = "–" if mark.points is None else written(mark.points)
    head = f"<span>{text(mark.grade_id)}</span><span>{points} of {written(mark.most)}</span>"
    parts = [f'<section class="{state_of(mark)}"><h2>{head}</h2><p>{text(mark.text)}</p>']
    if mark.feedback:
        parts.append(lines("\n".join(mark.feedback)))
    if mark.answer:
        parts.append(lines(mark.answer))
    return "".join([*parts, "</section>"])
