"""Branches: what RoI heads can say of a box beyond its class and place.

A branch pools a map of each box, puts it through a head and a predictor, and has a task, which
knows what the predictor's numbers mean: how to teach them, and how to read them. ``RoIHeads``
takes any number of branches. ``mask_head.py`` and ``keypoint_head.py`` have the two of the paper.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from torch import Tensor, nn

from mrcnn_edu.layers.proposal_sampling import Samples

Detections = list[dict[str, Tensor]]


class BranchTask(Protocol):
    """What the numbers of a branch are for.

    Attributes:
        name: such as "mask". The layers of the branch stand in the heads as mask_pooler, mask_head
            and mask_predictor, which are the names that published weights have.
    """

    name: str

    def target_axes(self, predictor: nn.Module) -> dict[str, str]:
        """What it needs of each target, and the axes of it, such as {"masks": "G H W"}.

        Args:
            predictor: of this branch, which may know how many of a thing there are.
        """
        ...

    def losses(
        self, predicted: Tensor, samples: Sequence[Samples], targets: Sequence[Mapping[str, Tensor]]
    ) -> dict[str, Tensor]:
        """What the branch has to learn, by name, a scalar each.

        Args:
            predicted: what the predictor said of the positive boxes of all samples.
            samples: for each image the proposals to learn from.
            targets: for each image what is true.
        """
        ...

    def read(self, predicted: Tensor, detections: Detections) -> None:
        """Add what the branch found to each image's detections.

        Args:
            predicted: what the predictor said of the boxes of all detections.
            detections: for each image a dict with "boxes" (D, 4) and "labels" (D,).
        """
        ...


class Branch(NamedTuple):
    """A task, and the layers that work on it.

    Attributes:
        task: says how the predictor's numbers are taught and read.
        pooler: makes maps of one size of boxes, a ``RoIPooler``.
        head: works on those maps.
        predictor: makes the task's numbers of what comes out of the head.
    """

    task: BranchTask
    pooler: nn.Module
    head: nn.Module
    predictor: nn.Module


def number_of(predictor: nn.Module, name: str, layer: str, width: str) -> int:
    """How many things a predictor tells apart: as it says, or as wide as its last layer is.

    torchvision's predictors do not say it. As an ``AttributeError`` would be lost in a property of
    a module, what is missing is a ``TypeError``.

    Args:
        predictor: ours, torchvision's, or one of your own.
        name: the attribute that says it, such as "num_classes".
        layer: the name of the layer whose width is as large, such as "cls_score".
        width: the attribute of that layer, such as "out_features".

    Raises:
        TypeError: if it has neither.

    Example:
        >>> predictor = nn.ModuleDict({"cls_score": nn.Linear(8, 5)})
        >>> number_of(predictor, "num_classes", "cls_score", "out_features")
        5
    """
    told = getattr(predictor, name, getattr(getattr(predictor, layer, None), width, None))
    if not isinstance(told, int):
        raise TypeError(
            f"{type(predictor).__name__} must say how many things it tells apart, as {name} or by a"
            f" layer {layer} with {width}, as ours and torchvision's do; give it self.{name}"
        )
    return told
