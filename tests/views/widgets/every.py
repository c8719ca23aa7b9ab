"""Every widget of the course, by its name in strings.json. A new one gets a row here."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from mrcnn_edu.views.widgets.anchor_field import AnchorFieldWidget
from mrcnn_edu.views.widgets.curtain import CurtainWidget
from mrcnn_edu.views.widgets.explorer import ExplorerWidget
from mrcnn_edu.views.widgets.how_many_seeds import HowManySeedsWidget
from mrcnn_edu.views.widgets.iou import IouWidget
from mrcnn_edu.views.widgets.ladder import LadderWidget
from mrcnn_edu.views.widgets.lesson_widget import LessonWidget
from mrcnn_edu.views.widgets.merge_tree import MergeTreeWidget
from mrcnn_edu.views.widgets.microscope import MicroscopeWidget
from mrcnn_edu.views.widgets.nms import NmsWidget
from mrcnn_edu.views.widgets.oks_ruler import OksRulerWidget
from mrcnn_edu.views.widgets.stencil import StencilWidget
from mrcnn_edu.views.widgets.tug import TugWidget
from tests.views.widgets.make_curtain_cases import FOUND, OBJECTS, SCENE, SCORES
from tests.views.widgets.make_oks_cases import JOINTS, LIMBS, MISSES, standing
from tests.views.widgets.small_trace import LABEL, NAMES, OUTLINES, small_trace


def iou(photo: NDArray[np.uint8], *, predict: bool = False) -> IouWidget:
    box1, box2 = [60, 60, 160, 160], [120, 100, 260, 220]
    return IouWidget(image=photo, box1=box1, box2=box2, predict=predict)


def nms(photo: NDArray[np.uint8], *, predict: bool = False) -> NmsWidget:
    boxes = [[60, 60, 160, 160], [66, 60, 166, 160], [200, 100, 260, 220]]
    return NmsWidget(image=photo, boxes=boxes, scores=[0.9, 0.8, 0.7], step=1, predict=predict)


def merge_tree(photo: NDArray[np.uint8], *, predict: bool = False) -> MergeTreeWidget:
    down, across = torch.meshgrid(torch.arange(101), torch.arange(128), indexing="ij")
    labels = 8 * (down // 17) + across // 16  # 6 rows of 8
    objects = [[16, 17, 48, 51], [64, 34, 112, 85]]
    return MergeTreeWidget(photo[:101, :128], labels, objects, followed=1, predict=predict)


def microscope(_photo: NDArray[np.uint8], *, predict: bool = False) -> MicroscopeWidget:
    return MicroscopeWidget(sampling_ratio=2, predict=predict)


def anchor_field(photo: NDArray[np.uint8], *, predict: bool = False) -> AnchorFieldWidget:
    others = [[100, 100, 150, 160], [20, 20, 60, 44]]
    return AnchorFieldWidget(photo, [180, 160, 230, 214], others=others, predict=predict)


def ladder(photo: NDArray[np.uint8], *, predict: bool = False) -> LadderWidget:
    places = {"a small one": [300, 300, 360, 380], "a large one": [100, 100, 900, 700]}
    return LadderWidget(image=photo, box=[400, 300, 560, 460], places=places, predict=predict)


def stencil(photo: NDArray[np.uint8], *, predict: bool = False) -> StencilWidget:
    down, across = np.mgrid[0:28, 0:28] - 13.3
    cells = 1 / (1 + np.exp(np.hypot(down, across) - 12.2))  # a disc with a soft edge
    outline = [[8, 8], [56, 8], [56, 56], [8, 56]]
    box = [9.7, 10.2, 55.4, 57.1]
    return StencilWidget(photo[:64, :64], box, cells, outline, predict=predict)


def tug(_photo: NDArray[np.uint8], *, predict: bool = False) -> TugWidget:
    logits = [[[0, 0], [0, 0]], [[2, 1], [0, -2]], [[3, 0], [0, 0]]]
    return TugWidget(logits, target=[[1, 1], [0, 0]], predict=predict)


def curtain(_photo: NDArray[np.uint8], *, predict: bool = False) -> CurtainWidget:
    return CurtainWidget(SCENE, OBJECTS, FOUND, SCORES, shown=3, predict=predict)


def oks_ruler(_photo: NDArray[np.uint8], *, predict: bool = False) -> OksRulerWidget:
    ruler = {"area": 48**2, "misses": MISSES}
    return OksRulerWidget(standing(), JOINTS, LIMBS, **ruler, predict=predict)


def how_many_seeds(_photo: NDArray[np.uint8], *, predict: bool = False) -> HowManySeedsWidget:
    studies = {"MLP, masks": [0.6, 3.3, 3.3], "RoIPool, masks": [-2.8, -1.0, -2.1]}
    return HowManySeedsWidget(studies, seeds=3, predict=predict)


def explorer(photo: NDArray[np.uint8], *, predict: bool = False) -> ExplorerWidget:
    classes = {"class_names": NAMES, "label": LABEL}
    return ExplorerWidget(photo, small_trace(), OUTLINES, **classes, predict=predict)


EVERY: dict[str, Callable[..., LessonWidget]] = {
    "iou": iou,
    "nms": nms,
    "merge_tree": merge_tree,
    "anchor_field": anchor_field,
    "microscope": microscope,
    "ladder": ladder,
    "stencil": stencil,
    "tug": tug,
    "curtain": curtain,
    "oks_ruler": oks_ruler,
    "how_many_seeds": how_many_seeds,
    "explorer": explorer,
}
CLASSES = {
    "iou": IouWidget,
    "nms": NmsWidget,
    "merge_tree": MergeTreeWidget,
    "anchor_field": AnchorFieldWidget,
    "microscope": MicroscopeWidget,
    "ladder": LadderWidget,
    "stencil": StencilWidget,
    "tug": TugWidget,
    "curtain": CurtainWidget,
    "oks_ruler": OksRulerWidget,
    "how_many_seeds": HowManySeedsWidget,
    "explorer": ExplorerWidget,
}
