"""RoI heads: everything that looks at one proposal at a time.

``RoIHeads`` has the box head, and alone that is Fast R-CNN. Branches stand beside it, such as one
for masks: see ``branches.py``. In training all of them look at the sampled proposals. In inference
the box head looks at the proposals, and the branches at its detections, which are fewer and better
placed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor, select_detections, softmax_scores
from mrcnn_edu.layers.branches import Branch, Detections, number_of
from mrcnn_edu.layers.own_operators import GroupedNms
from mrcnn_edu.layers.proposal_sampling import (
    BACKGROUND_IOU,
    POSITIVE_FRACTION,
    SAMPLES_PER_IMAGE,
    Samples,
    sample_proposals,
)
from mrcnn_edu.layers.rpn import Target
from mrcnn_edu.ops.losses import fast_rcnn_loss
from mrcnn_edu.ops.nms import batched_nms

Features = Mapping[str, Tensor]
Scorer = Callable[[Tensor], Tensor]  # what the box head says of classes (R, K), to scores (R, K)


class RoIHeads(nn.Module):
    """The box head and its branches: from proposals to detections, or to the losses.

    Args:
        box_pooler: makes maps of one size of the proposals, a ``RoIPooler``.
        box_head: makes of those (R, F).
        box_predictor: makes of that class logits (R, K) and deltas (R, K, 4), or (R, 4 K) as
            torchvision's does.
        branches: what else is said of each box, of any number of kinds. Their layers become this
            module's own, as mask_pooler, mask_head and mask_predictor, and may be exchanged there.
        scorer: makes scores (R, K) of the class logits. Any numbers will do, such as an SVM's: give
            a function that returns them as they are, and a ``score_threshold`` among them.
        score_threshold: a class counts as found from above this score.
        nms_threshold: the IoU above which the better of two boxes of a class removes the other.
        detections_per_image: how many to keep at most.
        samples_per_image: how many proposals to learn from at most.
        background_iou: (low, high); a proposal teaches the background if its largest IoU with an
            object is from low up to high, without high. Fast R-CNN has (0.1, 0.5).
        positive_fraction: the largest share of those proposals that lies on objects.
        beta: of ``smooth_l1`` for the boxes: torchvision's 1/9, where Fast R-CNN has 1.
        nms: what removes boxes, within each class.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2; He et al., "Mask R-CNN" (2017), section 3, for
        branches. The results and state-dict keys of torchvision's RoIHeads.

    Example:
        >>> from mrcnn_edu.layers.box_head import TwoMLPHead
        >>> from mrcnn_edu.layers.roi_pooler import RoIPooler
        >>> pooler = RoIPooler(7, strides=(4,))
        >>> heads = RoIHeads(pooler, TwoMLPHead(16 * 49, 32), FastRCNNPredictor(32, 2)).eval()
        >>> proposals = [torch.tensor([[0.0, 0.0, 30.0, 30.0]])]
        >>> (found,), losses = heads({"0": torch.rand(1, 16, 16, 16)}, proposals, [(60, 64)])
        >>> sorted(found), losses
        (['boxes', 'labels', 'scores'], {})
    """

    def __init__(
        self,
        box_pooler: nn.Module,
        box_head: nn.Module,
        box_predictor: FastRCNNPredictor,
        *,
        branches: Sequence[Branch] = (),
        scorer: Scorer = softmax_scores,
        score_threshold: float = 0.05,
        nms_threshold: float = 0.5,
        detections_per_image: int = 100,
        samples_per_image: int = SAMPLES_PER_IMAGE,
        background_iou: tuple[float, float] = BACKGROUND_IOU,
        positive_fraction: float = POSITIVE_FRACTION,
        beta: float = 1 / 9,
        nms: GroupedNms = batched_nms,
    ) -> None:
        super().__init__()
        self.box_pooler = box_pooler
        self.box_head = box_head
        self.box_predictor = box_predictor
        self.scorer = scorer
        self.score_threshold = score_threshold
        self.nms_threshold = nms_threshold
        self.detections_per_image = detections_per_image
        self.samples_per_image = samples_per_image
        self.background_iou = background_iou
        self.positive_fraction = positive_fraction
        self.beta = beta
        self.nms = nms
        self.tasks = tuple(branch.task for branch in branches)
        for task, pooler, head, predictor in branches:
            self.add_module(f"{task.name}_pooler", pooler)
            self.add_module(f"{task.name}_head", head)
            self.add_module(f"{task.name}_predictor", predictor)

    @property
    def num_classes(self) -> int:
        """K, with the background: what the predictor of this moment tells apart."""
        return number_of(self.box_predictor, "num_classes", "cls_score", "out_features")

    @property
    def target_axes(self) -> dict[str, str]:
        """What a target must hold, and the axes of each; G is the number of its objects."""
        axes = {"boxes": "G 4", "labels": "G"}
        for task in self.tasks:
            axes |= task.target_axes(getattr(self, f"{task.name}_predictor"))
        return axes

    def forward(
        self,
        features: Features,
        proposals: Sequence[Tensor],
        image_sizes: Sequence[tuple[int, int]],
        targets: Sequence[Target] | None = None,
    ) -> tuple[Detections, dict[str, Tensor]]:
        """Look at the proposals of all images.

        Args:
            features: for each level a map (N, C, H_l, W_l).
            proposals: for each image (R_i, 4), xyxy in pixels of the batch.
            image_sizes: (height, width) of each image in the batch.
            targets: in training, for each image a dict with "boxes" (G, 4), "labels" (G,) and
                what the branches need.

        Returns:
            In training an empty list and the losses; otherwise for each image a dict of what was
            found, in pixels of the batch, and an empty dict.
        """
        if not self.training or targets is None:
            return self.detect(features, proposals, image_sizes), {}
        samples = [
            sample_proposals(
                of_image,
                target,
                self.samples_per_image,
                background_iou=self.background_iou,
                positive_fraction=self.positive_fraction,
            )
            for of_image, target in zip(proposals, targets, strict=True)
        ]
        return [], self.losses(features, samples, targets)

    def detect(
        self,
        features: Features,
        proposals: Sequence[Tensor],
        image_sizes: Sequence[tuple[int, int]],
    ) -> Detections:
        """For each image "boxes" (D, 4), "labels" (D,) and "scores" (D,), best first, and more.

        Args:
            features: for each level a map (N, C, H_l, W_l).
            proposals: for each image (R_i, 4), xyxy in pixels of the batch.
            image_sizes: (height, width) of each image in the batch.
        """
        class_logits, deltas = self.predict("box", features, proposals)
        detections = select_detections(
            self.scorer(class_logits),
            deltas,
            proposals,
            image_sizes,
            score_threshold=self.score_threshold,
            nms_threshold=self.nms_threshold,
            detections_per_image=self.detections_per_image,
            nms=self.nms,
        )
        boxes = [found["boxes"] for found in detections]
        for task in self.tasks:
            task.read(self.predict(task.name, features, boxes), detections)
        return detections

    def losses(
        self, features: Features, samples: Sequence[Samples], targets: Sequence[Target]
    ) -> dict[str, Tensor]:
        """By name, a scalar each: two of the box head, and those of the branches.

        Args:
            features: for each level a map (N, C, H_l, W_l).
            samples: for each image the proposals to learn from.
            targets: for each image what is true; branches need it, the box head no longer.
        """
        boxes = [sample.boxes for sample in samples]
        class_logits, deltas = self.predict("box", features, boxes)
        class_loss, box_loss = fast_rcnn_loss(
            class_logits,
            deltas,
            torch.cat([sample.labels for sample in samples]),  # (S,)
            torch.cat([sample.box_targets for sample in samples]),  # (S, 4)
            beta=self.beta,
        )
        losses = {"loss_classifier": class_loss, "loss_box_reg": box_loss}
        positive = [sample.positive_boxes for sample in samples]
        for task in self.tasks:
            losses |= task.losses(self.predict(task.name, features, positive), samples, targets)
        return losses

    def predict(self, branch: str, features: Features, boxes: Sequence[Tensor]) -> Any:
        """What one branch says of boxes.

        Args:
            branch: "box", or the name of another, such as "mask".
            features: for each level a map (N, C, H_l, W_l).
            boxes: for each image (R_i, 4), xyxy in pixels of the batch.

        Returns:
            What its predictor gives: of "box" class logits (R, K) and deltas (R, K, 4), of "mask"
            logits (R, K, M, M), of "keypoint" maps (R, P, M, M).
        """
        parts = (getattr(self, f"{branch}_{part}") for part in ("pooler", "head", "predictor"))
        pooler, head, predictor = parts
        said = predictor(head(pooler(features, boxes)))
        if branch != "box":
            return said
        class_logits, deltas = said
        return class_logits, deltas.unflatten(1, (-1, 4)) if deltas.ndim == 2 else deltas
