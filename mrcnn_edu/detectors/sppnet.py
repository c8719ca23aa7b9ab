"""SPP-Net: the image goes through the convolutions once, and each proposal reads from the map."""

from collections.abc import Sequence
from pathlib import Path

from torch import Tensor, nn

from mrcnn_edu.detectors.input_checks import check_pixels, check_proposals
from mrcnn_edu.detectors.weight_files import class_names_in
from mrcnn_edu.detectors.weights import load_weights
from mrcnn_edu.layers.five_convolutions import STRIDE, FiveConvolutions
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.region_classifier import RegionClassifier
from mrcnn_edu.layers.resizing import resize_boxes
from mrcnn_edu.layers.svm_heads import SVMHeads
from mrcnn_edu.ops.window_pooling import map_windows, pool_windows

LEVELS = (1, 2, 3, 6)  # section 4.1: 50 bins
WIDTH = 256  # of fc6 and fc7; the paper has 4096
MIN_SIZE, MAX_SIZE = 256, 427  # pixels; the paper has 688


class SPPNet(nn.Module):
    """One map of the image, a pyramid over each window of it, then as R-CNN.

    Args:
        num_classes: K, with the background.
        levels: bins along a side for each level of the pyramid.
        min_size: what the shorter side of an image becomes, in pixels.
        max_size: what its longer side may become.

    Attributes:
        body: makes the map, and stays as it was when features were computed with it.
        classifier: fc6, fc7 and a softmax, fine-tuned on features of windows.
        heads: the SVMs and regressors; ``heads.use_svms`` and ``heads.regress`` say whether they
            are used.
        takes_proposals: True: it looks where it is told to.
        class_names: what the labels mean, "background" first; None until weights say it.

    Source:
        He et al., "Spatial Pyramid Pooling in Deep Convolutional Networks for Visual Recognition"
        (2014), section 4.

    Example:
        >>> import torch
        >>> detector = SPPNet(4).eval()
        >>> proposals = [torch.tensor([[4.0, 4.0, 30.0, 20.0]])]
        >>> (found,) = detector([torch.rand(3, 40, 50)], proposals=proposals)
        >>> sorted(found), detector.pool(torch.rand(3, 40, 50), proposals[0]).shape
        (['boxes', 'labels', 'scores'], torch.Size([1, 4800]))
    """

    takes_proposals = True

    def __init__(
        self,
        num_classes: int,
        *,
        levels: Sequence[int] = LEVELS,
        min_size: int = MIN_SIZE,
        max_size: int = MAX_SIZE,
    ) -> None:
        super().__init__()
        self.transform = ImageTransform(min_size, max_size, size_divisible=STRIDE)
        self.body = FiveConvolutions()
        self.levels = tuple(levels)
        pooled = self.body.out_channels * sum(n * n for n in self.levels)
        self.classifier = RegionClassifier(pooled, WIDTH, num_classes)
        self.heads = SVMHeads(WIDTH, pooled, num_classes)
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
            pooled = self.pool(image, boxes)
            fc7, logits = self.classifier(pooled)
            size = (image.shape[1], image.shape[2])
            found.append(self.heads(fc7, pooled, logits, boxes, size))
        return found

    def feature_map(self, image: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """What all windows read from.

        Args:
            image: (3, H, W), from 0 to 1.

        Returns:
            The map (96, h, w), and (height, width) of the image as it was enlarged for it.
        """
        batch, _ = self.transform([image])
        return self.body(batch.tensors)["0"][0], batch.image_sizes[0]

    def pool(self, image: Tensor, boxes: Tensor) -> Tensor:
        """The row of each box: its window on the map, and a pyramid over that.

        Args:
            image: (3, H, W), from 0 to 1.
            boxes: (R, 4), xyxy in its pixels.

        Returns:
            (R, 4800).
        """
        features, size = self.feature_map(image)
        enlarged = resize_boxes(boxes, (image.shape[1], image.shape[2]), size)
        windows = map_windows(enlarged, STRIDE, (features.shape[1], features.shape[2]))
        return pool_windows(features, windows, self.levels)


def sppnet(num_classes: int, *, weights: str | Path | None = None) -> SPPNet:
    """SPP-Net on the road's small body.

    Args:
        num_classes: K, with the background.
        weights: the path of a file; None for random weights and SVMs of zeros.

    Returns:
        The detector, in training mode, with the names of its classes if the file tells them.

    Raises:
        OSError: if the file of weights cannot be read.
        ValueError: if it is damaged or of another detector.

    Example:
        >>> sppnet(4).heads.svms.out_features
        3
    """
    detector = SPPNet(num_classes)
    if weights is not None:
        load_weights(detector, weights)
        detector.class_names = class_names_in(Path(weights), num_classes)
    return detector
