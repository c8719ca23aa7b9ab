"""Where a class stands: its marks, what was answered wrongly and how, and who needs a look."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from mrcnn_edu.classroom.grading.feedback import state_of
from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.handed_in import safe_name
from mrcnn_edu.classroom.grading.mark import Mark
from mrcnn_edu.classroom.grading.marks_csv import written
from mrcnn_edu.classroom.grading.page import OPEN, PARTLY, RIGHT, WRONG, page, table, text
from mrcnn_edu.classroom.grading.question import Assignment, Question, SuiteQuestion

STATES = (RIGHT, PARTLY, WRONG, OPEN)
BARS = 10
# A submission that was graded in full, and whose notebook is as it should be.
IN_ORDER = "read"
# Outcomes of a question that are no mistake in thinking: somebody should look at the notebook.
ODD = ("died", "out of memory", "too much output", "given up", "not run", "not a function")


def class_page(grades: Sequence[Grade], assignment: Assignment) -> str:
    """Write the teacher's page.

    Args:
        grades: of all students.
        assignment: with its questions.

    Returns:
        A page in one file, with links to ``feedback/STUDENT.html`` beside it.
    """
    return page(
        f"{assignment.title}: the class",
        [
            f"<h1>{text(assignment.title)}: the class</h1>",
            _in_short(grades, assignment),
            "<h2>Points</h2>",
            _distribution(grades, assignment),
            "<h2>Questions</h2>",
            _key_of_colours(),
            _questions(grades, assignment),
            "<h2>What went wrong, and how often</h2>",
            _mistakes(grades, assignment),
            "<h2>Who needs a look</h2>",
            _to_look_at(grades),
            "<h2>Everybody</h2>",
            _everybody(grades, assignment),
        ],
    )


def _in_short(grades: Sequence[Grade], assignment: Assignment) -> str:
    points = sorted(grade.points for grade in grades if _known(grade))
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2 if points else 0.0
    by_hand = sum(mark.outcome == "to mark" for grade in grades for mark in grade.marks)
    waiting = f" {by_hand} answers in words are still to be marked by hand." if by_hand else ""
    return (
        f"<p>{len(grades)} students. Half of them have {written(middle)} of"
        f" {written(assignment.points)} points or more.{waiting}</p>"
    )


def _known(grade: Grade) -> bool:
    return grade.notebook != "grader failed"


def _distribution(grades: Sequence[Grade], assignment: Assignment) -> str:
    """How many students have how many points: a tenth of all points a bar."""
    most = assignment.points
    counts = Counter(
        min(int(grade.points / most * BARS), BARS - 1) for grade in grades if _known(grade)
    )
    highest = max(counts.values(), default=1)
    parts = []
    for bar in range(BARS):
        x, height = 60 * bar + 10, 110 * counts[bar] / highest
        middle = x + 25
        parts.append(f'<rect x="{x}" y="{130 - height:.1f}" width="50" height="{height:.1f}"/>')
        if counts[bar]:
            parts.append(f'<text x="{middle}" y="{124 - height:.1f}">{counts[bar]}</text>')
        low, high = written(most * bar / BARS), written(most * (bar + 1) / BARS)
        parts.append(f'<text x="{middle}" y="148">{low}–{high}</text>')
    told = "Number of students by points"
    return (
        f'<svg viewBox="0 0 610 155" width="610" role="img" aria-label="{told}">'
        f"{''.join(parts)}</svg>"
    )


def _key_of_colours() -> str:
    words = ("all points", "some", "none", "not yet marked")
    named = (f'<i class="{s}"></i>{w}' for s, w in zip(STATES, words, strict=True))
    return f'<p class="key">{"".join(named)}</p>'


def _questions(grades: Sequence[Grade], assignment: Assignment) -> str:
    rows = []
    for question in assignment.questions:
        marks = marks_of(grades, question)
        states = Counter(state_of(mark) for mark in marks)
        known = [mark.points for mark in marks if mark.points is not None]
        mean = written(sum(known) / len(known)) if known else "–"
        counts = [str(states[state]) if states[state] else "" for state in STATES]
        name, worth = text(question.grade_id), written(question.points)
        rows.append([name, worth, mean, *counts, _share(states, len(marks))])
    head = ["question", "worth", "mean", "all", "some", "none", "open", ""]
    return table(head, rows, numbers=frozenset(range(1, 7)))


def _share(states: Counter[str], count: int) -> str:
    """A bar, of which each part is as wide as its share of the class."""
    parts = (f'<i class="{s}" style="flex:{states[s]}"></i>' for s in STATES if states[s])
    return f'<div class="share">{"".join(parts)}</div>' if count else ""


def marks_of(grades: Sequence[Grade], question: Question) -> list[Mark]:
    """Everybody's mark of one question.

    Args:
        grades: of all students.
        question: which.
    """
    return [m for grade in grades for m in grade.marks if m.grade_id == question.grade_id]


def _mistakes(grades: Sequence[Grade], assignment: Assignment) -> str:
    rows = []
    for question in assignment.questions:
        marks = marks_of(grades, question)
        wrong = (mark for mark in marks if state_of(mark) == WRONG)
        for (outcome, like), count in Counter((m.outcome, m.like) for m in wrong).most_common():
            rows.append([text(question.grade_id), str(count), text(outcome), text(like)])
        if isinstance(question, SuiteQuestion):
            rows += _not_found(question, marks)
    if not rows:
        return "<p>Nothing.</p>"
    head = ["question", "how often", "outcome", "known mistake that explains it"]
    return table(head, rows, numbers=frozenset({1}))


def _not_found(question: SuiteQuestion, marks: Sequence[Mark]) -> list[list[str]]:
    """A row for each planted bug that somebody's tests did not find, the hardest first."""
    counts = Counter(name for mark in marks for name in mark.missed)
    what = {version.__name__: version.__doc__ or version.__name__ for version in question.planted}
    return [
        [text(question.grade_id), str(count), "planted bug not found", text(what.get(name, name))]
        for name, count in counts.most_common()
    ]


def _to_look_at(grades: Sequence[Grade]) -> str:
    rows = []
    for grade in grades:
        if grade.notebook != IN_ORDER:
            rows.append([_link(grade), text(grade.notebook), text(grade.text)])
        odd = (mark for mark in grade.marks if mark.outcome in ODD)
        rows += [[_link(grade), text(m.outcome), text(f"{m.grade_id}: {m.text}")] for m in odd]
    return table(["student", "what", "in words"], rows) if rows else "<p>Nobody.</p>"


def _everybody(grades: Sequence[Grade], assignment: Assignment) -> str:
    names = [question.grade_id for question in assignment.questions]
    rows = []
    for grade in sorted(grades, key=lambda grade: -grade.points):
        points = ["–" if m.points is None else written(m.points) for m in grade.marks]
        rows.append([_link(grade), written(grade.points), *points])
    numbers = frozenset(range(1, 2 + len(names)))
    return table(["student", "points", *map(text, names)], rows, numbers=numbers)


def _link(grade: Grade) -> str:
    address = quote(f"feedback/{safe_name(grade.student)}.html")
    return f'<a href="{address}">{text(grade.student) or "(no name)"}</a>'
