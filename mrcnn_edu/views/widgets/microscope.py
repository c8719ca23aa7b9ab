"""RoIPool and RoIAlign of one RoI side by side, down to every sample, neighbour and weight."""

from collections.abc import Sequence
from typing import Any

import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from torch import Tensor
from traitlets import Bool, Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.ops.checks import check_choice, check_integer, check_output_size
from mrcnn_edu.ops.roi_pooling import roi_pool
from mrcnn_edu.ops.roi_tracing import trace_roi_align
from mrcnn_edu.views.looks import ROI
from mrcnn_edu.views.plots import draw_boxes, show_map
from mrcnn_edu.views.widgets.inputs import as_box
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget
from mrcnn_edu.views.widgets.microscope_examples import (
    RoiExample,
    example_for_page,
    standard_examples,
)
from mrcnn_edu.views.widgets.sources import join_modules, read_style

MOST_BINS = 7  # along a side: what can still be read
MOST_SAMPLES = 8
VIEWS = ("map", "photo", "back")
SETTINGS = ("example", "roi", "stride", "output_size", "sampling_ratio", "aligned", "reduce")


class MicroscopeWidget(LessonWidget):
    """A RoI to drag over a feature map, with RoIPool's bins and RoIAlign's samples side by side.

    The page computes what it shows, so that it lives without a kernel. With one, the traits follow
    the hand, and the package's own ``roi_pool`` and traced ``roi_align``, in float64 as the page's
    numbers, are held against what the page found.

    On a page whose ``<html>`` has the attribute ``data-mrcnn-edu-site``, the first microscope keeps
    its state in the address, as in ``#roi=10,10,124,124&stride=32&aligned=1``, and is opened at
    what stands there. Without the attribute, as in JupyterLab, the address is left alone.

    Args:
        examples: what can be looked at; by default the map of the slides and the running coin.
        example: the key of the one to begin with; by default the first.
        roi: (4,), xyxy in pixels; by default, as for what follows, what the example begins with.
        stride: pixels for each cell; one of those for which the example has a map.
        output_size: bins of the grid, (height, width), from 1 to 7 each.
        sampling_ratio: samples of a bin along each axis, 8 at most; with 0 or below as many as the
            bin is cells long, rounded up.
        aligned: whether RoIAlign shifts the RoI by half a cell.
        reduce: "average" of the samples of a bin, or "max", which the paper allows as well and
            torchvision does not have.
        chosen_bin: the row and the column of the bin to read; a bin that is not there stands for
            the nearest that is.
        view: what the pictures show: "map", "photo", or "back", which paints the bins back into the
            RoI on the photograph.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if a number is none, or an image is not uint8.
        ValueError: if a shape, a number or a choice does not fit; the message says which.

    Example:
        >>> widget = MicroscopeWidget()
        >>> widget.roi_pool_output.tolist()
        [[1.6871, 0.4676], [2.0242, 2.3571]]
        >>> [[round(value, 4) for value in row] for row in widget.roi_align_output.tolist()]
        [[-0.8546, 0.3236], [0.2177, 0.0546]]
    """

    _esm = join_modules("roi/microscope.js")
    _css = read_style("roi/microscope.css")

    examples = List(Dict(), read_only=True).tag(sync=True)
    example = Unicode().tag(sync=True)
    roi = List(Float()).tag(sync=True)
    stride = Int().tag(sync=True)
    output_size = List(Int()).tag(sync=True)
    sampling_ratio = Int().tag(sync=True)
    aligned = Bool().tag(sync=True)
    reduce = Unicode().tag(sync=True)
    chosen_bin = List(Int()).tag(sync=True)
    view = Unicode().tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        examples: Sequence[RoiExample] | None = None,
        *,
        example: str | None = None,
        roi: ArrayLike | None = None,
        stride: int | None = None,
        output_size: tuple[int, int] | None = None,
        sampling_ratio: int | None = None,
        aligned: bool | None = None,
        reduce: str = "average",
        chosen_bin: tuple[int, int] = (0, 0),
        view: str = "map",
        predict: bool = False,
        language: str = "en",
    ) -> None:
        found = standard_examples(language) if examples is None else examples
        self.set_trait("examples", [example_for_page(one) for one in found])
        first = _of_key(self.examples, example)
        given = {
            "roi": None if roi is None else as_box("roi", roi),
            "stride": stride,
            "output_size": None if output_size is None else list(output_size),
            "sampling_ratio": sampling_ratio,
            "aligned": aligned,
        }
        start = {**first["start"], **{k: v for k, v in given.items() if v is not None}}
        start |= {
            "example": first["key"],
            "reduce": reduce,
            "chosen_bin": list(chosen_bin),
            "view": view,
        }
        super().__init__("microscope", predict=predict, language=language, **start)

    def load(self, example: str) -> None:
        """Begin anew with an example.

        Args:
            example: its key.

        Raises:
            ValueError: if there is none with that key.
        """
        found = _of_key(self.examples, example)
        with self.hold_trait_notifications():
            start = {**found["start"], "reduce": "average", "chosen_bin": [0, 0]}
            for name, value in {"example": example, **start}.items():
                self.set_trait(name, value)

    @property
    def roi_align_output(self) -> Tensor:
        """The bins (P, Q) of RoIAlign by the package's trace, averaged or the largest sample."""
        features, box = self._tensors()
        size = (self.output_size[0], self.output_size[1])
        scale = 1 / self.stride
        trace = trace_roi_align(features, box, size, scale, self.sampling_ratio, self.aligned)
        return trace.output[0] if self.reduce == "average" else trace.samples[0].amax(dim=(-2, -1))

    @property
    def roi_pool_output(self) -> Tensor:
        """The bins (P, Q) of RoIPool by the package."""
        features, box = self._tensors()
        size = (self.output_size[0], self.output_size[1])
        return roi_pool(features[None], [box[None]], size, 1 / self.stride)[0, 0]

    def still(self) -> Figure:
        """The RoI over the map, and the bins of both operators, in the greys of the widget."""
        figure = Figure(figsize=(9, 4), layout="constrained")
        left, middle, right = figure.subplots(1, 3, width_ratios=(2, 1, 1))
        features, box = self._tensors()
        decimals = 1 if features.abs().max() >= 10 else 2
        show_map(features[0], self.stride, left, decimals=decimals)
        draw_boxes(left, box[None], **ROI, width=3)
        for ax, name, bins in (
            (middle, "pool", self.roi_pool_output),
            (right, "align", self.roi_align_output),
        ):
            show_map(bins, 1, ax, self.words[name], decimals=decimals)
            ax.set(xticks=[], yticks=[])
        limits = (
            float(features.min()),
            float(features.max()),
        )  # one scale: equal numbers, equal greys
        for ax in (left, middle, right):
            ax.images[0].set(cmap="gray", clim=limits)
        return figure

    def in_words(self) -> str:
        """Where the RoI stands, and what both operators make of it."""
        bins = {"pool": self.roi_pool_output, "align": self.roi_align_output}
        texts = {
            name: [[round(value, 4) for value in row] for row in values.tolist()]
            for name, values in bins.items()
        }
        return str(self.words["in_words"]).format(roi=self.roi, stride=self.stride, **texts)

    def _tensors(self) -> tuple[Tensor, Tensor]:
        """The map (1, H, W) and the RoI (4,) as they stand, in float64, as the page computes."""
        rows = _of_key(self.examples, self.example)["maps"][str(self.stride)]
        features = torch.tensor(rows, dtype=torch.float64)[None]  # (1, H, W)
        return features, torch.tensor(self.roi, dtype=torch.float64)

    @validate("example", "stride")
    def _check_map(self, proposal: dict[str, Any]) -> Any:
        """A stride must have a map in the example, whichever of the two has changed."""
        name, value = proposal["trait"].name, proposal["value"]
        example = _of_key(self.examples, value if name == "example" else self.example)
        stride = value if name == "stride" else self.stride
        if str(stride) not in example["maps"]:
            raise ValueError(
                f"stride must be one of {', '.join(example['maps'])} in example"
                f" {example['key']!r}, got {stride}; load({example['key']!r}) sets one that is"
            )
        return value

    @validate("roi")
    def _check_roi(self, proposal: dict[str, Any]) -> list[float]:
        return as_box("roi", proposal["value"])

    @validate("output_size")
    def _check_bins(self, proposal: dict[str, Any]) -> list[int]:
        bins: list[int] = proposal["value"]
        check_output_size("output_size", (*bins,))  # type: ignore[arg-type]
        if max(bins) > MOST_BINS:
            raise ValueError(f"output_size must be up to {MOST_BINS} bins a side, got {bins}")
        return bins

    @validate("sampling_ratio")
    def _check_ratio(self, proposal: dict[str, Any]) -> int:
        ratio: int = proposal["value"]
        check_integer("sampling_ratio", ratio)
        if ratio > MOST_SAMPLES:
            raise ValueError(
                f"sampling_ratio must be up to {MOST_SAMPLES}, got {ratio}; 2 is a usual choice"
            )
        return ratio

    @validate("reduce")
    def _check_reduce(self, proposal: dict[str, Any]) -> str:
        check_choice("reduce", proposal["value"], ("average", "max"))
        return str(proposal["value"])

    @validate("view")
    def _check_view(self, proposal: dict[str, Any]) -> str:
        check_choice("view", proposal["value"], VIEWS)
        return str(proposal["value"])

    @validate("chosen_bin")
    def _check_chosen(self, proposal: dict[str, Any]) -> list[int]:
        chosen: list[int] = proposal["value"]
        if len(chosen) != 2 or min(chosen) < 0:
            raise ValueError(f"chosen_bin must be (row, column) from 0 up, got {chosen}")
        return chosen

    @observe(*SETTINGS)
    def _publish(self, _change: object) -> None:
        """Tell the page what the package makes of the RoI; it waits until all is there."""
        if not (self.example and self.roi and self.output_size):
            return
        settings = {name: getattr(self, name) for name in SETTINGS}
        found = {"align": self.roi_align_output.tolist(), "pool": self.roi_pool_output.tolist()}
        self.kernel_result = {**settings, **found}


def _of_key(examples: list[dict[str, Any]], key: str | None) -> dict[str, Any]:
    """The example with that key, or the first."""
    if not examples:
        raise ValueError("examples must hold at least one RoiExample; leave it out for the usual")
    named = {example["key"]: example for example in examples}
    if key is not None and key not in named:
        raise ValueError(f"example must be one of {', '.join(map(repr, named))}, got {key!r}")
    return examples[0] if key is None else named[key]
