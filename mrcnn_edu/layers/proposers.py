"""Proposers: whatever says where in an image to look.

``RegionProposalNetwork`` in ``rpn.py`` learns to. ``GivenProposals`` takes boxes that came with the
image, such as those of selective search, which R-CNN and Fast R-CNN look at.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.image_transform import ImageList
from mrcnn_edu.ops.boxes import clip_boxes_to_image, remove_small_boxes

SMALLEST_SIDE = 1e-3  # pixels, as of the RPN's proposals


class Proposer(Protocol):
    """A module that proposes boxes.

    Attributes:
        takes_proposals: whether it wants "proposals" (R, 4) of each image handed in.
    """

    takes_proposals: bool

    def __call__(
        self,
        images: ImageList,
        features: Mapping[str, Tensor],
        targets: Sequence[Mapping[str, Tensor]] | None = None,
    ) -> tuple[list[Tensor], dict[str, Tensor]]:
        """Propose.

        Args:
            images: N images.
            features: a map (N, C, H_l, W_l) for each level.
            targets: what is known of each image, in pixels of the batch: in training its objects,
                and where they were handed in its "proposals"; otherwise None.

        Returns:
            For each image proposals (R_i, 4), xyxy in pixels of the batch; and in training what
            the proposer has to learn, losses by name.
        """
        ...


class GivenProposals(nn.Module):
    """Proposals that were handed in with the images. There is nothing in it to learn.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2: an image and a list of object proposals.

    Example:
        >>> images = ImageList(torch.zeros(1, 3, 32, 32), [(20, 30)])
        >>> handed_in = [{"proposals": torch.tensor([[4.0, 4.0, 9.0, 25.0]])}]
        >>> GivenProposals()(images, {}, handed_in)
        ([tensor([[ 4.,  4.,  9., 20.]])], {})
    """

    takes_proposals = True

    def forward(
        self,
        images: ImageList,
        features: Mapping[str, Tensor],
        targets: Sequence[Mapping[str, Tensor]],
    ) -> tuple[list[Tensor], dict[str, Tensor]]:
        """Clip them to their images, and leave out what has no area then.

        Args:
            images: N images.
            features: not looked at.
            targets: for each image a dict with "proposals" (R_i, 4), xyxy in pixels of the batch.

        Returns:
            For each image its proposals, in their order, in at least float32; and no losses.
        """
        dtype = torch.promote_types(images.tensors.dtype, torch.float32)
        proposals = []
        for target, size in zip(targets, images.image_sizes, strict=True):
            boxes = clip_boxes_to_image(target["proposals"].to(dtype), size)
            proposals.append(boxes[remove_small_boxes(boxes, SMALLEST_SIDE)])
        return proposals, {}
