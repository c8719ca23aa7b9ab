"""The regions of a photograph, which join two by two, and the boxes that come of it."""

from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from traitlets import Bool, Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.evaluation.proposal_recall import best_overlaps
from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.region_merging import MEASURES, MergeTree, merge_regions, regions_after
from mrcnn_edu.ops.region_similarity import COLOUR_BINS, TEXTURE_BINS, Regions, describe_regions
from mrcnn_edu.views.looks import KEPT, REMOVED
from mrcnn_edu.views.plots import YELLOW, draw_boxes
from mrcnn_edu.views.widgets.inputs import as_boxes, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style


class MergeTreeWidget(LessonWidget):
    """Selective search, join by join: which regions, why these, and what their boxes have found.

    The page joins the regions itself, so that it lives without a kernel and a switch is answered at
    once. With a kernel, ``measures`` and ``joins`` follow the hand, and the joins are held against
    the package's own.

    Args:
        image: (H, W) or (H, W, 3), uint8.
        labels: (H, W), int64, the regions to begin with, as ``felzenszwalb`` gives them.
        objects: (G, 4), xyxy in pixels, the true boxes, one or more.
        followed: the index of the object whose boxes are followed.
        measures: which similarities are added up: letters of "CTSF", colour, texture, size, fill.
        joins: how many joins are done; from 0, none, to n - 1, all.
        threshold: the IoU from which an object counts as found, in [0, 1].
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8, labels are not whole or boxes do not hold numbers.
        ValueError: if a shape does not fit, there is no object, or a number is out of range.

    Example:
        >>> photo = np.array([[0, 0, 0, 200, 230, 250]], dtype=np.uint8)
        >>> labels = torch.tensor([[0, 0, 0, 1, 2, 3]])
        >>> widget = MergeTreeWidget(photo, labels, [[3, 0, 6, 1]], measures="S", joins=2)
        >>> widget.tree.pairs.tolist(), widget.overlaps.tolist()
        ([[1, 2], [3, 4], [0, 5]], [1.0])
    """

    _esm = join_modules("merge_tree.js")
    _css = read_style("merge_tree.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Float(), read_only=True).tag(sync=True)  # width, height
    regions = Dict(read_only=True).tag(sync=True)
    runs = List(Int(), read_only=True).tag(sync=True)  # region, length, region, length …
    objects = List(List(Float()), read_only=True).tag(sync=True)
    measures = Unicode().tag(sync=True)
    joins = Int().tag(sync=True)
    threshold = Float().tag(sync=True)
    followed = Int().tag(sync=True)
    all_boxes = Bool().tag(sync=True)
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        labels: Tensor,
        objects: ArrayLike,
        *,
        followed: int = 0,
        measures: str = MEASURES,
        joins: int = 0,
        threshold: float = 0.9,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        self.set_trait("photo", image_to_data_uri(image))
        self.set_trait("photo_size", [image.shape[1], image.shape[0]])
        self.set_trait("objects", as_boxes("objects", objects))
        if not self.objects:
            raise ValueError("objects must be one box or more, got none; there is nothing to find")
        pixels = torch.from_numpy(np.atleast_3d(image)).permute(2, 0, 1)  # (C, H, W)
        self._image, self._labels = image, labels
        self._regions = describe_regions(pixels, labels)
        self._trees: dict[str, MergeTree] = {}
        colours = _mean_colours(pixels, labels, self._regions.sizes)
        self.set_trait("regions", {**packed(self._regions), "colours": colours})
        self.set_trait("runs", _in_runs(labels))
        start = {"measures": measures, "joins": joins, "threshold": threshold, "followed": followed}
        super().__init__("merge_tree", predict=predict, language=language, **start)

    @property
    def tree(self) -> MergeTree:
        """The package's joins, by the measures that are switched on."""
        return self._tree_of(self.measures)

    @property
    def overlaps(self) -> Tensor:
        """(G,), the IoU of each object with the best box so far, by the package."""
        return best_overlaps(torch.tensor(self.objects).double(), self._boxes_so_far())

    def still(self) -> Figure:
        """The regions after so many joins, and of each object the best box so far."""
        figure, ax = photo_figure(self._image)
        now = regions_after(self._labels, self.tree, self.joins).numpy()  # (H, W)
        levels = np.arange(now.max() + 1) + 0.5
        ax.contour(now, levels=levels, colors=YELLOW, linewidths=0.6)
        boxes, overlaps = self._boxes_so_far(), self.overlaps
        best = torch.stack([_best_of(boxes, object_) for object_ in self.objects])  # (G, 4)
        draw_boxes(ax, best[overlaps < self.threshold], **REMOVED, width=1.2)
        draw_boxes(ax, best[overlaps >= self.threshold], **KEPT)
        return figure

    def in_words(self) -> str:
        """How many joins, regions and boxes there are, and how many objects are found."""
        n = len(self._regions.sizes)
        counts = {"joins": self.joins, "last": len(self.tree.pairs), "regions": n - self.joins}
        found = int((self.overlaps >= self.threshold).sum())
        objects = {"found": found, "objects": len(self.objects), "threshold": f"{self.threshold:g}"}
        return str(self.words["in_words"]).format(boxes=n + self.joins, **counts, **objects)

    def _tree_of(self, measures: str) -> MergeTree:
        if measures not in self._trees:
            self._trees[measures] = merge_regions(self._regions, measures)
        return self._trees[measures]

    def _boxes_so_far(self) -> Tensor:
        return self.tree.boxes[: len(self._regions.sizes) + self.joins].double()

    @validate("measures")
    def _check_measures(self, proposal: dict[str, Any]) -> str:
        measures: str = proposal["value"]
        self._tree_of(measures)  # which says what is wrong with them
        return measures

    @validate("joins")
    def _check_joins(self, proposal: dict[str, Any]) -> int:
        joins, last = proposal["value"], len(self._regions.sizes) - 1
        if not 0 <= joins <= last:
            raise ValueError(f"joins must be from 0 to {last}, all of them, got {joins}")
        return int(joins)

    @validate("threshold")
    def _check_threshold(self, proposal: dict[str, Any]) -> float:
        check_fraction("threshold", proposal["value"])
        return float(proposal["value"])

    @validate("followed")
    def _check_followed(self, proposal: dict[str, Any]) -> int:
        if not 0 <= proposal["value"] < len(self.objects):
            raise ValueError(
                f"followed must be the index of one of the {len(self.objects)} objects,"
                f" got {proposal['value']}"
            )
        return int(proposal["value"])

    @observe("measures")
    def _publish(self, _change: object) -> None:
        """Tell the page which regions the package joins."""
        self.kernel_result = {"measures": self.measures, "pairs": self.tree.pairs.tolist()}


def packed(regions: Regions) -> dict[str, Any]:
    """Regions as the page's ``mergeRegions`` takes them: plain numbers, histograms as counts.

    A histogram has few bins that are not empty, so of each the bin and its count are told. The
    counts are whole numbers, from which page and package make the same shares.
    """
    return {
        "sizes": regions.sizes.tolist(),
        "boxes": regions.boxes.tolist(),
        "colour": _counts(regions.colour, regions.sizes, COLOUR_BINS),
        "texture": _counts(regions.texture, regions.sizes, TEXTURE_BINS),
        "neighbours": regions.neighbours.tolist(),
        "area": regions.area,
    }


def _counts(shares: Tensor, sizes: Tensor, bins: int) -> dict[str, Any]:
    """Rows of bin, count, bin, count …: (n, planes * bins) shares, of which each plane is full."""
    planes = shares.shape[1] // bins
    counts = (shares * sizes[:, None] * planes).round().long()  # (n, planes * bins)
    filled = [row.nonzero()[:, 0] for row in counts]
    rows = [
        torch.stack((where, row[where]), dim=1).flatten().tolist()
        for row, where in zip(counts, filled, strict=True)
    ]
    return {"bins": shares.shape[1], "rows": rows}


def _mean_colours(pixels: Tensor, labels: Tensor, sizes: Tensor) -> list[list[int]]:
    """Red, green and blue of each region: (C, H, W), (H, W) and (n,) to n rows."""
    sums = torch.zeros(len(sizes), len(pixels))
    sums.index_add_(0, labels.flatten(), pixels.flatten(1).T.float())
    means: list[list[int]] = (sums / sizes[:, None]).round().long().expand(-1, 3).tolist()
    return means


def _in_runs(labels: Tensor) -> list[int]:
    """Region, length, region, length … as one reads: (H, W) to (2 R,)."""
    values, lengths = labels.flatten().unique_consecutive(return_counts=True)  # type: ignore[no-untyped-call]
    runs: list[int] = torch.stack((values, lengths), dim=1).flatten().tolist()
    return runs


def _best_of(boxes: Tensor, object_: list[float]) -> Tensor:
    """Of some boxes the one that fits an object best: (N, 4) to (4,)."""
    overlaps = best_overlaps(boxes, torch.tensor([object_]).double())  # (N,), of each its IoU
    return boxes[overlaps.argmax()]
