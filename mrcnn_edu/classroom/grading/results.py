"""Everything that a teacher gets of a graded class, written into its folder."""

from collections.abc import Sequence
from pathlib import Path

from mrcnn_edu.classroom.grading.by_hand import Given, read_given, with_given, written_csv
from mrcnn_edu.classroom.grading.class_page import class_page
from mrcnn_edu.classroom.grading.feedback import feedback_page
from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.handed_in import safe_name
from mrcnn_edu.classroom.grading.marks_csv import marks_csv
from mrcnn_edu.classroom.grading.question import Assignment
from mrcnn_edu.files.whole import write_whole

MARKS, WRITTEN, CLASS, FEEDBACK = "marks.csv", "written.csv", "class.html", "feedback"


def write_results(
    grades: Sequence[Grade], assignment: Assignment, folder: Path, elsewhere: Given | None = None
) -> list[Grade]:
    """Write tables and pages, with the points that were given by hand.

    Args:
        grades: one for each student.
        assignment: that was graded.
        folder: of the class. ``written.csv`` in it is read, and written again with new answers.
        elsewhere: points that were given in another place, which come before those in that table.

    Returns:
        The grades with these points.
    """
    given = read_given(folder / WRITTEN) | (elsewhere or {})
    final = [with_given(grade, given) for grade in grades]
    (folder / FEEDBACK).mkdir(parents=True, exist_ok=True)
    for grade in final:
        path = folder / FEEDBACK / f"{safe_name(grade.student)}.html"
        write_whole(path, feedback_page(grade, assignment))
    write_whole(folder / MARKS, marks_csv(final, assignment))
    write_whole(folder / WRITTEN, written_csv(final))
    write_whole(folder / CLASS, class_page(final, assignment))
    return final
