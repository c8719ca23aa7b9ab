"""What a teacher takes into the class is made from the lesson: the slides, the questions."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.slide_rules import MOST_PRINTED, places_of, questions_of, shown, slides_of, with_mathml
from tools.teaching import with_links, write_questions, write_slides

FOLDED = {"jupyter": {"source_hidden": True}}
PICTURE = new_output("display_data", {"text/html": "<figure><img src='data:,'></figure>"})


def printed(text):
    return new_output("stream", name="stdout", text=text)


def lesson():
    return new_notebook(
        cells=[
            new_markdown_cell(
                "# 01 · A lesson\n\nProse. **One question?** And prose that nobody reads."
            ),
            new_code_cell("import torch", metadata=FOLDED),
            new_code_cell("draw()", metadata=FOLDED, outputs=[PICTURE]),
            new_markdown_cell("Only prose.\n\n## By hand\n\nTake a pencil. **Which one?**"),
            new_code_cell("print(1 + 1)", outputs=[printed("2\n")]),
            new_markdown_cell("So it's **two**."),
            new_code_cell("print(2)", outputs=[printed("2\n")]),
            new_markdown_cell("## Your turn\n\nReturn the sum.\n\n<details>a hint</details>"),
            new_code_cell("def f(): ...", id="exercise-f", outputs=[printed("Not begun.")]),
            new_markdown_cell(
                "**Five questions.** Answer aloud.\n\n"
                "<details><summary>1. Why $x^2$?</summary>Because.</details>\n"
                "<details><summary>2. Who &amp; where?</summary>Here.</details>"
            ),
            new_markdown_cell("---\n## Solutions\n\nThe answer."),
            new_code_cell("print('the answer')", outputs=[printed("the answer")]),
        ]
    )


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    """The page of the lesson's slides; nbconvert takes a second to get ready."""
    path = tmp_path_factory.mktemp("class") / "deck.html"
    write_slides(lesson(), path)
    return path.read_text(encoding="utf-8")


def test_a_slide_begins_with_each_heading_and_each_picture():
    cells = slides_of(lesson())
    begin = [cell.source for cell in cells if cell.metadata.slideshow.slide_type == "slide"]
    assert begin == [
        "# 01 · A lesson\n\n**One question?**",
        "",  # the picture
        "## By hand\n\n**Which one?**",
        "print(1 + 1)",  # the answer is not on the slide that asks
        "So it's **two**.",
        "## Your turn\n\nReturn the sum.",
        "**Five questions.** Answer aloud.",
    ]


def test_code_that_only_loads_is_no_slide_and_short_code_stands_below_its_words():
    cells = slides_of(lesson())
    goes_on = [cell.source for cell in cells if cell.metadata.slideshow.slide_type == "-"]
    assert goes_on == ["print(2)", "def f(): ..."]


def test_the_name_of_a_cell_in_a_plan_leads_to_its_slide():
    notebook = lesson()
    by_hand, picture = notebook.cells[3].id, notebook.cells[2].id
    assert places_of(slides_of(notebook))["exercise-f"] == 5
    plan = with_links(f"| `{picture}` | `{by_hand}` | `exercise-f` | `iou` |", notebook, "s.html")
    assert plan == (
        f"| [`{picture}`](s.html#/1) | [`{by_hand}`](s.html#/2) | [`exercise-f`](s.html#/5) |"
        " `iou` |"
    )


def test_pages_have_the_lessons_title_and_no_signs_behind_it(tmp_path):
    write_questions(lesson(), tmp_path, "01_a_lesson")
    page = (tmp_path / "01_a_lesson-key.html").read_text(encoding="utf-8")
    assert "<title>01 · A lesson</title>" in page
    assert "¶" not in page
    assert "&#182;" not in page


def test_an_exercise_shows_no_verdict_and_solutions_show_nothing(deck):
    assert "Return the sum." in deck
    assert "Not begun" not in deck
    assert "answer." not in deck
    assert "a hint" not in deck


def test_slides_ask_for_nothing_from_elsewhere(deck):
    asked_for = re.findall(r"(?:src|href)=[\"']?([^\"'> ]+)", deck)
    assert {"slides/reveal.js", "slides/reveal.css", "slides/slides.css"} <= set(asked_for)
    assert not [address for address in asked_for if "//" in address]


@pytest.mark.parametrize(
    ("paragraph", "on_the_slide"),
    [
        ("Prose only. And more of it.", ""),
        ("It's a box. **It is kept.** So there.", "**It is kept.**"),
        ("Look. Which one fits?", "Which one fits?"),
        ("**Count.** After each row.", "**Count.** After each row."),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
        ("$$x$$", "$$x$$"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("- **Long** " + 700 * "x" + "\n- **too**", "- **Long**\n- **too**"),
    ],
    ids=["prose", "bold", "question", "bold first", "table", "formula", "list", "long list"],
)
def test_what_is_shown_of_a_paragraph(paragraph, on_the_slide):
    assert shown(paragraph) == on_the_slide


def test_long_prints_are_cut():
    long = new_code_cell("f()", outputs=[printed("line\n" * 50)])
    (cell,) = slides_of(new_notebook(cells=[long]))
    assert cell.outputs[0].text.split("\n") == MOST_PRINTED * ["line"] + ["…"]


def test_formulas_become_mathml_and_prices_do_not():
    assert "<math" in with_mathml("so $x^2$ it is")
    assert with_mathml("it costs 5$") == "it costs 5$"


def test_questions_are_asked_twice_and_answered_once(tmp_path):
    assert next(iter(questions_of(lesson()))) == ("Why $x^2$?", "Because.")
    write_questions(lesson(), tmp_path, "01")
    asked = (tmp_path / "01-recall.html").read_text(encoding="utf-8")
    key = (tmp_path / "01-key.html").read_text(encoding="utf-8")
    assert "Who &amp; where?" in asked
    assert "Because." not in asked
    assert "Because." in key
