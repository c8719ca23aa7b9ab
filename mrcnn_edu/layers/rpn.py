"""Region proposal network: where in the image anything might be, whatever it is.

A small head looks at every cell of every feature map and says of each anchor there whether it
covers an object, and how to correct it. The best corrected anchors are the proposals that the RoI
heads look at. ``rpn_learning.py`` says what the head learns; ``ops/anchors.py`` and
``ops/losses.py`` have the parts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Self

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.image_transform import ImageList
from mrcnn_edu.layers.own_operators import GroupedNms
from mrcnn_edu.layers.rpn_learning import RPNDivisors, by_samples, sample_anchors
from mrcnn_edu.ops.anchors import multilevel_anchors
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image, remove_small_boxes
from mrcnn_edu.ops.losses import rpn_loss
from mrcnn_edu.ops.nms import batched_nms

Target = Mapping[str, Tensor]

NMS_IOU = 0.7  # Faster R-CNN, section 3.3
SMALLEST_SIDE = 1e-3  # pixels; torchvision's, where the first code of Faster R-CNN had 16


class RPNHead(nn.Module):
    """Objectness and box deltas for every anchor of a feature map, by three convolutions.

    Args:
        in_channels: C of the map.
        anchors_per_cell: A.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.1 and figure 3, with weights drawn as section
        3.1.3 says. The paper has two logits for each anchor (18 channels for nine), object or not,
        and a softmax; torchvision has one and a sigmoid, which is the same with half the weights.

    Example:
        >>> objectness, deltas = RPNHead(256, 3)(torch.rand(2, 256, 10, 15))
        >>> tuple(objectness.shape), tuple(deltas.shape)
        ((2, 450), (2, 450, 4))
    """

    def __init__(self, in_channels: int, anchors_per_cell: int) -> None:
        super().__init__()
        conv = nn.Conv2d(in_channels, in_channels, 3, padding=1)
        self.conv = nn.Sequential(nn.Sequential(conv, nn.ReLU(inplace=True)))  # key conv.0.0
        self.cls_logits = nn.Conv2d(in_channels, anchors_per_cell, 1)
        self.bbox_pred = nn.Conv2d(in_channels, 4 * anchors_per_cell, 1)
        for layer in (conv, self.cls_logits, self.bbox_pred):
            _drawn(layer)

    def forward(self, feature_map: Tensor) -> tuple[Tensor, Tensor]:
        """From (N, C, H, W) to logits (N, H · W · A) and deltas (N, H · W · A, 4), as anchors lie.

        Args:
            feature_map: (N, C, H, W).
        """
        x = self.conv(feature_map)  # (N, C, H, W)
        objectness = self.cls_logits(x).movedim(1, 3).flatten(1)  # (N, H, W, A), then in a row
        deltas = self.bbox_pred(x).movedim(1, 3)  # (N, H, W, 4A), the four of an anchor together
        return objectness, deltas.reshape(len(x), -1, 4)


class TwoLogitHead(RPNHead):
    """The head as the paper has it: two logits for each anchor, no object and object.

    Args:
        in_channels: C of the map.
        anchors_per_cell: A, so that there are 2 A logits and 4 A deltas a cell: 18 and 36 for nine.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.1: "for simplicity we implement the cls layer
        as a two-class softmax layer".

    Example:
        >>> head = TwoLogitHead(256, 9)
        >>> head.cls_logits.out_channels, head.bbox_pred.out_channels
        (18, 36)
        >>> head(torch.rand(2, 256, 10, 15))[0].shape
        torch.Size([2, 1350])
    """

    def __init__(self, in_channels: int, anchors_per_cell: int) -> None:
        super().__init__(in_channels, anchors_per_cell)
        self.cls_logits = _drawn(nn.Conv2d(in_channels, 2 * anchors_per_cell, 1))

    def forward(self, feature_map: Tensor) -> tuple[Tensor, Tensor]:
        """From (N, C, H, W) to logits (N, H · W · A) and deltas (N, H · W · A, 4), as anchors lie.

        A softmax of two logits is a sigmoid of their difference, and so are their losses.

        Args:
            feature_map: (N, C, H, W).
        """
        both, deltas = super().forward(feature_map)  # (N, H · W · 2A), (N, H · W · A, 4)
        nothing, something = both.reshape(len(both), -1, 2).unbind(2)  # (N, H · W · A) each
        return something - nothing, deltas


class RegionProposalNetwork(nn.Module):
    """The head, the anchors, and what is made of both: proposals, and in training two losses.

    Args:
        in_channels: C of each feature map.
        cell_anchors: for each of L maps the anchors (A, 4) of a cell, as ``cell_anchors`` makes
            them, as many on each.
        top_n: how many proposals of an image at most, in training and in inference. The paper has
            2000 and 300 of one map.
        candidates: how many of each level compete for that, in training and in inference; as
            many, if left out.
        inside_image: whether to learn only from anchors that do not cross the border of their
            image, as the paper does.
        divisors: what the sums of the losses are divided by, a function of the numbers of sampled
            anchors, images and locations: ``by_samples`` or ``as_in_the_paper``.
        beta: of ``smooth_l1`` for the boxes: torchvision's 1/9, where the paper has 1.
        head: makes the head, a function of ``in_channels`` and A: ``RPNHead``, or
            ``TwoLogitHead`` as the paper has it.
        nms: what removes proposals that overlap a better one of their level by more than 0.7.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.1; Lin et al., "Feature Pyramid Networks"
        (2017), section 4.1. The results and state-dict keys of torchvision's
        RegionProposalNetwork. The paper trains only with anchors inside the image; Feature Pyramid
        Networks and torchvision with all.

    Example:
        >>> from mrcnn_edu.ops.anchors import cell_anchors
        >>> rpn = RegionProposalNetwork(16, [cell_anchors((32,), (0.5, 1, 2))]).eval()
        >>> images = ImageList(torch.zeros(1, 3, 64, 96), [(60, 90)])
        >>> (proposals,), losses = rpn(images, {"0": torch.rand(1, 16, 8, 12)})
        >>> proposals.shape[1], losses
        (4, {})
    """

    takes_proposals = False
    cell_anchors: Tensor

    def __init__(
        self,
        in_channels: int,
        cell_anchors: Sequence[Tensor],
        *,
        top_n: tuple[int, int] = (2000, 1000),
        candidates: tuple[int, int] | None = None,
        inside_image: bool = False,
        divisors: RPNDivisors = by_samples,
        beta: float = 1 / 9,
        head: Callable[[int, int], nn.Module] = RPNHead,
        nms: GroupedNms = batched_nms,
    ) -> None:
        super().__init__()
        anchors = torch.stack(list(cell_anchors))  # (L, A, 4)
        self.register_buffer("cell_anchors", anchors, persistent=False)  # in no state dict
        self.head = head(in_channels, anchors.shape[1])
        self.top_n = top_n
        self.candidates = candidates
        self.inside_image = inside_image
        self.divisors = divisors
        self.beta = beta
        self.nms = nms

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Keep anchors in float32 or more: in bfloat16 numbers near 1000 stand four apart."""
        exact = self.cell_anchors
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        if self.cell_anchors.dtype in (torch.float16, torch.bfloat16):
            self.cell_anchors = exact.to(self.cell_anchors.device)
        return self

    def forward(
        self,
        images: ImageList,
        features: Mapping[str, Tensor],
        targets: Sequence[Target] | None = None,
    ) -> tuple[list[Tensor], dict[str, Tensor]]:
        """Look at all the maps.

        Args:
            images: N images.
            features: a map (N, C, H_l, W_l) for each level.
            targets: in training, for each image a dict with "boxes" (G, 4).

        Returns:
            For each image proposals (R_i, 4), xyxy in pixels of the batch, best first; and in
            training the losses, otherwise an empty dict.
        """
        objectness, deltas, anchors = self._say(images, features)
        proposals = self.propose(objectness, deltas, anchors, images.image_sizes)
        if not self.training or targets is None:
            return proposals, {}
        every = torch.cat(objectness, dim=1), torch.cat(deltas, dim=1)  # (N, A), (N, A, 4)
        return proposals, self.losses(*every, torch.cat(anchors), targets, images.image_sizes)

    def learn(
        self, images: ImageList, features: Mapping[str, Tensor], targets: Sequence[Target]
    ) -> dict[str, Tensor]:
        """The losses alone, where nobody wants the proposals, whose NMS takes a while.

        Args:
            images: N images.
            features: a map (N, C, H_l, W_l) for each level.
            targets: for each image a dict with "boxes" (G, 4).

        Returns:
            "loss_objectness" and "loss_rpn_box_reg", scalars.
        """
        objectness, deltas, anchors = self._say(images, features)
        every = torch.cat(objectness, dim=1), torch.cat(deltas, dim=1)  # (N, A), (N, A, 4)
        return self.losses(*every, torch.cat(anchors), targets, images.image_sizes)

    def _say(
        self, images: ImageList, features: Mapping[str, Tensor]
    ) -> tuple[list[Tensor], list[Tensor], list[Tensor]]:
        """For each level what the head says, (N, A_l) and (N, A_l, 4), and of which anchors."""
        maps = list(features.values())
        predictions = [self.head(feature_map) for feature_map in maps]
        grids = [(feature_map.shape[2], feature_map.shape[3]) for feature_map in maps]
        padded_size = (images.tensors.shape[2], images.tensors.shape[3])
        anchors = multilevel_anchors(list(self.cell_anchors), grids, padded_size)  # (A_l, 4) each
        return [logits for logits, _ in predictions], [coded for _, coded in predictions], anchors

    @torch.no_grad()  # proposals are taken as given; only the losses teach the head
    def propose(
        self,
        objectness: Sequence[Tensor],
        deltas: Sequence[Tensor],
        anchors: Sequence[Tensor],
        image_sizes: Sequence[tuple[int, int]],
    ) -> list[Tensor]:
        """The best corrected anchors of each image.

        Args:
            objectness: (N, A_l) for each level.
            deltas: (N, A_l, 4) for each level.
            anchors: (A_l, 4) for each level.
            image_sizes: (height, width) of each image, to which proposals are clipped.

        Returns:
            For each image (R_i, 4), best first.
        """
        when = 0 if self.training else 1
        top_n, candidates = self.top_n[when], (self.candidates or self.top_n)[when]
        boxes, scores, levels = [], [], []
        for level, (logits, of_level, places) in enumerate(
            zip(objectness, deltas, anchors, strict=True)
        ):
            # Corrected are only those that compete: a few thousand of a quarter of a million.
            best_logits, best = logits.topk(min(candidates, logits.shape[1]), dim=1)  # (N, n) each
            best_deltas = of_level.gather(1, best[:, :, None].expand(-1, -1, 4))  # (N, n, 4)
            boxes.append(decode_boxes(best_deltas, places[best]))  # (N, n, 4)
            scores.append(best_logits.to(boxes[-1].dtype).sigmoid())
            levels.append(torch.full_like(best[0], level))  # (n,)
        every = zip(torch.cat(boxes, dim=1), torch.cat(scores, dim=1), image_sizes, strict=True)
        return [self._keep_best(*image, torch.cat(levels), top_n) for image in every]

    def _keep_best(
        self, boxes: Tensor, scores: Tensor, size: tuple[int, int], levels: Tensor, top_n: int
    ) -> Tensor:
        """Of one image: clip, drop what has no area, let the best of each level win."""
        boxes = clip_boxes_to_image(boxes, size)
        keep = remove_small_boxes(boxes, SMALLEST_SIDE)
        boxes, scores, levels = boxes[keep], scores[keep], levels[keep]
        keep = self.nms(boxes, scores, levels, NMS_IOU)
        return boxes[keep[:top_n]]  # (R_i, 4)

    def losses(
        self,
        objectness: Tensor,
        deltas: Tensor,
        anchors: Tensor,
        targets: Sequence[Target],
        image_sizes: Sequence[tuple[int, int]],
    ) -> dict[str, Tensor]:
        """What the head has to learn from 256 anchors of each image.

        Args:
            objectness: (N, A).
            deltas: (N, A, 4).
            anchors: (A, 4), the same for all images.
            targets: for each image a dict with "boxes" (G, 4).
            image_sizes: (height, width) of each image in the batch.

        Returns:
            "loss_objectness" and "loss_rpn_box_reg", scalars.
        """
        samples = [
            sample_anchors(anchors, target["boxes"], size if self.inside_image else None)
            for target, size in zip(targets, image_sizes, strict=True)
        ]
        locations = len(anchors) // self.cell_anchors.shape[1]
        sampled_in_all = sum(len(sampled) for sampled, _, _ in samples)
        of_objects, of_boxes = self.divisors(sampled_in_all, len(samples), locations)
        pairs = list(zip(objectness, deltas, samples, strict=True))
        objectness_loss, box_loss = rpn_loss(
            torch.cat([logits[sampled] for logits, _, (sampled, _, _) in pairs]),  # (S,)
            torch.cat([coded[sampled] for _, coded, (sampled, _, _) in pairs]),  # (S, 4)
            torch.cat([labels for _, labels, _ in samples]),  # (S,)
            torch.cat([wanted for _, _, wanted in samples]),  # (S, 4)
            beta=self.beta,
            objectness_divisor=of_objects,
            box_divisor=of_boxes,
        )
        return {"loss_objectness": objectness_loss, "loss_rpn_box_reg": box_loss}


def _drawn(layer: nn.Conv2d) -> nn.Conv2d:
    """The layer, with weights drawn as the paper's section 3.1.3 says."""
    nn.init.normal_(layer.weight, std=0.01)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer
