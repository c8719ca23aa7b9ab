"""nbgrader's settings, for a school that takes this folder as its course folder.

Run nbgrader's commands in here:

    nbgrader generate_assignment a1_boxes   # source/ to release/, without solutions
    nbgrader autograde a1_boxes             # submitted/ to autograded/, with points
    nbgrader generate_feedback a1_boxes     # autograded/ to feedback/

nbgrader runs the tests in the student's own process, so that a submission can cheat. README.md says
how to grade with marks that can be trusted, and what nbgrader is still good for.
"""

from pathlib import Path

c = get_config()  # noqa: F821  (traitlets defines it)

c.CourseDirectory.course_id = "mrcnn"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"
c.ExecutePreprocessor.timeout = 120  # seconds for one cell; torch alone may take ten to begin
