"""Every stage of a detector on one photograph, with nothing thrown away.

A detector keeps a few hundred boxes of many thousands and forgets the rest. To see where an object
was lost, this keeps all that any stage has made, before its thresholds: of every candidate of the
first NMS what the box head would say of it, and of each answer the mask that would be drawn.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.box_head import BOX_WEIGHTS
from mrcnn_edu.layers.box_head import SMALLEST_SIDE as SMALLEST_DETECTION
from mrcnn_edu.layers.image_transform import ImageList
from mrcnn_edu.layers.resizing import resize_boxes
from mrcnn_edu.layers.rpn import NMS_IOU, SMALLEST_SIDE, RegionProposalNetwork
from mrcnn_edu.ops.anchors import multilevel_anchors
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image, remove_small_boxes
from mrcnn_edu.ops.masks import paste_masks


@dataclass(frozen=True, eq=False)
class StageTrace:
    """What the stages make of one photograph. Boxes are in pixels of the resized image.

    Attributes:
        detector: which was asked.
        features: a map (1, C, H_l, W_l) for each level.
        photo_size: (height, width) of the photograph.
        image_size: the same after resizing.
        objectness: for each level the largest probability of a cell's anchors, (H_l, W_l).
        anchors: for each level (A_l, 4).
        levels: (C,) of each candidate the level, from 0. Level after level, in each the best first.
        anchor_idxs: (C,) which anchor of that level it was.
        boxes: (C, 4), the anchor corrected and clipped.
        scores: (C,) their objectness, from 0 to 1.
        pair_candidates: (P,) of each pair of a candidate and a class above the score threshold, the
            best first, the candidate.
        pair_labels: (P,) the class.
        pair_scores: (P,) its probability.
        pair_boxes: (P, 4), the candidate's box corrected once more and clipped.
        own: the detector's settings: "best" candidates of each level, "proposal_iou" of the first
            NMS, "proposals" and "detections" at most, "score" and "box_iou" of the second.
    """

    detector: TwoStageDetector
    features: dict[str, Tensor]
    photo_size: tuple[int, int]
    image_size: tuple[int, int]
    objectness: list[Tensor]
    anchors: list[Tensor]
    levels: Tensor
    anchor_idxs: Tensor
    boxes: Tensor
    scores: Tensor
    pair_candidates: Tensor
    pair_labels: Tensor
    pair_scores: Tensor
    pair_boxes: Tensor
    own: dict[str, float]

    @torch.inference_mode()
    def masks(self, which: Tensor) -> Tensor:
        """The masks that the mask head draws into the boxes of pairs: (D, M, M), from 0 to 1.

        Args:
            which: (D,), numbers of pairs.
        """
        heads = self.detector.roi_heads
        found = [{"labels": self.pair_labels[which]}]
        predicted = heads.predict("mask", self.features, [self.pair_boxes[which]])
        (task,) = (task for task in heads.tasks if task.name == "mask")
        task.read(predicted, found)
        return found[0]["masks"][:, 0]  # (D, M, M)

    def paste(self, masks: Tensor, which: Tensor) -> Tensor:
        """Masks of pairs in the photograph, as the detector pastes them: (D, H, W), from 0 to 1.

        Args:
            masks: (D, M, M), from 0 to 1.
            which: (D,), numbers of pairs.
        """
        boxes = resize_boxes(self.pair_boxes[which], self.image_size, self.photo_size)
        paste = self.detector.paste or paste_masks
        return paste(masks[:, None], boxes, self.photo_size)[:, 0]


@torch.inference_mode()
def trace_stages(detector: TwoStageDetector, photo: Tensor) -> StageTrace:
    """Send one photograph through a detector and keep what every stage has made.

    Args:
        detector: in inference, with an RPN.
        photo: (3, H, W), from 0 to 1.

    Raises:
        TypeError: if the detector does not propose by an RPN of its own.
        ValueError: if it is in training.

    Example:
        >>> from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
        >>> trace = trace_stages(mask_rcnn_tiny(4).eval(), torch.rand(3, 128, 160))
        >>> trace.image_size, trace.levels.bincount().tolist()
        ((256, 320), [300, 300, 300, 240])
    """
    if not isinstance(detector.rpn, RegionProposalNetwork):
        raise TypeError(f"detector must have an RPN, got {type(detector.rpn).__name__}")
    if detector.training:
        raise ValueError("detector must be in inference, got one in training; call .eval()")
    rpn, heads = detector.rpn, detector.roi_heads
    batch, _ = detector.transform([photo])
    features = detector.backbone(batch.tensors)
    objectness, candidates = _candidates(rpn, features, batch)
    pairs = _pairs(detector, features, candidates["boxes"], batch.image_sizes[0])
    own = {"best": (rpn.candidates or rpn.top_n)[1], "proposal_iou": NMS_IOU}
    own |= {"proposals": rpn.top_n[1], "score": heads.score_threshold}
    own |= {"box_iou": heads.nms_threshold, "detections": heads.detections_per_image}
    return StageTrace(
        detector,
        features,
        (photo.shape[1], photo.shape[2]),
        batch.image_sizes[0],
        objectness,
        _anchors(rpn, features, batch),
        **candidates,
        **pairs,
        own=own,
    )


def _anchors(
    rpn: RegionProposalNetwork, features: dict[str, Tensor], batch: ImageList
) -> list[Tensor]:
    """The anchors of every level, (A_l, 4) each."""
    grids = [(feature_map.shape[2], feature_map.shape[3]) for feature_map in features.values()]
    padded_size = (batch.tensors.shape[2], batch.tensors.shape[3])
    return multilevel_anchors(list(rpn.cell_anchors), grids, padded_size)


def _candidates(
    rpn: RegionProposalNetwork, features: dict[str, Tensor], batch: ImageList
) -> tuple[list[Tensor], dict[str, Tensor]]:
    """The best cells of each map, and the anchors that compete for the first NMS."""
    best_of_cells, rows = [], []
    count = (rpn.candidates or rpn.top_n)[1]
    every = zip(features.values(), _anchors(rpn, features, batch), strict=True)
    for level, (feature_map, anchors) in enumerate(every):
        logits, deltas = (of_image[0] for of_image in rpn.head(feature_map))  # (A,), (A, 4)
        grid = logits.reshape(*feature_map.shape[2:], -1)  # (H, W, A of a cell)
        best_of_cells.append(grid.amax(dim=2).sigmoid())  # (H, W)
        best, idxs = logits.topk(min(count, len(logits)))  # (n,) each
        boxes = decode_boxes(deltas[idxs], anchors[idxs])  # (n, 4)
        boxes = clip_boxes_to_image(boxes, batch.image_sizes[0])
        keep = remove_small_boxes(boxes, SMALLEST_SIDE)
        levels = torch.full_like(idxs, level)
        rows.append([part[keep] for part in (levels, idxs, boxes, best.sigmoid())])
    names = ("levels", "anchor_idxs", "boxes", "scores")
    return best_of_cells, dict(zip(names, map(torch.cat, zip(*rows, strict=True)), strict=True))


def _pairs(
    detector: TwoStageDetector, features: dict[str, Tensor], boxes: Tensor, size: tuple[int, int]
) -> dict[str, Tensor]:
    """What the box head says of every candidate, above the score threshold, the best first."""
    heads = detector.roi_heads
    class_logits, deltas = heads.predict("box", features, [boxes])  # (C, K), (C, K, 4)
    scores = heads.scorer(class_logits)
    which, label = (scores[:, 1:] > heads.score_threshold).nonzero().unbind(1)  # (P,) each
    label = label + 1
    score = scores[which, label]
    order = score.argsort(descending=True, stable=True)
    which, label, score = which[order], label[order], score[order]
    decoded = decode_boxes(deltas[which, label], boxes[which], BOX_WEIGHTS)  # (P, 4)
    pair_boxes = clip_boxes_to_image(decoded, size)
    keep = remove_small_boxes(pair_boxes, SMALLEST_DETECTION)
    names = ("pair_candidates", "pair_labels", "pair_scores", "pair_boxes")
    return dict(zip(names, (part[keep] for part in (which, label, score, pair_boxes)), strict=True))
