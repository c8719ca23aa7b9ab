"""RoI heads: everything that looks at one proposal at a time.

``RoIHeads`` has the box head, and is Fast R-CNN. ``MaskRoIHeads`` and ``KeypointRoIHeads`` (in
``mask_head.py`` and ``keypoint_head.py``) put one more branch beside it. In training all branches
look at the sampled proposals; in inference the box head looks at the proposals, and the others at
its detections, which are fewer and better placed.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor, select_detections
from mrcnn_edu.layers.grouped_nms import GroupedNms
from mrcnn_edu.layers.proposal_sampling import SAMPLES_PER_IMAGE, Samples, sample_proposals
from mrcnn_edu.layers.rpn import Target
from mrcnn_edu.ops.losses import fast_rcnn_loss
from mrcnn_edu.ops.nms import batched_nms

Features = Mapping[str, Tensor]
Detections = list[dict[str, Tensor]]


class RoIHeads(nn.Module):
    """The box head: from proposals to detections, or to the losses that teach it.

    Args:
        box_pooler: makes maps of one size of the proposals, a ``RoIPooler``.
        box_head: makes of those (R, F).
        box_predictor: makes of that class logits (R, K) and deltas (R, K, 4).
        score_threshold: a class counts as found from above this probability.
        nms_threshold: the IoU above which the better of two boxes of a class removes the other.
        detections_per_image: how many to keep at most.
        samples_per_image: how many proposals to learn from at most.
        nms: what removes boxes, within each class.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2. The results and state-dict keys of torchvision's
        RoIHeads.

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
        score_threshold: float = 0.05,
        nms_threshold: float = 0.5,
        detections_per_image: int = 100,
        samples_per_image: int = SAMPLES_PER_IMAGE,
        nms: GroupedNms = batched_nms,
    ) -> None:
        super().__init__()
        self.box_pooler = box_pooler
        self.box_head = box_head
        self.box_predictor = box_predictor
        self.score_threshold = score_threshold
        self.nms_threshold = nms_threshold
        self.detections_per_image = detections_per_image
        self.samples_per_image = samples_per_image
        self.nms = nms
        # What a target must hold, and the axes of each; G is the number of its objects.
        self.target_axes = {"boxes": "G 4", "labels": "G"}

    @property
    def num_classes(self) -> int:
        """K, with the background: what the predictor of this moment tells apart."""
        return self.box_predictor.num_classes

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
        every = zip(proposals, targets, strict=True)
        samples = [sample_proposals(*each, self.samples_per_image) for each in every]
        return [], self.losses(features, samples, targets)

    def detect(
        self,
        features: Features,
        proposals: Sequence[Tensor],
        image_sizes: Sequence[tuple[int, int]],
    ) -> Detections:
        """For each image "boxes" (D, 4), "labels" (D,) and "scores" (D,), best first."""
        class_logits, deltas = self.predict_boxes(features, proposals)
        return select_detections(
            class_logits,
            deltas,
            proposals,
            image_sizes,
            score_threshold=self.score_threshold,
            nms_threshold=self.nms_threshold,
            detections_per_image=self.detections_per_image,
            nms=self.nms,
        )

    def losses(
        self, features: Features, samples: Sequence[Samples], targets: Sequence[Target]
    ) -> dict[str, Tensor]:
        """By name, a scalar each; a branch adds its own.

        Args:
            features: for each level a map (N, C, H_l, W_l).
            samples: for each image the proposals to learn from.
            targets: for each image what is true; branches need it, the box head no longer.
        """
        predicted = self.predict_boxes(features, [sample.boxes for sample in samples])
        class_loss, box_loss = fast_rcnn_loss(
            *predicted,
            torch.cat([sample.labels for sample in samples]),  # (S,)
            torch.cat([sample.box_targets for sample in samples]),  # (S, 4)
        )
        return {"loss_classifier": class_loss, "loss_box_reg": box_loss}

    def predict_boxes(self, features: Features, boxes: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Class logits (R, K) and deltas (R, K, 4) of boxes (R_i, 4) of each image."""
        pooled = self.box_pooler(features, boxes)  # (R, C, 7, 7)
        predicted: tuple[Tensor, Tensor] = self.box_predictor(self.box_head(pooled))
        return predicted
