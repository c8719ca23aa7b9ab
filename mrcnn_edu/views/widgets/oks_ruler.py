"""A stick figure whose joints are found a little off, and the ruler by which COCO measures it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import ArrayLike
from traitlets import Bool, Dict, Float, Int, List, Unicode, observe, validate

from mrcnn_edu.evaluation.coco_eval import THRESHOLDS
from mrcnn_edu.evaluation.overlaps import SIGMAS, Array, keypoint_overlaps
from mrcnn_edu.views.looks import DETECTION, TRUTH
from mrcnn_edu.views.plots import BLUE, GREEN, VERMILION
from mrcnn_edu.views.widgets.inputs import as_numbers, image_to_data_uri
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget, photo_figure
from mrcnn_edu.views.widgets.sources import join_modules, read_style

SMALLEST, LARGEST = 16.0, 48.0  # pixels, the root of the person's area
FURTHEST = 20.0  # pixels across and down, by which a joint can be missed
MARGIN = FURTHEST + 1  # pixels round the figure, so that no joint gets out of sight
RINGS = ((0.5, VERMILION, ":"), (0.75, BLUE, "--"), (0.95, GREEN, "-"))  # outer to inner
HEAD = 0.17  # its radius, as a share of the root of the area


class OksRulerWidget(LessonWidget):
    """A person's true joints with their rings, and found ones to drag away from them.

    On a joint's rings it counts 0.5, 0.75 and 0.95. The page computes what it shows, so that it
    lives without a kernel. With one, ``offsets``, ``labelled`` and ``size`` follow the hand, and
    the similarity is held against the package's own.

    Args:
        person: (17, 3), COCO's keypoints of one person, x and y in pixels.
        joints: the number of each joint that is drawn, by its name; the first is the nose.
        limbs: pairs of names to be joined by a stroke; the first from shoulder to shoulder.
        area: of the person as given, in square pixels, from 16² to 48².
        misses: by how many pixels right and down a joint is found off at first, by its name; at
            most 20. The others are exact.
        predict: whether tasks show, and cover the numbers until a guess is made. They speak of
            lesson 15's 13 joints, of which nose, left wrist and left hip are 3 pixels off.
        language: a language of strings.json.

    Raises:
        TypeError: if the person does not hold numbers.
        ValueError: if a shape does not fit, a number is not finite, a miss or the area is out of
            range, or a name of ``limbs`` or ``misses`` is not one of ``joints``.

    Example:
        >>> person, joints = np.zeros((17, 3)), {"nose": 0, "left hip": 11}
        >>> limbs, misses = [("nose", "left hip")], {"nose": (3, 0)}
        >>> widget = OksRulerWidget(person, joints, limbs, area=32**2, misses=misses)
        >>> [round(each, 3) for each in widget.similarities], round(widget.oks, 3)
        ([0.197, 1.0], 0.598)
    """

    _esm = join_modules("oks_ruler.js")
    _css = read_style("oks_ruler.css")

    photo = Unicode(read_only=True).tag(sync=True)  # an empty sheet
    photo_size = List(Int(), read_only=True).tag(sync=True)  # width, height
    names = List(Unicode(), read_only=True).tag(sync=True)  # of the P joints
    shape = List(List(Float()), read_only=True).tag(sync=True)  # (P, 2), from the middle, in sizes
    limbs = List(List(Int()), read_only=True).tag(sync=True)  # pairs of joints
    k = List(Float(), read_only=True).tag(sync=True)  # (P,), twice COCO's sigmas
    thresholds = List(Float(), read_only=True).tag(sync=True)
    start = Dict(read_only=True).tag(sync=True)  # the offsets and the size to come back to
    offsets = List(List(Float())).tag(sync=True)  # (P, 2), found minus true, in pixels
    labelled = List(Bool()).tag(sync=True)  # (P,)
    size = Float().tag(sync=True)  # pixels, the root of the area
    chosen = Int().tag(sync=True)  # the joint that is looked at
    kernel_result = Dict().tag(sync=True)

    def __init__(
        self,
        person: ArrayLike,
        joints: Mapping[str, int],
        limbs: Sequence[tuple[str, str]],
        area: float,
        *,
        misses: Mapping[str, tuple[float, float]] | None = None,
        predict: bool = False,
        language: str = "en",
    ) -> None:
        names, numbers = list(joints), list(joints.values())
        for name in [*(name for limb in limbs for name in limb), *(misses or {})]:
            if name not in names:
                known = ", ".join(map(repr, names))
                raise ValueError(f"limbs and misses must name joints ({known}), got {name!r}")
        places = np.array(as_numbers("person", person, (17, 3)))[numbers, :2]  # (P, 2)
        low, high = places.min(axis=0), places.max(axis=0)
        self._size_of(area)
        shape = (places - (low + high) / 2) / math.sqrt(area)
        field = np.ceil((high - low) / math.sqrt(area) * LARGEST + 2 * MARGIN).astype(int)
        self._sheet = np.full(field[::-1], 240, dtype=np.uint8)
        self._numbers = numbers
        self.set_trait("photo", image_to_data_uri(self._sheet))
        self.set_trait("photo_size", field.tolist())
        self.set_trait("names", names)
        self.set_trait("shape", shape.tolist())
        self.set_trait("limbs", [[names.index(a), names.index(b)] for a, b in limbs])
        self.set_trait("k", (2 * SIGMAS[numbers]).tolist())
        self.set_trait("thresholds", THRESHOLDS.tolist())
        offsets = [list(map(float, (misses or {}).get(name, (0, 0)))) for name in names]
        state = {"size": math.sqrt(area), "offsets": offsets, "labelled": [True] * len(names)}
        self.set_trait("start", state)
        super().__init__("oks_ruler", predict=predict, language=language, **state)

    @property
    def similarities(self) -> list[float]:
        """What each joint counts, labelled or not, by the package."""
        return self._overlaps(np.eye(len(self.names)))

    @property
    def oks(self) -> float | None:
        """Object keypoint similarity, by the package; None where no joint is labelled."""
        if not any(self.labelled):
            return None  # COCO does not count such a person
        return self._overlaps(np.array([self.labelled], float))[0]

    @property
    def passed(self) -> int:
        """At how many of COCO's ten thresholds the pose is right."""
        return 0 if self.oks is None else int((self.oks >= THRESHOLDS).sum())

    def still(self) -> Figure:
        """The person, where each joint was found, and once guessed the rings of the labelled."""
        figure, ax = photo_figure(self._sheet)
        true = self.size * np.array(self.shape) + np.array(self.photo_size) / 2  # (P, 2)
        found = true + self.offsets
        self._draw_person(ax, true)
        for place, k, counted in zip(true, self.k, self.labelled, strict=True):
            for count, color, style in RINGS if counted and not self.covered else ():
                radius = ring_radius(count, k, self.size)
                ax.add_patch(Circle(tuple(place), radius, fill=False, color=color, ls=style))
        for a, b in self.limbs:
            ax.plot(*found[[a, b]].T, color=DETECTION["color"], lw=1.5)
        ax.plot(*true[self.labelled].T, ".", color=TRUTH["color"])
        ax.plot(*found[self.labelled].T, "x", color="black", markersize=8)
        return figure

    def in_words(self) -> str:
        """The similarity of the pose, and its worst joint, once guessed."""
        if self.covered:
            return str(self.words["in_words_covered"]).format(size=f"{self.size:.0f}")
        if self.oks is None:
            return str(self.words["nobody"])
        counts = [s if on else 2 for s, on in zip(self.similarities, self.labelled, strict=True)]
        worst = int(np.argmin(counts))
        distance = math.hypot(*self.offsets[worst])
        numbers = {"oks": f"{self.oks:.3f}", "passed": self.passed, "size": f"{self.size:.0f}"}
        of_worst = {"distance": f"{distance:.1f}", "count": f"{counts[worst]:.3f}"}
        return str(self.words["in_words"]).format(name=self.names[worst], **numbers, **of_worst)

    def _overlaps(self, labelled: Array) -> list[float]:
        """The similarity of the pose with this person, for each row (P,) of what is labelled."""
        truth = np.zeros((len(labelled), 17, 3))
        truth[:, self._numbers, :2] = self.size * np.array(self.shape)
        truth[:, self._numbers, 2] = labelled
        found = truth[:1].copy()
        found[0, self._numbers, :2] += self.offsets
        areas, boxes = np.full(len(labelled), self.size**2), np.zeros((len(labelled), 4))
        similarities: list[float] = keypoint_overlaps(found, truth, boxes, areas)[0].tolist()
        return similarities

    def _draw_person(self, ax: Axes, true: Array) -> None:
        strokes = [true[limb] for limb in self.limbs]
        neck = np.stack((true[0], strokes[0].mean(axis=0)))
        for ends in [neck, *strokes]:
            ax.plot(*ends.T, color="#BBBBBB", lw=7, solid_capstyle="round")
        ax.add_patch(Circle(tuple(true[0]), HEAD * self.size, color="#BBBBBB"))

    def _size_of(self, area: float) -> None:
        if not SMALLEST**2 <= area <= LARGEST**2:
            raise ValueError(
                f"area must be from {SMALLEST:g}² to {LARGEST:g}² square pixels, got {area}"
            )

    @validate("size")
    def _check_size(self, proposal: dict[str, Any]) -> float:
        self._size_of(proposal["value"] ** 2)
        return float(proposal["value"])

    @validate("offsets")
    def _check_offsets(self, proposal: dict[str, Any]) -> list[Any]:
        offsets = as_numbers("offsets", proposal["value"], (len(self.names), 2))
        if np.abs(offsets).max() > FURTHEST:
            raise ValueError(f"misses must be at most {FURTHEST:g} pixels, got {offsets}")
        return offsets

    @observe("offsets", "labelled", "size")
    def _publish(self, _change: object) -> None:
        """Tell the page which similarity the package gives."""
        if len(self.labelled) == len(self.offsets) and self.size:  # all three are there
            state = {"offsets": self.offsets, "labelled": self.labelled, "size": self.size}
            self.kernel_result = {**state, "oks": self.oks}


def ring_radius(count: float, k: float, size: float) -> float:
    """How far off a joint may be found to count so much.

    Args:
        count: between 0 and 1, its similarity.
        k: twice COCO's sigma of the joint.
        size: the root of the person's area, in pixels.

    Returns:
        Pixels.

    Example:
        >>> round(ring_radius(0.5, 2 * 0.026, 100), 1)
        6.1
    """
    return size * k * math.sqrt(-2 * math.log(count))
