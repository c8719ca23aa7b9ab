"""A figure with its caption, and with words for those who cannot see it."""

import base64
import html
import io
from dataclasses import dataclass

import matplotlib.pyplot as plt


@dataclass(frozen=True, repr=False)
class Captioned:
    """A picture, what stands below it, and what it shows in words.

    A notebook shows it where a cell ends with it.

    Attributes:
        png: the picture.
        caption: stands below it.
        alt: what it shows, for those who cannot see it.
        width: of the picture in CSS pixels, where there is room.
    """

    png: bytes
    caption: str
    alt: str
    width: int

    def __repr__(self) -> str:
        return f"{self.alt}\n{self.caption}"

    def _repr_html_(self) -> str:
        """What Jupyter shows."""
        data = base64.b64encode(self.png).decode("ascii")
        alt, caption = html.escape(self.alt), html.escape(self.caption)
        style = f"width:{self.width}px;max-width:100%"
        picture = f'<img alt="{alt}" style="{style}" src="data:image/png;base64,{data}">'
        return f'<figure style="margin:0">{picture}<figcaption>{caption}</figcaption></figure>'


def captioned(caption: str, alt: str, *, dpi: float = 100) -> Captioned:
    """Take the figure that was drawn last, and show it with a caption.

    Args:
        caption: what to look for in it.
        alt: what it shows, in a sentence, for those who cannot see it.
        dpi: dots for each inch of the figure.

    Returns:
        What to end a cell with. The figure itself is closed, so that no cell shows it twice.

    Raises:
        ValueError: if nothing was drawn, or one of the texts is empty.

    Example:
        >>> _ = plt.figure(figsize=(2, 1))
        >>> captioned("Figure 1. Nothing yet.", alt="An empty figure.")
        An empty figure.
        Figure 1. Nothing yet.
    """
    if not plt.get_fignums():
        raise ValueError("captioned takes the figure drawn last, and there is none; draw one first")
    if not caption or not alt:
        raise ValueError(f"caption and alt must say something, got {caption!r} and {alt!r}")
    figure = plt.gcf()
    figure.draw_without_rendering()  # squares and titles find their places the second time
    with io.BytesIO() as file:
        figure.savefig(file, format="png", dpi=dpi)
        png = file.getvalue()
    width = int(figure.get_figwidth() * dpi)
    plt.close(figure)
    return Captioned(png, caption, alt, width)
