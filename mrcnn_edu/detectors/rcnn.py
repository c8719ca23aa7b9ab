"""R-CNN: each proposal is cut out, warped to one size, and looked at by itself."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.input_checks import check_pixels, check_proposals
from mrcnn_edu.detectors.weight_files import class_names_in
from mrcnn_edu.detectors.weights import load_weights
from mrcnn_edu.layers.crop_network import CROP, WIDTH, CropNetwork
from mrcnn_edu.layers.image_transform import IMAGENET_MEAN
from mrcnn_edu.layers.svm_heads import SVMHeads
from mrcnn_edu.ops.warping import warp_crops

CROPS_AT_ONCE = 256


class RCNN(nn.Module):
    """Warped crops, one network, an SVM and a regressor for each class.

    Args:
        num_classes: K, with the background.

    Attributes:
        network: makes pool5 and fc7 of a crop; fine-tuned first.
        heads: the SVMs and regressors, made after it; ``heads.use_svms`` and ``heads.regress`` say
            whether they are used.
        takes_proposals: True: it looks where it is told to.
        class_names: what the labels mean, "background" first; None until weights say it.

    Source:
        Girshick et al., "Rich feature hierarchies for accurate object detection and semantic
        segmentation" (2014).

    Example:
        >>> detector = RCNN(4).eval()
        >>> proposals = [torch.tensor([[4.0, 4.0, 30.0, 20.0]])]
        >>> (found,) = detector([torch.rand(3, 40, 50)], proposals=proposals)
        >>> sorted(found), sum(p.numel() for p in detector.parameters())
        (['boxes', 'labels', 'scores'], 636299)
    """

    takes_proposals = True

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.network = CropNetwork(num_classes)
        self.heads = SVMHeads(WIDTH, self.network.pooled, num_classes)
        self.class_names: tuple[str, ...] | None = None

    def forward(
        self, images: Sequence[Tensor], proposals: Sequence[Tensor] | None = None
    ) -> list[dict[str, Tensor]]:
        """Detect.

        Args:
            images: (3, H, W) each, red, green, blue, from 0 to 1, of any sizes.
            proposals: for each image (R, 4), xyxy in its pixels.

        Returns:
            For each image a dict with "boxes" (D, 4), xyxy in its pixels, "labels" (D,), "scores"
            (D,), best first.

        Raises:
            TypeError: if images or proposals are not tensors of the right kinds.
            ValueError: if one cannot be used; the message names it.
        """
        check_pixels(images, self.heads.svms.weight)
        check_proposals(proposals, images)
        found = []
        for image, boxes in zip(images, proposals or (), strict=True):
            pool5, fc7, logits = self.describe(image, boxes)
            found.append(self.heads(fc7, pool5, logits, boxes, (image.shape[1], image.shape[2])))
        return found

    def describe(self, image: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the network says of each box.

        Args:
            image: (3, H, W), from 0 to 1.
            boxes: (R, 4), xyxy in its pixels.

        Returns:
            pool5 (R, 1536), fc7 (R, 256) and logits (R, K).
        """
        crops = crop(image, boxes)  # (R, 3, 64, 64)
        parts = [self.network(some) for some in torch.split(crops, CROPS_AT_ONCE)]
        pool5, fc7, logits = (torch.cat(each) for each in zip(*parts, strict=True))
        return pool5, fc7, logits


def crop(image: Tensor, boxes: Tensor) -> Tensor:
    """The crops that R-CNN looks at.

    Args:
        image: (3, H, W), from 0 to 1.
        boxes: (R, 4), xyxy in its pixels.

    Returns:
        (R, 3, 64, 64), with 16 pixels of context in 227, as much here, and the mean colour where
        there is no image.

    Example:
        >>> crop(torch.rand(3, 20, 20), torch.tensor([[2.0, 2.0, 9.0, 9.0]])).shape
        torch.Size([1, 3, 64, 64])
    """
    return warp_crops(image, boxes, CROP, fill=IMAGENET_MEAN)


def rcnn(num_classes: int, *, weights: str | Path | None = None) -> RCNN:
    """R-CNN on the road's small network.

    Args:
        num_classes: K, with the background.
        weights: the path of a file; None for a network of random weights and SVMs of zeros.

    Returns:
        The detector, in training mode, with the names of its classes if the file tells them.

    Raises:
        OSError: if the file of weights cannot be read.
        ValueError: if it is damaged or of another detector.

    Example:
        >>> rcnn(4).heads.svms.out_features
        3
    """
    detector = RCNN(num_classes)
    if weights is not None:
        load_weights(detector, weights)
        detector.class_names = class_names_in(Path(weights), num_classes)
    return detector
