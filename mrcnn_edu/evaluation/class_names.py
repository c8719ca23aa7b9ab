"""Two lists of classes, a detector's and a data set's, brought together by their names."""

from collections.abc import Collection, Sequence

import torch
from torch import Tensor, nn


def labels_in(
    class_names: Sequence[str],
    num_classes: int,
    names: Sequence[str] | None,
    used: Collection[str] | None = None,
) -> Tensor:
    """What each of a detector's labels is called in other annotations.

    Args:
        class_names: of the annotations, "background" first.
        num_classes: K, how many classes the detector tells apart, with the background.
        names: what it calls them, "background" first. None where nobody knows; its labels are then
            taken for those of the annotations.
        used: those of the names that objects have; all if left out. A class that a file lists, and
            of which it has no object, need not be known.

    Returns:
        (K,), the label of the class with the same name; 0 for classes that are not annotated.

    Raises:
        ValueError: if the detector does not know a class that is used, or has no names and
            another number of classes.

    Example:
        >>> labels_in(("background", "dog"), 3, ("background", "cat", "dog"))
        tensor([0, 0, 1])
    """
    if names is None or list(names) == list(class_names):
        if num_classes != len(class_names):
            raise ValueError(
                f"the detector tells {num_classes} classes apart and does not name them, the"
                f" annotations have {len(class_names)} with the background ({some(class_names)});"
                " evaluate on data with the classes that it was trained on"
            )
        return torch.arange(num_classes)
    wanted = class_names[1:] if used is None else [n for n in class_names[1:] if n in used]
    unknown = [name for name in wanted if name not in names[1:]]
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

    Attributes:
        takes_proposals: whether the detector does.
    """

    def __init__(self, detector: nn.Module, labels: Tensor) -> None:
        super().__init__()
        self.detector = detector
        self.labels = labels
        self.takes_proposals: bool = getattr(detector, "takes_proposals", False)

    def forward(
        self, images: list[Tensor], proposals: list[Tensor] | None = None
    ) -> list[dict[str, Tensor]]:
        """What the detector finds, under the other labels.

        Args:
            images: (3, H, W) each.
            proposals: for each image boxes (R, 4), for a detector that takes them.
        """
        if proposals is None:
            all_found = self.detector(images)
        else:
            all_found = self.detector(images, proposals=proposals)
        relabelled = []
        for found in all_found:
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
