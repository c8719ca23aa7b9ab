"""What stays in a notebook when the kernel is gone."""

import base64
import io
import re

import pytest
from PIL import Image

from mrcnn_edu.views.widgets import lesson_widget
from tests.views.widgets.every import EVERY

VIEW = "application/vnd.jupyter.widget-view+json"


class Handle:
    """An output of a notebook that can be replaced."""

    def __init__(self, content):
        self.content = content

    def update(self, content):
        self.content = content


@pytest.fixture
def outputs(monkeypatch):
    """What is shown in the notebook, in order."""
    shown = []

    def display(content, **_options):
        shown.append(Handle(content))
        return shown[-1]

    monkeypatch.setattr(lesson_widget, "display", display)
    return shown


@pytest.mark.parametrize("name", EVERY)
def test_the_picture_comes_first_and_then_the_widget(outputs, photo, name):
    widget = EVERY[name](photo)
    widget._ipython_display_()
    picture, live = outputs
    assert live.content[VIEW]["model_id"] == widget.model_id
    text = picture.content.data
    assert f'class="mrcnn-still {widget.still_class}"' in text
    data = re.search(r"data:image/png;base64,([^\"]+)", text)[1]
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    assert min(image.size) > 200
    assert len(image.convert("L").getcolors()) > 20  # something is drawn
    assert len(text) < 400_000
    assert "<script" not in text


def test_when_the_hand_rests_the_picture_is_drawn_anew(outputs, photo):
    widget = EVERY["iou"](photo)
    widget._ipython_display_()
    picture = outputs[0]
    before = picture.content.data
    widget.box1 = [0, 0, 50, 50]
    assert picture.content.data == before  # not at every move of the hand
    widget.rests += 1
    assert "Box 1 is [0.0, 0.0, 50.0, 50.0]" in picture.content.data
    assert picture.content.data != before
    assert len(outputs) == 2


def test_two_widgets_hide_no_picture_but_their_own(photo):
    assert EVERY["iou"](photo).still_class != EVERY["iou"](photo).still_class
