"""One photograph on its way through all stages of a detector, with four thresholds to drag."""

import base64
import json
from itertools import product
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from traitlets import Bool, Dict, Int, List, Unicode, observe, validate

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.views.looks import DETECTION, REMOVED, TRUTH
from mrcnn_edu.views.plots import draw_boxes
from mrcnn_edu.views.widgets.inputs import as_boxes, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style
from mrcnn_edu.views.widgets.survivors import (
    CUTS,
    LARGEST,
    Crowd,
    Cuts,
    follow,
    lost_at,
    owners,
    pack,
    survivors,
    unpack,
)

STAGES = 10  # from the photograph to the paste
STOPS = {  # of the four sliders, besides the detector's own setting
    "best": (4, 8, 12, 14, 16, 18, 20, 30, 50, 100, 200),
    "proposal_iou": (0.3, 0.5, 0.7, 0.9),
    "score": (0.3, 0.5, 0.7, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995),
    "box_iou": (0.1, 0.3, 0.5, 0.7, 0.9),
}
GREYS = 15  # steps from black to white, of a map: more would only make it larger


class ExplorerWidget(LessonWidget):
    """All boxes that a detector makes on one photograph, stage by stage, and what four cuts leave.

    An object is chosen, and one of its boxes is followed from its anchor to its mask, or to the
    stage that lost it. The page computes what is left, from numbers that are handed over at the
    start (``byte_count``), so that it lives without a kernel. With one, ``cuts`` follow the hand,
    and the counts are held against the package's own NMS.

    Args:
        image: (H, W) or (H, W, 3), uint8, the photograph.
        trace: what ``trace_stages`` of ``detectors/stage_trace.py`` gives for it.
        outlines: for each true object (P, 2), corners x and y in pixels of ``image``.
        class_names: of the detector, the background first.
        label: the class of the true objects.
        chosen: the number of the object to follow, from 0.
        stage: which picture shows, from 0, the photograph, to 9, the pasted masks.
        predict: whether tasks show, and cover the numbers until a guess is made.
        language: a language of strings.json.

    Raises:
        TypeError: if the image is not uint8.
        ValueError: if the image is another than the trace's, there is no outline, no such object,
            no such stage or no such class, or a box of the trace has too many pixels to be packed.
    """

    _esm = join_modules("explorer.js")
    _css = read_style("explorer.css")

    photo = Unicode(read_only=True).tag(sync=True)
    photo_size = List(Int(), read_only=True).tag(
        sync=True
    )  # width, height, as the detector sees it
    numbers = Dict(read_only=True).tag(sync=True)  # all that competes, packed
    maps = List(Dict(), read_only=True).tag(sync=True)  # of each level, as pictures
    names = List(Unicode(), read_only=True).tag(sync=True)  # of the classes
    label = Int(read_only=True).tag(sync=True)
    stops = Dict(read_only=True).tag(sync=True)  # of each slider
    own = Dict(read_only=True).tag(sync=True)  # the detector's cuts
    cuts = Dict().tag(sync=True)
    stage = Int().tag(sync=True)
    chosen = Int().tag(sync=True)
    closer = Bool().tag(sync=True)  # whether the picture shows the chosen object alone
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        image: NDArray[np.uint8],
        trace: Any,
        outlines: list[NDArray[np.float64]],
        *,
        class_names: tuple[str, ...],
        label: int,
        chosen: int = 0,
        stage: int = 0,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        _check(image, trace, outlines, class_names, label)
        self._image = image
        self.set_trait("photo", image_to_data_uri(image))
        height, width = trace.image_size
        self.set_trait("photo_size", [width, height])
        self.set_trait("names", list(class_names))
        self.set_trait("label", label)
        own = Cuts(*(trace.own[name] for name in Cuts._fields))._asdict()
        stops = {name: sorted({*of_name, own[name]}) for name, of_name in STOPS.items()}
        stops["best"] = [stop for stop in stops["best"] if stop <= own["best"]]
        self.set_trait("own", own)
        self.set_trait("stops", stops)
        self.set_trait("maps", [_pictures(*level) for level in _levels(trace)])
        self.set_trait("numbers", _pack_trace(trace, outlines))
        self._read_back()
        self.set_trait("numbers", self.numbers | self._masks(trace, outlines))
        start = {"cuts": own, "stage": stage, "chosen": chosen}
        super().__init__("explorer", predict=predict, language=language, **start)

    @property
    def byte_count(self) -> int:
        """How many bytes are handed over besides the photograph: boxes, scores, masks and maps."""
        return len(json.dumps(self.numbers)) + len(json.dumps(self.maps))

    @property
    def left(self) -> dict[str, Tensor]:
        """What is left after each cut, by the package: numbers of candidates or of pairs."""
        return survivors(self._crowd, Cuts(**self.cuts))

    @property
    def lost(self) -> list[str | None]:
        """For each object the cut that loses it, or None."""
        left = self.left
        return [lost_at(left, self._owned, number) for number in range(len(self._objects))]

    def followed(self) -> tuple[int | None, int | None]:
        """Candidate and pair of the chosen object's box that is followed."""
        return follow(self._crowd, self.left, self._owned, self.chosen)

    def still(self) -> Figure:
        """The detections over the photograph, and the objects that are lost."""
        figure, ax = photo_figure(self._image)
        zoom = torch.tensor(self._image.shape[1::-1] * 2) / torch.tensor(self.photo_size * 2)
        lost = [number for number, cut in enumerate(self.lost) if cut]
        draw_boxes(ax, self._crowd.pair_boxes[self.left["detections"]] * zoom, **DETECTION)
        draw_boxes(ax, self._objects[lost] * zoom, **REMOVED, labels=[f"{n}" for n in lost])
        draw_boxes(ax, self._objects[[self.chosen]] * zoom, **TRUTH, labels=[str(self.chosen)])
        return figure

    def in_words(self) -> str:
        """How many boxes each cut leaves, and how many objects are found."""
        counts = {cut: len(which) for cut, which in self.left.items()}
        found = sum(cut is None for cut in self.lost)
        objects = {"found": found, "objects": len(self._objects), "name": self.names[self.label]}
        return str(self.words["in_words"]).format(**counts, **objects)

    def _read_back(self) -> None:
        """Compute with what the page gets: packed numbers are rounded."""
        rows = {
            name: unpack(self.numbers[name])
            for name in ("boxes", "scores", "pair_candidates", "pair_labels", "pair_scores")
        }
        counts = torch.tensor(self.numbers["counts"])
        self._crowd = Crowd(
            rows["boxes"].reshape(-1, 4),
            rows["scores"],
            torch.arange(len(counts)).repeat_interleave(counts),
            rows["pair_candidates"].long(),
            rows["pair_labels"].long(),
            rows["pair_scores"],
            unpack(self.numbers["pair_boxes"]).reshape(-1, 4),
            proposals=self.numbers["proposals"],
            detections=self.numbers["detections"],
        )
        self._objects = torch.tensor(self.numbers["objects"], dtype=torch.float64)
        self._owned = owners(self._crowd, self._objects, self.label)

    def _masks(self, trace: Any, outlines: list[NDArray[np.float64]]) -> dict[str, object]:
        """The masks of all pairs that can be detected at some stop of the sliders.

        "masked" are their numbers, "masks" their cells above one half as bits, and "mask_ious" how
        well each covers the object that it is on, in pixels of the photograph.
        """
        masked = _detectable(self._crowd, self.stops)
        masks = trace.masks(masked)  # (D, M, M)
        pasted = (trace.paste(masks, masked) > 0.5).numpy()  # (D, H, W)
        truths = [_inside(outline, trace.photo_size) for outline in outlines]
        owned = self._owned[1][masked].tolist()
        ious = [
            _mask_iou(mask, truths[owner]) if owner >= 0 else 0.0
            for mask, owner in zip(pasted, owned, strict=True)
        ]
        bits = np.packbits((masks > 0.5).numpy().ravel())  # one mask after another
        return {
            "masked": pack("masked", masked),
            "mask_size": masks.shape[-1],
            "masks": base64.b64encode(bits.tobytes()).decode(),
            "mask_ious": pack("mask_ious", ious, LARGEST),
        }

    @validate("cuts")
    def _check_cuts(self, proposal: dict[str, Any]) -> dict[str, float]:
        cuts: dict[str, float] = proposal["value"]
        for name, stops in self.stops.items():
            if cuts.get(name) not in stops:
                raise ValueError(f"cuts[{name!r}] must be one of {stops}, got {cuts.get(name)}")
        return cuts

    @validate("stage")
    def _check_stage(self, proposal: dict[str, Any]) -> int:
        return _in_range("stage", proposal["value"], STAGES)

    @validate("chosen")
    def _check_chosen(self, proposal: dict[str, Any]) -> int:
        return _in_range("chosen", proposal["value"], len(self._objects))

    @observe("cuts")
    def _publish(self, _change: object) -> None:
        """Tell the page what the package leaves."""
        counts = [len(self.left[cut]) for cut in CUTS]
        self.kernel_result = {"cuts": self.cuts, "counts": counts}


