"""What every widget of the course has: words, tasks, and a picture that outlives the kernel."""

import base64
import html
import io
import uuid
from typing import Any

import anywidget
import numpy as np
from IPython.display import HTML, DisplayHandle, display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from traitlets import Bool, Dict, Float, Int, List, Unicode, observe

from mrcnn_edu.views.plots import show_image
from mrcnn_edu.views.widgets.sources import read_words

# While the widget is alive it hides the picture. When it is not, this hides the notebook's message
# that it has lost it, and the picture speaks instead.
HIDE_LOST = """<style>
.jp-OutputArea-child:has(.mrcnn-still) + .jp-OutputArea-child:not(:has(.mrcnn-widget)) {
  display: none;
}
</style>"""


class LessonWidget(anywidget.AnyWidget):
    """A widget with words, with tasks, and with a picture of its state beside it in the notebook.

    A notebook that is opened the next day has no kernel, and so no widget. It still has its
    outputs. So the widget leaves a picture of its state there, with a sentence on how to bring it
    to life, and draws it anew whenever the hand has rested for a second.

    A widget says what the picture shows in ``still`` and ``in_words``. ``kit/view.js`` does the
    page's part.

    Args:
        name: the widget's name in strings.json.
        predict: whether the tasks show, which cover the numbers until a guess is made.
        language: a language of strings.json.
        traits: what else the widget begins with, by name.

    Raises:
        ValueError: if the language is not there.
    """

    words = Dict(read_only=True).tag(sync=True)
    predict = Bool(read_only=True).tag(sync=True)
    task = Int().tag(sync=True)  # the one that shows, from 0
    # One for each task that was answered: the number, that of the choice, or None if skipped.
    guesses = List(Float(None, allow_none=True)).tag(sync=True)
    still_class = Unicode(read_only=True).tag(sync=True)
    rests = Int().tag(sync=True)  # the page counts up when the hand has rested

    def __init__(self, name: str, *, predict: bool, language: str, **traits: object) -> None:
        self.set_trait("words", read_words(name, language))
        self.set_trait("predict", predict)
        self.set_trait("still_class", f"mrcnn-still-{uuid.uuid4().hex}")
        self._stills: list[DisplayHandle] = []
        super().__init__(**traits)

    @property
    def covered(self) -> bool:
        """Whether a first guess is still to come, before which no number shows, nor is told."""
        return self.predict and not self.guesses

    def still(self) -> Figure:
        """The state as a picture.

        Raises:
            NotImplementedError: if the widget does not say what its picture shows.
        """
        raise NotImplementedError(f"{type(self).__name__} must draw its state in still()")

    def in_words(self) -> str:
        """The state in one sentence, for who does not see the picture.

        Raises:
            NotImplementedError: if the widget does not say it.
        """
        raise NotImplementedError(f"{type(self).__name__} must say its state in in_words()")

    def still_html(self) -> str:
        """The picture, the sentence and how to go on, as they stand in the notebook's output."""
        buffer = io.BytesIO()
        self.still().savefig(buffer, format="png", dpi=80)
        data = base64.b64encode(buffer.getvalue()).decode("ascii")
        sentence = html.escape(self.in_words())
        return (
            f'<div class="mrcnn-still {self.still_class}">{HIDE_LOST}'
            f'<img alt="{sentence}" src="data:image/png;base64,{data}">'
            f"<p>{sentence} <em>{html.escape(self.words['still'])}</em></p></div>"
        )

    def _ipython_display_(self) -> None:
        """The picture first, then the widget, which hides it for as long as it lives."""
        handle = display(HTML(self.still_html()), display_id=True)
        if handle is not None:
            self._stills.append(handle)
        shown: Any = self._repr_mimebundle_()
        data, metadata = shown if isinstance(shown, tuple) else (shown, {})
        display(data, metadata=metadata, raw=True)

    @observe("rests")
    def _renew_stills(self, _change: object) -> None:
        for handle in self._stills:
            handle.update(HTML(self.still_html()))


def photo_figure(image: NDArray[np.uint8]) -> tuple[Figure, Axes]:
    """A photograph as a figure that the notebook does not show by itself, and its axes.

    Args:
        image: (H, W) or (H, W, 3), uint8.
    """
    height, width = image.shape[:2]
    figure = Figure(figsize=(6, 6 * height / width))
    ax = figure.add_axes((0, 0, 1, 1))
    show_image(image, ax).axis("off")
    return figure, ax
