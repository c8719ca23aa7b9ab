"""The mask head: which pixels of a box belong to the object.

Its pooled maps are larger than the box head's (14 x 14), and nothing in it is fully connected, so
that each number of the mask keeps its place in the box. There is one mask for each class; the box
head says which of them to look at.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.branches import Detections
from mrcnn_edu.layers.mask_variants import sigmoid_of_class
from mrcnn_edu.layers.own_operators import check_function, check_given
from mrcnn_edu.layers.proposal_sampling import Samples
from mrcnn_edu.ops.losses import mask_loss
from mrcnn_edu.ops.masks import crop_mask_targets

# (logits, labels, targets) to a scalar, and (logits, labels) to (R, M, M); see mask_variants.py.
MaskLoss = Callable[[Tensor, Tensor, Tensor], Tensor]
MaskReader = Callable[[Tensor, Tensor], Tensor]
# (masks, boxes, matched_idxs, mask_size) to (R, M, M); see ops/masks.py and ops/exact_masks.py.
MaskTarget = Callable[[Tensor, Tensor, Tensor, int], Tensor]


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


class MaskTask:
    """Masks, one for each class: which pixels of a box are the object's.

    Args:
        loss: teaches the logits of proposals, with labels (R,) and targets (R, M, M).
        mask_of: makes of logits and labels the probabilities (R, M, M) of each box's mask.
        target_of: what a proposal is to learn: makes of true masks (G, H, W), proposals (R, 4), the
            numbers (R,) of the masks that they are matched to, and M, the targets (R, M, M).

    Raises:
        TypeError: if ``loss`` or ``target_of`` is not a function; in training, as well if it does
            not give a tensor of floating-point numbers.
        ValueError: in training, if ``loss`` does not give a scalar, or ``target_of`` (R, M, M).

    Source:
        He et al., "Mask R-CNN" (2017), section 3. The results of torchvision's RoIHeads with masks.

    Example:
        >>> from mrcnn_edu.layers.branches import Branch
        >>> from mrcnn_edu.layers.roi_pooler import RoIPooler
        >>> layers = RoIPooler(14, strides=(4,)), MaskHead(16, 8), MaskPredictor(8, 8, 3)
        >>> Branch(MaskTask(), *layers).task.target_axes(layers[-1])
        {'masks': 'G H W'}
    """

    name = "mask"

    def __init__(
        self,
        *,
        loss: MaskLoss = mask_loss,
        mask_of: MaskReader = sigmoid_of_class,
        target_of: MaskTarget = crop_mask_targets,
    ) -> None:
        check_function("mask_loss", loss, "(mask_logits, labels, targets)")
        check_function("mask_target", target_of, "(masks, boxes, matched_idxs, mask_size)")
        self.loss = loss
        self.mask_of = mask_of
        self.target_of = target_of

    def target_axes(self, predictor: nn.Module) -> dict[str, str]:
        """A target must hold a mask of each of its G objects, of the image's size."""
        return {"masks": "G H W"}

    def losses(
        self, predicted: Tensor, samples: Sequence[Samples], targets: Sequence[Mapping[str, Tensor]]
    ) -> dict[str, Tensor]:
        """Of the masks of positive proposals, "loss_mask".

        Args:
            predicted: (P, K, M, M), logits of the positive proposals of all images.
            samples: for each image the proposals to learn from.
            targets: for each image a dict with "masks" (G, H, W).
        """
        labels = torch.cat([sample.positive_labels for sample in samples])  # (P,)
        cropped = [
            self._target(
                target["masks"], sample.positive_boxes, sample.matches, predicted.shape[-1]
            )
            for sample, target in zip(samples, targets, strict=True)
        ]  # (P_i, M, M) each
        loss = self.loss(predicted, labels, torch.cat(cropped))
        return {"loss_mask": check_given("mask_loss", self.loss, loss, "()", ())}

    def _target(self, masks: Tensor, boxes: Tensor, matches: Tensor, size: int) -> Tensor:
        """What the proposals of one image are to learn: (P_i, M, M)."""
        target = self.target_of(masks, boxes, matches, size)
        wanted = (len(boxes), size, size)
        return check_given("mask_target", self.target_of, target, "(R, M, M)", wanted)

    def read(self, predicted: Tensor, detections: Detections) -> None:
        """Add "masks" (D, 1, M, M), probabilities within the box, to each image's detections.

        Args:
            predicted: (D, K, M, M), logits of the detections of all images.
            detections: for each image a dict with "labels" (D,).
        """
        labels = torch.cat([found["labels"] for found in detections])  # (D,)
        masks = self.mask_of(predicted, labels)[:, None]  # (D, 1, M, M)
        counts = [len(found["labels"]) for found in detections]
        for found, of_image in zip(detections, torch.split(masks, counts), strict=True):
            found["masks"] = of_image


def initialise(layer: nn.Conv2d | nn.ConvTranspose2d) -> None:
    """Draw weights that keep activations at one size; biases begin at 0.

    Source:
        He et al., "Delving Deep into Rectifiers" (2015), section 2.2, as in torchvision.
    """
    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
