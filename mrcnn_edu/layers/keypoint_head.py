"""The keypoint head: where in a box each joint of a body is.

It is the mask head once more, with a map for each kind of joint in which a single cell is right.
Maps are twice as fine as masks (56 x 56), because a joint is a point.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from mrcnn_edu.layers.box_head import FastRCNNPredictor
from mrcnn_edu.layers.grouped_nms import GroupedNms
from mrcnn_edu.layers.mask_head import initialise
from mrcnn_edu.layers.proposal_sampling import SAMPLES_PER_IMAGE, Samples
from mrcnn_edu.layers.roi_heads import Detections, Features, RoIHeads
from mrcnn_edu.layers.rpn import Target
from mrcnn_edu.ops.keypoints import heatmaps_to_keypoints, keypoints_to_heatmap
from mrcnn_edu.ops.losses import keypoint_loss
from mrcnn_edu.ops.nms import batched_nms


class KeypointHead(nn.Sequential):
    """Eight 3x3 convolutions.

    Args:
        in_channels: C of the pooled maps.
        width: channels of each convolution.

    Source:
        He et al., "Mask R-CNN" (2017), section 5. The results and state-dict keys of torchvision's
        KeypointRCNNHeads.

    Example:
        >>> KeypointHead(256, 512)(torch.rand(1, 256, 14, 14)).shape
        torch.Size([1, 512, 14, 14])
    """

    def __init__(self, in_channels: int, width: int) -> None:
        layers: list[nn.Module] = []
        for channels in (in_channels, *[width] * 7):
            conv = nn.Conv2d(channels, width, 3, padding=1)
            initialise(conv)
            layers += [conv, nn.ReLU(inplace=True)]
        super().__init__(*layers)


class KeypointPredictor(nn.Module):
    """A map for each kind of keypoint, four times as fine as what comes in.

    Args:
        in_channels: of what comes in.
        num_keypoints: P; 17 in COCO.

    Source:
        He et al., "Mask R-CNN" (2017), section 5: a transposed convolution, then bilinear
        upsampling. The results and state-dict keys of torchvision's KeypointRCNNPredictor.

    Example:
        >>> KeypointPredictor(512, 17)(torch.rand(1, 512, 14, 14)).shape
        torch.Size([1, 17, 56, 56])
    """

    def __init__(self, in_channels: int, num_keypoints: int) -> None:
        super().__init__()
        self.num_keypoints = num_keypoints
        self.kps_score_lowres = nn.ConvTranspose2d(in_channels, num_keypoints, 4, 2, padding=1)
        initialise(self.kps_score_lowres)

    def forward(self, x: Tensor) -> Tensor:
        """From (R, in_channels, 14, 14) to (R, P, 56, 56)."""
        x = self.kps_score_lowres(x)  # (R, P, 28, 28)
        return interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class KeypointRoIHeads(RoIHeads):
    """The box head and the keypoint head.

    Args:
        box_pooler: as in ``RoIHeads``.
        box_head: likewise.
        box_predictor: likewise.
        keypoint_pooler: makes larger maps of boxes than that of the box head.
        keypoint_head: works on them.
        keypoint_predictor: makes of that a map for each kind of keypoint (R, P, M, M).
        score_threshold: as in ``RoIHeads``.
        nms_threshold: likewise.
        detections_per_image: likewise.
        samples_per_image: likewise.
        nms: likewise.

    Source:
        He et al., "Mask R-CNN" (2017), section 5. The results and state-dict keys of torchvision's
        RoIHeads with keypoints.
    """

    def __init__(
        self,
        box_pooler: nn.Module,
        box_head: nn.Module,
        box_predictor: FastRCNNPredictor,
        keypoint_pooler: nn.Module,
        keypoint_head: nn.Module,
        keypoint_predictor: KeypointPredictor,
        *,
        score_threshold: float = 0.05,
        nms_threshold: float = 0.5,
        detections_per_image: int = 100,
        samples_per_image: int = SAMPLES_PER_IMAGE,
        nms: GroupedNms = batched_nms,
    ) -> None:
        super().__init__(
            box_pooler,
            box_head,
            box_predictor,
            score_threshold=score_threshold,
            nms_threshold=nms_threshold,
            detections_per_image=detections_per_image,
            samples_per_image=samples_per_image,
            nms=nms,
        )
        self.keypoint_pooler = keypoint_pooler
        self.keypoint_head = keypoint_head
        self.keypoint_predictor = keypoint_predictor
        self.target_axes["keypoints"] = f"G {keypoint_predictor.num_keypoints} 3"

    def detect(
        self,
        features: Features,
        proposals: Sequence[Tensor],
        image_sizes: Sequence[tuple[int, int]],
    ) -> Detections:
        """What the box head finds, "keypoints" (D, P, 3) and "keypoints_scores" (D, P)."""
        detections = super().detect(features, proposals, image_sizes)
        maps = self.predict_keypoints(features, [found["boxes"] for found in detections])
        counts = [len(found["labels"]) for found in detections]
        for found, of_image in zip(detections, torch.split(maps, counts), strict=True):
            points, scores = heatmaps_to_keypoints(of_image, found["boxes"])
            found["keypoints"], found["keypoints_scores"] = points, scores
        return detections

    def losses(
        self, features: Features, samples: Sequence[Samples], targets: Sequence[Target]
    ) -> dict[str, Tensor]:
        """The losses of the box head, and "loss_keypoint"."""
        losses = super().losses(features, samples, targets)
        maps = self.predict_keypoints(features, [sample.positive_boxes for sample in samples])
        wanted = [
            keypoints_to_heatmap(
                target["keypoints"][sample.matches], sample.positive_boxes, maps.shape[-1]
            )
            for sample, target in zip(samples, targets, strict=True)
        ]
        cells = torch.cat([of_image for of_image, _ in wanted])  # (R, P)
        visible = torch.cat([of_image for _, of_image in wanted])  # (R, P)
        losses["loss_keypoint"] = keypoint_loss(maps, cells, visible)
        return losses

    def predict_keypoints(self, features: Features, boxes: Sequence[Tensor]) -> Tensor:
        """Maps (R, P, M, M) of boxes (R_i, 4) of each image."""
        pooled = self.keypoint_pooler(features, boxes)  # (R, C, 14, 14)
        maps: Tensor = self.keypoint_predictor(self.keypoint_head(pooled))
        return maps
