"""The mask head: which pixels of a box belong to the object.

Its pooled maps are larger than the box head's (14 x 14), and nothing in it is fully connected, so
that each number of the mask keeps its place in the box. There is one mask for each class; the box
head says which of them to look at.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor
from mrcnn_edu.layers.grouped_nms import GroupedNms
from mrcnn_edu.layers.mask_variants import sigmoid_of_class
from mrcnn_edu.layers.proposal_sampling import SAMPLES_PER_IMAGE, Samples
from mrcnn_edu.layers.roi_heads import Detections, Features, RoIHeads
from mrcnn_edu.layers.rpn import Target
from mrcnn_edu.ops.losses import mask_loss
from mrcnn_edu.ops.masks import crop_mask_targets
from mrcnn_edu.ops.nms import batched_nms

# (logits, labels, targets) to a scalar, and (logits, labels) to (R, M, M); see mask_variants.py.
MaskLoss = Callable[[Tensor, Tensor, Tensor], Tensor]
MaskReader = Callable[[Tensor, Tensor], Tensor]


class MaskHead(nn.Sequential):
    """Four 3x3 convolutions.

    Args:
        in_channels: C of the pooled maps.
        width: channels of each convolution.

    Source:
        He et al., "Mask R-CNN" (2017), figure 4 (right). The results and state-dict keys of
        torchvision's MaskRCNNHeads.

    Example:
        >>> MaskHead(256, 256)(torch.rand(3, 256, 14, 14)).shape
        torch.Size([3, 256, 14, 14])
    """

    def __init__(self, in_channels: int, width: int) -> None:
        blocks = []
        for channels in (in_channels, width, width, width):
            conv = nn.Conv2d(channels, width, 3, padding=1)
            initialise(conv)
            blocks.append(nn.Sequential(conv, nn.ReLU(inplace=True)))
        super().__init__(*blocks)


class MaskPredictor(nn.Sequential):
    """A transposed convolution to twice the size, and a logit for each pixel and class.

    Args:
        in_channels: of what comes in.
        width: of the transposed convolution.
        num_classes: K. The paper has one mask for each of 80 classes; torchvision one more, for
            the background, which is never trained nor looked at.

    Source:
        He et al., "Mask R-CNN" (2017), figure 4 (right). The results and state-dict keys of
        torchvision's MaskRCNNPredictor.

    Example:
        >>> MaskPredictor(256, 256, 91)(torch.rand(3, 256, 14, 14)).shape
        torch.Size([3, 91, 28, 28])
    """

    def __init__(self, in_channels: int, width: int, num_classes: int) -> None:
        grow = nn.ConvTranspose2d(in_channels, width, 2, stride=2)
        logits = nn.Conv2d(width, num_classes, 1)
        initialise(grow)
        initialise(logits)
        steps = {"conv5_mask": grow, "relu": nn.ReLU(inplace=True), "mask_fcn_logits": logits}
        super().__init__(OrderedDict(steps))


class MaskRoIHeads(RoIHeads):
    """The box head and the mask head.

    Args:
        box_pooler: as in ``RoIHeads``.
        box_head: likewise.
        box_predictor: likewise.
        mask_pooler: makes larger maps of boxes than that of the box head.
        mask_head: works on them.
        mask_predictor: makes of that a logit for each pixel and class (R, K, M, M).
        score_threshold: as in ``RoIHeads``.
        nms_threshold: likewise.
        detections_per_image: likewise.
        samples_per_image: likewise.
        nms: likewise.
        mask_loss: teaches the logits of proposals, with labels (R,) and targets (R, M, M).
        mask_of: makes of logits and labels the probabilities (R, M, M) of each box's mask.

    Source:
        He et al., "Mask R-CNN" (2017), section 3. The results and state-dict keys of torchvision's
        RoIHeads with masks.
    """

    def __init__(
        self,
        box_pooler: nn.Module,
        box_head: nn.Module,
        box_predictor: FastRCNNPredictor,
        mask_pooler: nn.Module,
        mask_head: nn.Module,
        mask_predictor: nn.Module,
        *,
        score_threshold: float = 0.05,
        nms_threshold: float = 0.5,
        detections_per_image: int = 100,
        samples_per_image: int = SAMPLES_PER_IMAGE,
        nms: GroupedNms = batched_nms,
        mask_loss: MaskLoss = mask_loss,
        mask_of: MaskReader = sigmoid_of_class,
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
        self.mask_pooler = mask_pooler
        self.mask_head = mask_head
        self.mask_predictor = mask_predictor
        self.mask_loss = mask_loss
        self.mask_of = mask_of
        self.target_axes["masks"] = "G H W"

    def detect(
        self,
        features: Features,
        proposals: Sequence[Tensor],
        image_sizes: Sequence[tuple[int, int]],
    ) -> Detections:
        """What the box head finds, and "masks" (D, 1, M, M), probabilities within the box."""
        detections = super().detect(features, proposals, image_sizes)
        logits = self.predict_masks(features, [found["boxes"] for found in detections])
        labels = torch.cat([found["labels"] for found in detections])  # (D,)
        masks = self.mask_of(logits, labels)[:, None]  # (D, 1, M, M)
        counts = [len(found["labels"]) for found in detections]
        for found, of_image in zip(detections, torch.split(masks, counts), strict=True):
            found["masks"] = of_image
        return detections

    def losses(
        self, features: Features, samples: Sequence[Samples], targets: Sequence[Target]
    ) -> dict[str, Tensor]:
        """The losses of the box head, and "loss_mask"."""
        losses = super().losses(features, samples, targets)
        logits = self.predict_masks(features, [sample.positive_boxes for sample in samples])
        labels = torch.cat([sample.positive_labels for sample in samples])  # (P,)
        size = logits.shape[-1]
        cropped = [
            crop_mask_targets(target["masks"], sample.positive_boxes, sample.matches, size)
            for sample, target in zip(samples, targets, strict=True)
        ]  # (P_i, M, M) each
        losses["loss_mask"] = self.mask_loss(logits, labels, torch.cat(cropped))
        return losses

    def predict_masks(self, features: Features, boxes: Sequence[Tensor]) -> Tensor:
        """Logits (R, K, M, M) of boxes (R_i, 4) of each image."""
        pooled = self.mask_pooler(features, boxes)  # (R, C, 14, 14)
        logits: Tensor = self.mask_predictor(self.mask_head(pooled))
        return logits


def initialise(layer: nn.Conv2d | nn.ConvTranspose2d) -> None:
    """Draw weights that keep activations at one size; biases begin at 0.

    Source:
        He et al., "Delving Deep into Rectifiers" (2015), section 2.2, as in torchvision.
    """
    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
