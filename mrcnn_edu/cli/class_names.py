"""A detector's classes in annotations, by name: ``evaluation/class_names.py`` asked of a detector.

What that file has besides can be had under this older name too.
"""

from collections.abc import Collection, Sequence

from torch import Tensor

from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation import class_names as by_name
from mrcnn_edu.evaluation.class_names import Relabelled as Relabelled
from mrcnn_edu.evaluation.class_names import some as some


def labels_in(
    detector: TwoStageDetector, class_names: Sequence[str], used: Collection[str] | None = None
) -> Tensor:
    """What each of a detector's labels is called in annotations.

    Args:
        detector: of K classes. Without names, its labels are taken for those of the annotations.
        class_names: of the annotations, "background" first.
        used: those of the names that objects have; all if left out. A class that a file lists, and
            of which it has no object, need not be known.

    Returns:
        (K,), the label of the class with the same name; 0 for classes that are not annotated.

    Raises:
        ValueError: if the detector does not know a class that is used, or has no names and
            another number of classes.

    Example:
        >>> from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
        >>> detector = mask_rcnn_tiny(3)
        >>> detector.class_names = ("background", "cat", "dog")
        >>> labels_in(detector, ("background", "dog"))
        tensor([0, 0, 1])
    """
    num_classes = detector.roi_heads.num_classes
    return by_name.labels_in(class_names, num_classes, detector.class_names, used)
