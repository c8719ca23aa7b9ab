"""The drawing of the whole pipeline: every part is there, and just those asked for are lit."""

import matplotlib.pyplot as plt
import pytest

from mrcnn_edu.views.pipeline import ACROSS, BACK, MAPS, PARTS, draw_pipeline


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def bold(figure):
    """The words that stand in lit parts, in their order."""
    return [text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"]


def test_parts_that_are_named_are_lit():
    assert bold(draw_pipeline("NMS", "pasting")) == ["NMS", "pasting"]


def test_all_are_lit_if_none_is_named():
    assert bold(draw_pipeline()) == [words for _, _, words in PARTS.values()]


def test_every_shape_stands_on_its_arrow():
    written = {text.get_text() for text in draw_pipeline().axes[0].texts}
    assert {shape for _, _, shape in (*ACROSS, *BACK)} <= written


def test_arrows_join_parts_that_exist():
    ends = {name for start, end, *_ in (*ACROSS, *BACK, *MAPS) for name in (start, end)}
    assert ends == set(PARTS) - {"losses", "evaluation"}


def test_unknown_part_is_named():
    with pytest.raises(ValueError, match="got 'RoIPool'"):
        draw_pipeline("NMS", "RoIPool")