def _check(
    image: NDArray[np.uint8],
    trace: Any,
    outlines: list[NDArray[np.float64]],
    class_names: tuple[str, ...],
    label: int,
) -> None:
    if image.shape[:2] != tuple(trace.photo_size):
        raise ValueError(
            f"image must be the photograph of the trace, {tuple(trace.photo_size)}, got"
            f" {image.shape[:2]}; trace the same one"
        )
    if not outlines:
        raise ValueError("outlines must hold at least one object, got none")
    _in_range("label", label, len(class_names))


def _in_range(name: str, value: int, count: int) -> int:
    if not 0 <= value < count:
        raise ValueError(f"{name} must be from 0 to {count - 1}, got {value}")
    return value


def _levels(trace: Any) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Of each level its map (C, H, W), its objectness (H, W) and its anchors (A, 4)."""
    maps = [feature_map[0] for feature_map in trace.features.values()]
    return list(zip(maps, trace.objectness, trace.anchors, strict=True))


def _pictures(feature_map: Tensor, objectness: Tensor, anchors: Tensor) -> dict[str, object]:
    """One level as the page shows it: two pictures, and how its anchors lie."""
    rows, columns = objectness.shape
    per_cell = len(anchors) // (rows * columns)
    grid = anchors.reshape(rows, columns, per_cell, 4)
    strength = feature_map.norm(dim=0)  # (H, W)
    return {
        "columns": columns,
        "rows": rows,
        "stride": float(grid[0, 1, 0, 0] - grid[0, 0, 0, 0]) if columns > 1 else 1.0,
        "anchors": grid[0, 0].tolist(),
        "strength": _as_picture(strength / strength.max().clamp(min=1e-9)),
        "objectness": _as_picture(objectness),
    }


def _as_picture(values: Tensor) -> str:
    """Values (H, W) from 0 to 1 as a picture in few greys."""
    greys = (values.numpy() * GREYS).round() * (255 / GREYS)
    return image_to_data_uri(greys.astype(np.uint8))


def _pack_trace(trace: Any, outlines: list[NDArray[np.float64]]) -> dict[str, Any]:
    """All that competes, and the true objects, in pixels of the resized image."""
    height, width = trace.image_size
    parts = 2 ** int(np.log2(LARGEST / max(height, width)))  # of a pixel, as many as 16 bits hold
    down, across = height / trace.photo_size[0], width / trace.photo_size[1]
    corners = [np.asarray(outline) * (across, down) for outline in outlines]
    objects = [np.concatenate((c.min(axis=0), c.max(axis=0))).round(2) for c in corners]
    return {
        "counts": torch.bincount(trace.levels, minlength=len(trace.anchors)).tolist(),
        "anchor_idxs": pack("anchor_idxs", trace.anchor_idxs),
        "boxes": pack("boxes", trace.boxes, parts),
        "scores": pack("scores", trace.scores, LARGEST),
        "pair_candidates": pack("pair_candidates", trace.pair_candidates),
        "pair_labels": pack("pair_labels", trace.pair_labels),
        "pair_scores": pack("pair_scores", trace.pair_scores, LARGEST),
        "pair_boxes": pack("pair_boxes", trace.pair_boxes, parts),
        "proposals": int(trace.own["proposals"]),
        "detections": int(trace.own["detections"]),
        "anchors": sum(map(len, trace.anchors)),
        "best_anchor_ious": _best_anchor_ious(trace.anchors, objects),
        "objects": as_boxes("objects", objects),
        "corners": [len(outline) for outline in outlines],
        "outlines": pack("outlines", np.concatenate(corners).clip(0), parts),
    }


def _best_anchor_ious(anchors: list[Tensor], objects: list[NDArray[np.float64]]) -> list[float]:
    """The largest IoU of each object with any anchor, to two places."""
    true = torch.tensor(np.stack(objects), dtype=torch.float32)
    best = torch.stack([box_iou(true, of_level).amax(dim=1) for of_level in anchors])  # (L, G)
    return [round(iou, 2) for iou in best.amax(dim=0).tolist()]


def _detectable(crowd: Crowd, stops: dict[str, list[float]]) -> Tensor:
    """Numbers of the pairs that are detected at some stop of the sliders, ascending.

    A higher score only takes away the last ones of each NMS, so that its slider can stay.
    """
    seen = torch.zeros(len(crowd.pair_scores), dtype=torch.bool)
    moved = (stops["best"], stops["proposal_iou"], stops["box_iou"])
    for best, first_iou, second_iou in product(*moved):
        cuts = Cuts(int(best), first_iou, stops["score"][0], second_iou)
        seen[survivors(crowd, cuts)["detections"]] = True
    return seen.nonzero()[:, 0]


def _inside(outline: ArrayLike, size: tuple[int, int]) -> NDArray[np.bool_]:
    """The pixels (H, W) whose middle lies inside an outline."""
    corners = np.asarray(outline)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    rows, columns = (  # only around the outline: all pixels of a photograph take long
        np.arange(max(0, int(low)), min(count, int(high) + 1))
        for low, high, count in zip((top, left), (bottom, right), size, strict=True)
    )
    y, x = np.meshgrid(rows + 0.5, columns + 0.5, indexing="ij")
    inside = np.zeros(size, dtype=bool)
    points = np.stack((x.ravel(), y.ravel()), axis=1)
    inside[np.ix_(rows, columns)] = Path(corners).contains_points(points).reshape(x.shape)
    return inside


def _mask_iou(mask: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """IoU of two masks (H, W); 0 of two empty ones."""
    return float((mask & truth).sum() / max((mask | truth).sum(), 1))
