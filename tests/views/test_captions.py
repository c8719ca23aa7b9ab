"""A figure is shown once, with its caption and its words."""

import re

import matplotlib.pyplot as plt
import pytest

from mrcnn_edu.views.captions import captioned


@pytest.fixture(autouse=True)
def _no_figures():
    plt.close("all")
    yield
    plt.close("all")


def test_a_page_gets_picture_caption_and_words():
    plt.figure(figsize=(3, 2))
    page = captioned("Figure 1. A < B.", alt='Two boxes, "A" and "B".')._repr_html_()
    assert '<img alt="Two boxes, &quot;A&quot; and &quot;B&quot;."' in page
    assert "<figcaption>Figure 1. A &lt; B.</figcaption>" in page
    assert re.search(r'src="data:image/png;base64,iVBORw0KGgo', page)
    assert "width:300px;max-width:100%" in page


def test_the_figure_is_closed_and_the_one_before_it_stays():
    first = plt.figure()
    plt.figure()
    captioned("caption", alt="words")
    assert plt.get_fignums() == [first.number]


def test_titles_above_squares_lie_within_the_picture():
    figure, axes = plt.subplots(1, 2, figsize=(11, 5.5), layout="constrained")
    for ax, title in zip(axes, ("one line", "two\nlines"), strict=True):
        ax.set(aspect="equal", title=title)
    captioned("Squares.", alt="Two squares.")
    assert all(ax.get_tightbbox().y1 <= figure.bbox.y1 for ax in axes)


def test_without_a_figure():
    with pytest.raises(ValueError, match="draw one first"):
        captioned("caption", alt="words")


@pytest.mark.parametrize(("caption", "alt"), [("", "words"), ("caption", "")])
def test_empty_texts_are_refused(caption, alt):
    plt.figure()
    with pytest.raises(ValueError, match="must say something"):
        captioned(caption, alt)
