"""Two lists of classes, a detector's and a data set's, brought together by their names."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.two_stage import TwoStageDetector


def labels_in(detector: TwoStageDetector, class_names: Sequence[str]) -> Tensor:
    """What each of the detector's labels is called in other annotations.

    Args:
        detector: of K classes. Without names, its labels are taken for those of the annotations.
        class_names: of the annotations, "background" first.

    Returns:
        (K,), the label of the class with the same name; 0 for classes that are not annotated.

    Raises:
        ValueError: if the detector does not know a class that is annotated, or has no names and
            another number of classes.

    Example:
        >>> from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
        >>> detector = mask_rcnn_tiny(3)
        >>> detector.class_names = ("background", "cat", "dog")
        >>> labels_in(detector, ("background", "dog"))
        tensor([0, 0, 1])
    """
    known, names = detector.roi_heads.num_classes, detector.class_names
    if names is None or list(names) == list(class_names):
        if known != len(class_names):
            raise ValueError(
                f"the detector tells {known} classes apart and does not name them, the annotations"
                f" have {len(class_names)} with the background ({some(class_names)}); evaluate"
                " on data with the classes that it was trained on"
            )
        return torch.arange(known)
    unknown = [name for name in class_names[1:] if name not in names[1:]]
    if unknown:
        raise ValueError(
            f"the detector knows {some(names[1:])}, but not what is annotated as"
            f" {some(unknown)}; evaluate on data with the classes that it was trained on"
        )
    places = {name: label for label, name in enumerate(class_names) if label > 0}
    return torch.tensor([0, *(places.get(name, 0) for name in names[1:])])


class Relabelled(nn.Module):
    """A detector whose labels are exchanged for others.

    Args:
        detector: takes a list of images, and gives a list of dicts.
        labels: (K,), the label that each of its own becomes; what becomes 0 is left out.
    """

    def __init__(self, detector: nn.Module, labels: Tensor) -> None:
        super().__init__()
        self.detector = detector
        self.labels = labels

    def forward(self, images: list[Tensor]) -> list[dict[str, Tensor]]:
        """What the detector finds, under the other labels."""
        relabelled = []
        for found in self.detector(images):
            labels = self.labels.to(found["labels"].device)[found["labels"]]  # (D,)
            kept = {name: values[labels > 0] for name, values in found.items()}
            relabelled.append(kept | {"labels": labels[labels > 0]})
        return relabelled


def some(names: Sequence[str]) -> str:
    """The first few of many names.

    Args:
        names: of which five are written.

    Example:
        >>> some("abcdefgh")
        'a, b, c, d, e and 3 more'
    """
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
