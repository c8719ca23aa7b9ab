"""Two stages: first where anything is, then what each of it is.

This is the whole way of an image through Faster R-CNN and what came of it: resize, compute feature
maps, propose boxes, look at each of them, and bring what was found back to the photograph.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from torch import Tensor, nn

from mrcnn_edu.detectors.input_checks import check_pixels, check_proposals
from mrcnn_edu.detectors.published import Published
from mrcnn_edu.detectors.target_checks import check_targets
from mrcnn_edu.detectors.weights import load_weights, rename_old_keys
from mrcnn_edu.layers.fpn import BackboneWithFpn
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.own_operators import check_function, check_given
from mrcnn_edu.layers.proposers import Proposer
from mrcnn_edu.layers.resizing import resize_boxes, resize_keypoints
from mrcnn_edu.layers.resnet import freeze_early_layers, resnet50
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.ops.anchors import cell_anchors
from mrcnn_edu.ops.masks import paste_masks

Size = tuple[int, int]
# (masks, boxes, image_size) to (D, 1, H, W); see ops/masks.py and ops/exact_masks.py.
PasteMasks = Callable[[Tensor, Tensor, Size], Tensor]

# Feature Pyramid Networks, section 4.1: one size on each of P2 to P6, three shapes of it.
PYRAMID_ANCHORS = tuple(cell_anchors((size,), (0.5, 1.0, 2.0)) for size in (32, 64, 128, 256, 512))


class TwoStageDetector(nn.Module):
    """Faster R-CNN, Mask R-CNN or Keypoint R-CNN, depending on its RoI heads.

    Args:
        transform: makes one batch of images.
        backbone: makes feature maps of the batch, by name, the finest first.
        proposer: makes proposals of the maps, a ``RegionProposalNetwork``; or takes those that come
            with the images, ``GivenProposals``. It stands here as ``rpn``, for published weights.
        roi_heads: makes detections of the proposals.
        paste: draws the masks of boxes into the photograph: ``paste_masks``, which gives what
            torchvision gives, ``paste_masks_exact``, or a function of your own, from (D, 1, M, M),
            boxes (D, 4) and the (height, width) of the photograph to (D, 1, height, width). None
            leaves masks as small as the head makes them, for whoever pastes one at a time: a
            hundred in a photograph of 12 megapixels may take 4.8 GB.

    Attributes:
        class_names: what the labels mean, "background" first; None until weights say it.

    Source:
        Ren et al., "Faster R-CNN" (2015), figure 2; He et al., "Mask R-CNN" (2017), section 3. The
        results and state-dict keys of torchvision's GeneralizedRCNN; its state dicts of 2019, in
        which some keys were others, load as well.
    """

    def __init__(
        self,
        transform: ImageTransform,
        backbone: nn.Module,
        proposer: Proposer,
        roi_heads: RoIHeads,
        *,
        paste: PasteMasks | None = paste_masks,
    ) -> None:
        super().__init__()
        if paste is not None:
            check_function("paste", paste, "(masks, boxes, image_size)")
        self.transform = transform
        self.backbone = backbone
        self.rpn = proposer
        self.roi_heads = roi_heads
        self.paste = paste
        self.class_names: tuple[str, ...] | None = None
        self.register_load_state_dict_pre_hook(rename_old_keys)  # type: ignore[no-untyped-call]

    def forward(
        self,
        images: Sequence[Tensor],
        targets: Sequence[dict[str, Tensor]] | None = None,
        proposals: Sequence[Tensor] | None = None,
    ) -> dict[str, Tensor] | list[dict[str, Tensor]]:
        """Detect, or in training compute the losses.

        Args:
            images: (3, H, W) each, red, green, blue, from 0 to 1, of any sizes, and of the dtype of
                the weights (under autocast, float32 or less).
            targets: in training, for each image a dict with "boxes" (G, 4), xyxy in its pixels,
                "labels" (G,), from 1 up, and for some heads "masks" (G, H, W), of 0 and 1, or
                "keypoints" (G, P, 3), and for ``GivenProposals`` "proposals" (R, 4), xyxy in its
                pixels. In inference they are not looked at.
            proposals: in inference with ``GivenProposals``, for each image (R, 4), xyxy in its
                pixels; None for a detector that proposes by itself.

        Returns:
            In training the losses by name, scalars to be added up. In inference for each image a
            dict with "boxes" (D, 4), xyxy in its pixels, "labels" (D,), "scores" (D,), best first,
            and what else the heads find.

        Raises:
            TypeError: if images, targets or proposals are not tensors of the kinds above.
            ValueError: if an image, a target or a proposal cannot be used; the message names it.
        """
        check_pixels(images, next(self.parameters()))
        known = self._known(images, targets, proposals)
        batch, resized = self.transform(images, known)
        features = self.backbone(batch.tensors)
        proposed, rpn_losses = self.rpn(batch, features, resized)
        found, losses = self.roi_heads(features, proposed, batch.image_sizes, resized)
        if self.training:
            return {**losses, **rpn_losses}
        sizes = [(image.shape[1], image.shape[2]) for image in images]
        return [
            restore(of_image, resized_to, size, self.paste)
            for of_image, resized_to, size in zip(found, batch.image_sizes, sizes, strict=True)
        ]

    @property
    def takes_proposals(self) -> bool:
        """Whether it looks where it is told to, and not where it proposes by itself.

        Raises:
            TypeError: if its proposer does not say so.
        """
        told: bool | None = getattr(self.rpn, "takes_proposals", None)
        if told is None:  # an AttributeError would be lost in a property of a module
            raise TypeError(
                f"rpn must be a proposer that says whether it takes_proposals, got"
                f" {type(self.rpn).__name__}; use RegionProposalNetwork or GivenProposals"
            )
        return told

    def _known(
        self,
        images: Sequence[Tensor],
        targets: Sequence[dict[str, Tensor]] | None,
        proposals: Sequence[Tensor] | None,
    ) -> Sequence[dict[str, Tensor]] | None:
        """What is resized with the images, looked through: targets, or proposals of inference."""
        if self.training:
            if proposals is not None:
                raise ValueError(
                    "proposals are handed in apart in inference only; in training put those of"
                    " image i into targets[i]['proposals']"
                )
            axes = dict(self.roi_heads.target_axes)
            if self.takes_proposals:
                axes["proposals"] = "R 4"
            check_targets(targets, images, self.roi_heads.num_classes, axes)
            if self.takes_proposals and targets is not None:
                handed_in = [target["proposals"] for target in targets]
                check_proposals(handed_in, images, "targets[{}]['proposals']")
            return targets
        if self.takes_proposals:
            check_proposals(proposals, images)
            return [{"proposals": boxes} for boxes in proposals or []]
        if proposals is not None:
            raise ValueError(
                "proposals are for a detector with GivenProposals; this one proposes by itself,"
                " so leave them out"
            )
        return None


def restore(
    found: dict[str, Tensor],
    size: Size,
    original_size: Size,
    paste: PasteMasks | None = paste_masks,
) -> dict[str, Tensor]:
    """What was found in an image of the batch, in pixels of the photograph.

    Args:
        found: with "boxes" (D, 4), and perhaps "keypoints" (D, P, 3) and "masks" (D, 1, M, M).
        size: (height, width) of the image in the batch.
        original_size: of the photograph.
        paste: draws the masks into it, a function (masks, boxes, image_size); None leaves them.

    Returns:
        A new dict, with boxes and keypoints moved, and masks (D, 1, H, W) of the photograph's size.

    Raises:
        TypeError: if ``paste`` does not give a tensor of floating-point numbers.
        ValueError: if it gives another shape.

    Source:
        The results of torchvision's GeneralizedRCNNTransform.postprocess.

    Example:
        >>> import torch
        >>> restore({"boxes": torch.tensor([[0.0, 0.0, 8.0, 8.0]])}, (16, 16), (32, 8))
        {'boxes': tensor([[ 0.,  0.,  4., 16.]])}
    """
    boxes = resize_boxes(found["boxes"], size, original_size)
    restored = {**found, "boxes": boxes}
    if "keypoints" in found:
        restored["keypoints"] = resize_keypoints(found["keypoints"], size, original_size)
    if "masks" in found and paste is not None:
        masks = paste(found["masks"], boxes, original_size)
        wanted = (len(boxes), 1, *original_size)
        restored["masks"] = check_given("paste", paste, masks, "(D, 1, H, W)", wanted)
    return restored


def resnet50_fpn(trainable_layers: int = 3) -> BackboneWithFpn:
    """ResNet-50 and a feature pyramid of 256 channels, with frozen norms.

    Args:
        trainable_layers: how many of the ResNet's five layers learn, from the last.

    Source:
        He et al., "Mask R-CNN" (2017), section 3, ResNet-50-FPN.
    """
    body = resnet50()
    freeze_early_layers(body, trainable_layers)
    return BackboneWithFpn(body)


def with_weights(
    detector: TwoStageDetector,
    weights: str | Path | None,
    published: Published | None = None,
    *,
    norm_eps: float | None = None,
) -> TwoStageDetector:
    """The detector with the weights of a file, and the names of its classes if that tells them.

    Args:
        detector: what to load them into.
        weights: the path of a file .pth or .safetensors; "COCO_V1", "DEFAULT" or torchvision's own
            enum for those that torchvision published; None to leave the detector as it is.
        published: which file that is; None where there is none.
        norm_eps: what the frozen norms add to the variance; if left out, 0 for weights of
            2019, such as the published ones, and 1e-5 for any other.

    Returns:
        The same detector.

    Raises:
        OSError: if the file cannot be read or downloaded.
        ValueError: if it is damaged or of another detector, or none is published.
    """
    if weights is not None:
        detector.class_names = load_weights(detector, weights, published, norm_eps=norm_eps)
    return detector
