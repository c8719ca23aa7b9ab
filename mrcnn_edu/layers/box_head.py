"""The box head: what is in a proposal, and where exactly.

Two layers turn the pooled map of a proposal into a row of numbers, two more turn that into a score
for each class and, for each class, a correction of the box.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.own_operators import GroupedNms
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image, remove_small_boxes

BOX_WEIGHTS = (10.0, 10.0, 5.0, 5.0)  # what deltas are multiplied by; see ``encode_boxes``
SMALLEST_SIDE = 1e-2  # pixels


class TwoMLPHead(nn.Module):
    """Two fully connected layers on the pooled map of a proposal.

    Args:
        in_features: C · M · M of the map.
        width: of both layers.

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), section 4.2; He et al., "Mask R-CNN" (2017),
        figure 4 (right). The results and state-dict keys of torchvision's TwoMLPHead.

    Example:
        >>> TwoMLPHead(256 * 7 * 7, 1024)(torch.rand(3, 256, 7, 7)).shape
        torch.Size([3, 1024])
    """

    def __init__(self, in_features: int, width: int) -> None:
        super().__init__()
        self.fc6 = nn.Linear(in_features, width)
        self.fc7 = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """From (R, C, M, M) to (R, width)."""
        x = self.fc6(x.flatten(1)).relu()  # (R, C · M · M), then (R, width)
        return self.fc7(x).relu()  # type: ignore[no-any-return]


def then_mean(stage: nn.Module) -> nn.Sequential:
    """A stage, and after it the mean of each channel: from (R, C, M, M) to (R, C')."""
    return nn.Sequential(stage, nn.AdaptiveAvgPool2d(1), nn.Flatten())


class FastRCNNPredictor(nn.Module):
    """A logit for each class, background first, and four deltas for each class.

    Args:
        in_features: width of what comes in.
        num_classes: K, with the background.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2.1. The results and state-dict keys of torchvision's
        FastRCNNPredictor. The deltas of the background are never trained nor looked at.

    Example:
        >>> class_logits, deltas = FastRCNNPredictor(1024, 91)(torch.rand(3, 1024))
        >>> tuple(class_logits.shape), tuple(deltas.shape)
        ((3, 91), (3, 91, 4))
    """

    def __init__(self, in_features: int, num_classes: int) -> None:
        super().__init__()
        self.num_classes = num_classes
        self.cls_score = nn.Linear(in_features, num_classes)
        self.bbox_pred = nn.Linear(in_features, 4 * num_classes)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """From (R, in_features) to logits (R, K) and deltas (R, K, 4)."""
        return self.cls_score(x), self.bbox_pred(x).unflatten(1, (-1, 4))


def softmax_scores(class_logits: Tensor) -> Tensor:
    """Probabilities of classes that exclude one another.

    Args:
        class_logits: (R, K).

    Returns:
        (R, K), from 0 to 1, in at least float32: in half precision, scores near 1 would stand in
        steps of 1/256.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2.1, where it takes the place of R-CNN's SVMs.

    Example:
        >>> softmax_scores(torch.zeros(1, 4))
        tensor([[0.2500, 0.2500, 0.2500, 0.2500]])
    """
    return class_logits.to(torch.promote_types(class_logits.dtype, torch.float32)).softmax(1)


def select_detections(
    scores: Tensor,
    deltas: Tensor,
    proposals: Sequence[Tensor],
    image_sizes: Sequence[tuple[int, int]],
    *,
    score_threshold: float,
    nms_threshold: float,
    detections_per_image: int,
    nms: GroupedNms,
) -> list[dict[str, Tensor]]:
    """From scores and deltas of every class to the boxes that are shown.

    Args:
        scores: (R, K), background first, whose own is not looked at. Any numbers of which a
            larger one means more certain: probabilities, or what an SVM of each class says.
        deltas: (R, K, 4).
        proposals: for each image (R_i, 4).
        image_sizes: (height, width) of each, to which boxes are clipped.
        score_threshold: a class counts as found from above this score.
        nms_threshold: the IoU above which the better of two boxes of a class removes the other.
        detections_per_image: how many to keep at most, of all classes together.
        nms: what does so, within each class.

    Returns:
        For each image a dict with "boxes" (D, 4), "labels" (D,) and "scores" (D,), best first.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2.3, end; at most 100 detections as in "Mask R-CNN",
        section 3.1. The results of torchvision's RoIHeads.postprocess_detections.

    Example:
        >>> from mrcnn_edu.ops.nms import batched_nms
        >>> scores = torch.tensor([[0.1, 0.0, 0.9]])
        >>> proposal = torch.tensor([[2.0, 2.0, 6.0, 6.0]])
        >>> (found,) = select_detections(
        ...     scores, torch.zeros(1, 3, 4), [proposal], [(8, 5)], score_threshold=0.05,
        ...     nms_threshold=0.5, detections_per_image=100, nms=batched_nms)
        >>> found["boxes"], found["labels"]
        (tensor([[2., 2., 5., 6.]]), tensor([2]))
    """
    counts = [len(of_image) for of_image in proposals]
    detections = []
    for score, delta, proposal, size in zip(
        torch.split(scores, counts),
        torch.split(deltas, counts),
        proposals,
        image_sizes,
        strict=True,
    ):
        # Every class of every proposal is a candidate of its own, but for the background.
        which, label = (score[:, 1:] > score_threshold).nonzero().unbind(1)  # (D,) each
        label = label + 1
        boxes = decode_boxes(delta[which, label], proposal[which], BOX_WEIGHTS)  # (D, 4)
        boxes, score = clip_boxes_to_image(boxes, size), score[which, label]  # (D, 4), (D,)
        keep = remove_small_boxes(boxes, SMALLEST_SIDE)
        boxes, score, label = boxes[keep], score[keep], label[keep]
        keep = nms(boxes, score, label, nms_threshold)[:detections_per_image]
        detections.append({"boxes": boxes[keep], "labels": label[keep], "scores": score[keep]})
    return detections
