"""The table of words: each key that is used has a sentence, and each sentence is used."""

import ast
import string
from pathlib import Path

import pytest

from mrcnn_edu.classroom.exercises.ablations.museum import seeding
from mrcnn_edu.classroom.exercises.anchors.museum import heads
from mrcnn_edu.classroom.exercises.fast_rcnn.museum import detectors
from mrcnn_edu.classroom.exercises.faster.museum import training as standing_still
from mrcnn_edu.classroom.exercises.proposals.museum import searches
from mrcnn_edu.classroom.exercises.rcnn.museum import caching
from mrcnn_edu.classroom.exercises.spp.museum import training
from mrcnn_edu.classroom.exercises.table import EXERCISES
from mrcnn_edu.classroom.exhibit import card
from mrcnn_edu.classroom.words import say, table

CLASSROOM = Path(__file__).resolve().parents[2] / "mrcnn_edu" / "classroom"
WITHOUT_AN_EXERCISE = (
    *searches.SEARCHES,
    *caching.CACHING,
    *training.TRAINING,
    *detectors.DETECTORS,
    *heads.HEADS,
    *standing_still.TRAINING,
    *seeding.SEEDING,
)
EXHIBITS = {exhibit.__name__: exhibit for e in EXERCISES for exhibit in e.exhibits}
EXHIBITS |= {exhibit.__name__: exhibit for exhibit in WITHOUT_AN_EXERCISE}


def said(source):
    """Keys and names of values in all calls of say; None for names that are not written out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            key = node.args[0]
            assert isinstance(key, ast.Constant), f"line {node.lineno}: the key is not written out"
            names = {keyword.arg for keyword in node.keywords}
            yield key.value, None if None in names else names


SAID = [
    (key, names)
    for path in sorted(CLASSROOM.rglob("*.py"))
    for key, names in said(path.read_text(encoding="utf-8"))
]


def fields(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_calls_of_say_are_found():
    assert list(said("x = say('a', b=1), say('c'), say('d', **e)")) == [
        ("a", {"b"}), ("c", set()), ("d", None),
    ]  # fmt: skip
    with pytest.raises(AssertionError, match="not written out"):
        list(said("say(key)"))


def test_every_key_has_words_and_all_words_are_used():
    assert {key for key, _ in SAID} == set(table("verdicts"))


@pytest.mark.parametrize(("key", "names"), [pair for pair in SAID if pair[1] is not None])
def test_the_values_are_those_that_the_sentence_wants(key, names):
    assert names == fields(table("verdicts")[key])


def test_words_may_stand_in_words():
    assert str(say("in_line", line=say("line", number=3, text="return 1"))) == (
        "In line 3: return 1"
    )


def test_words_about_a_function():
    words = say("differs", name="It")
    assert (str(words), str(words.about("my_nms"))) == (
        "It differs from the package.",
        "my_nms differs from the package.",
    )


def test_every_exhibit_has_a_row_and_every_row_an_exhibit():
    assert set(table("museum")) == set(EXHIBITS)


@pytest.mark.parametrize("name", EXHIBITS)
def test_a_card_says_what_is_wrong_where_and_how_it_shows(name):
    row = table("museum")[name]
    assert list(row) == ["wrong", "met", "shows"]
    assert row["met"].startswith("Met ")
    assert all(text[0].isupper() and text.endswith(".") for text in row.values())
    lines = card(EXHIBITS[name]).split("\n")
    assert max(map(len, lines)) <= 100
    assert f"def {name}(" in card(EXHIBITS[name])
    assert lines[0] in row["wrong"]
