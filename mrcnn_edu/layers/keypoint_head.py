"""The keypoint head: where in a box each joint of a body is.

It is the mask head once more, with a map for each kind of joint in which a single cell is right.
Maps are twice as fine as masks (56 x 56), because a joint is a point.
"""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from mrcnn_edu.layers.branches import Detections, number_of
from mrcnn_edu.layers.mask_head import initialise
from mrcnn_edu.layers.own_operators import check_function
from mrcnn_edu.layers.proposal_sampling import Samples
from mrcnn_edu.ops.keypoints import heatmaps_to_keypoints, keypoints_to_heatmap
from mrcnn_edu.ops.losses import keypoint_loss

# (maps, boxes) to keypoints (R, P, 3) and scores (R, P); see ops/keypoints.py.
PointReader = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


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


class KeypointTask:
    """Keypoints: in which cell of its map each joint lies.

    Args:
        points_of: how points are read from the maps, a function (maps, boxes) to keypoints
            (R, P, 3) and scores (R, P): ``heatmaps_to_keypoints`` or your own.

    Raises:
        TypeError: if that is no function.

    Source:
        He et al., "Mask R-CNN" (2017), section 5. The results of torchvision's RoIHeads with
        keypoints.

    Example:
        >>> KeypointTask().target_axes(KeypointPredictor(8, 17))
        {'keypoints': 'G 17 3'}
    """

    name = "keypoint"

    def __init__(self, points_of: PointReader = heatmaps_to_keypoints) -> None:
        check_function("points_of", points_of, "(maps, boxes)")
        self.points_of = points_of

    def target_axes(self, predictor: nn.Module) -> dict[str, str]:
        """A target must hold as many keypoints of each of its G objects as there are maps.

        Args:
            predictor: a ``KeypointPredictor``, which knows how many that are.
        """
        count = number_of(predictor, "num_keypoints", "kps_score_lowres", "out_channels")
        return {"keypoints": f"G {count} 3"}

    def losses(
        self, predicted: Tensor, samples: Sequence[Samples], targets: Sequence[Mapping[str, Tensor]]
    ) -> dict[str, Tensor]:
        """Of the keypoints of positive proposals, "loss_keypoint".

        Args:
            predicted: (R, P, M, M), maps of the positive proposals of all images.
            samples: for each image the proposals to learn from.
            targets: for each image a dict with "keypoints" (G, P, 3).
        """
        wanted = [
            keypoints_to_heatmap(
                target["keypoints"][sample.matches], sample.positive_boxes, predicted.shape[-1]
            )
            for sample, target in zip(samples, targets, strict=True)
        ]
        cells = torch.cat([of_image for of_image, _ in wanted])  # (R, P)
        visible = torch.cat([of_image for _, of_image in wanted])  # (R, P)
        return {"loss_keypoint": keypoint_loss(predicted, cells, visible)}

    def read(self, predicted: Tensor, detections: Detections) -> None:
        """Add "keypoints" (D, P, 3) and "keypoints_scores" (D, P) to each image's detections.

        Args:
            predicted: (D, P, M, M), maps of the detections of all images.
            detections: for each image a dict with "boxes" (D, 4).
        """
        counts = [len(found["labels"]) for found in detections]
        for found, of_image in zip(detections, torch.split(predicted, counts), strict=True):
            points, scores = self.points_of(of_image, found["boxes"])
            found["keypoints"], found["keypoints_scores"] = points, scores
