"""Grading that can be trusted: a class's notebooks, each run in a sandbox, marked outside of it.

Read ``question.py`` first: what an assignment asks, and what each answer is worth. Then
``draws.py`` and ``paper.py``: what a class is tried on, and nobody knows. ``mark.py``,
``function_marks.py`` and ``suite_marks.py`` say what an answer earns, ``simpler.py`` finds the case
that a student is shown; ``handed_in.py``, ``notebook.py`` and ``submission.py`` find and read what
was handed in; ``grade.py`` brings both together. All words for people stand in ``words.json``
(``outcomes.py``).

``whole_class.py`` grades everybody, several at a time (``crew.py``), and keeps each grade in a
file; ``results.py`` writes what a teacher gets: ``marks_csv.py``, ``feedback.py``,
``class_page.py``, and the table for answers in words, ``by_hand.py``, or nbgrader's own,
``gradebook.py``. ``handout.py`` makes what students get.

How a submission is run: ``plain.py`` (values to bytes and back), ``sandbox.py`` (what it can see
and do), ``worker.py`` (what runs in there), ``pictures.py`` (which cells its tests need not wait
for), ``referee.py`` (what answers its tests), ``session.py`` (all of them together).
"""
