"""Which boxes outlive the stages of a detector, and at which stage an object is lost.

The page does the same in ``explorer/survivors.js``. Both work with the packed numbers, which are
whole numbers of 16 bits, so that both compute with the very same ones.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import batched_nms

LARGEST = 65535  # of 16 bits
ON_OBJECT = 0.5  # a box is on an object from this IoU
# What is left after each cut, in order; an object is lost at the first that has none of its boxes.
CUTS = ("candidates", "outlived", "proposals", "pairs", "detections")


@dataclass(frozen=True, eq=False)
class Crowd:
    """All boxes that compete, as ``StageTrace`` of ``detectors/stage_trace.py`` has them.

    Attributes:
        boxes: (C, 4), candidates of the first NMS.
        scores: (C,) their objectness.
        levels: (C,) their level. Level after level, in each the best first.
        pair_candidates: (P,) the candidate of each pair of a candidate and a class, the best first.
        pair_labels: (P,) the class.
        pair_scores: (P,) its score.
        pair_boxes: (P, 4), the candidate's box corrected for it.
        proposals: how many pass the first NMS at most.
        detections: how many pass the second at most.
    """

    boxes: Tensor
    scores: Tensor
    levels: Tensor
    pair_candidates: Tensor
    pair_labels: Tensor
    pair_scores: Tensor
    pair_boxes: Tensor
    proposals: int
    detections: int

    @property
    def ranks(self) -> Tensor:
        """Of each candidate its place in its level, from 0: (C,)."""
        counts = torch.bincount(self.levels).tolist()
        return torch.cat([torch.arange(count) for count in counts])


class Cuts(NamedTuple):
    """The four thresholds that can be moved.

    Attributes:
        best: how many candidates of each level compete.
        proposal_iou: above this IoU the first NMS removes the worse of two boxes of a level.
        score: a class counts as found from above this score.
        box_iou: above this IoU the second NMS removes the worse of two boxes of a class.
    """

    best: int
    proposal_iou: float
    score: float
    box_iou: float


def survivors(crowd: Crowd, cuts: Cuts) -> dict[str, Tensor]:
    """What is left after each cut.

    Args:
        crowd: all that compete.
        cuts: the thresholds.

    Returns:
        By the names in ``CUTS`` numbers of boxes, int64: of candidates, the best of each level; of
        candidates that outlive the first NMS; of the best of those; of their pairs above the
        score; and of pairs that outlive the second NMS.
    """
    candidates = (crowd.ranks < cuts.best).nonzero()[:, 0]
    boxes, scores, levels = (row[candidates] for row in (crowd.boxes, crowd.scores, crowd.levels))
    outlived = candidates[batched_nms(boxes, scores, levels, cuts.proposal_iou)]
    proposals = outlived[: crowd.proposals]
    alive = torch.isin(crowd.pair_candidates, proposals) & (crowd.pair_scores > cuts.score)
    pairs = alive.nonzero()[:, 0]
    boxes, scores, labels = (
        row[pairs] for row in (crowd.pair_boxes, crowd.pair_scores, crowd.pair_labels)
    )
    detections = pairs[batched_nms(boxes, scores, labels, cuts.box_iou)]
    left = (candidates, outlived, proposals, pairs, detections[: crowd.detections])
    return dict(zip(CUTS, left, strict=True))


def owners(crowd: Crowd, objects: Tensor, label: int) -> tuple[Tensor, Tensor]:
    """Of each candidate (C,) and of each pair (P,) the object that it is on, or -1.

    A box is on the object with which it has the largest IoU, from ``ON_OBJECT`` up. A pair must
    name the class as well. A candidate whose pair is on an object is on it, wherever it lay before.

    Args:
        crowd: all that compete.
        objects: (G, 4), the true boxes.
        label: their class.
    """
    of_pairs = _on(objects, crowd.pair_boxes)
    of_pairs[crowd.pair_labels != label] = -1
    of_candidates = _on(objects, crowd.boxes)
    owned = of_pairs >= 0
    of_candidates[crowd.pair_candidates[owned]] = of_pairs[owned]
    return of_candidates, of_pairs


def _on(objects: Tensor, boxes: Tensor) -> Tensor:
    if len(boxes) == 0:
        return torch.zeros(0, dtype=torch.int64)
    iou, which = box_iou(objects, boxes).max(dim=0)  # (N,) each
    return torch.where(iou >= ON_OBJECT, which, -1)


def lost_at(left: dict[str, Tensor], owned: tuple[Tensor, Tensor], number: int) -> str | None:
    """The first cut after which no box is left on an object; None if it is found.

    Args:
        left: what ``survivors`` gives.
        owned: what ``owners`` gives.
        number: of the object.
    """
    for cut in CUTS:
        owner = owned[cut in ("pairs", "detections")]
        if not (owner[left[cut]] == number).any():
            return cut
    return None


def follow(
    crowd: Crowd, left: dict[str, Tensor], owned: tuple[Tensor, Tensor], number: int
) -> tuple[int | None, int | None]:
    """The one box of an object that is followed: its candidate and its pair, None without one.

    Of the object's boxes that come furthest it is the one that comes nearest to passing the cut
    that loses them. Of an object that is found it is the best detection.

    Args:
        crowd: all that compete.
        left: what ``survivors`` gives.
        owned: what ``owners`` gives.
        number: of the object.
    """
    lost = lost_at(left, owned, number)
    before = CUTS.index(lost) - 1 if lost else len(CUTS) - 1
    of_candidates, of_pairs = owned
    if before >= CUTS.index("pairs"):
        pairs = left[CUTS[before]]
        pair = _largest(pairs[of_pairs[pairs] == number], crowd.pair_scores)
        return (None if pair is None else int(crowd.pair_candidates[pair])), pair
    pairs = (of_pairs == number).nonzero()[:, 0]
    nearest = crowd.scores
    if before < 0:
        nearest = -crowd.ranks.double()
    elif CUTS[before] == "proposals":
        nearest = torch.zeros_like(crowd.scores)
        nearest[crowd.pair_candidates[pairs]] = crowd.pair_scores[pairs]
    every = left[CUTS[before]] if before >= 0 else torch.arange(len(crowd.scores))
    candidate = _largest(every[of_candidates[every] == number], nearest)
    owned_pairs = pairs[crowd.pair_candidates[pairs] == (-1 if candidate is None else candidate)]
    return candidate, (int(owned_pairs[0]) if len(owned_pairs) else None)


def _largest(which: Tensor, values: Tensor) -> int | None:
    """Of these numbers that with the largest value, the first of equals; None of none."""
    return int(which[values[which].argmax()]) if len(which) else None


def pack(name: str, values: ArrayLike, parts: int = 1) -> dict[str, Any]:
    """Numbers as text, each a whole number of parts in 16 bits.

    Args:
        name: what the caller calls them.
        values: any shape, not below 0.
        parts: how many make 1.

    Returns:
        "parts" and "data", base64.

    Raises:
        ValueError: if a number is below 0 or has too many parts.

    Example:
        >>> unpack(pack("boxes", [[1.5, 2.25]], parts=4)).tolist()
        [1.5, 2.25]
    """
    wholes = np.rint(np.asarray(values, dtype=np.float64).ravel() * parts)
    if wholes.size and not (wholes.min() >= 0 and wholes.max() <= LARGEST):
        raise ValueError(
            f"{name} must be from 0 to {LARGEST / parts:g}, got {wholes.min() / parts:g} to"
            f" {wholes.max() / parts:g}; use a smaller image"
        )
    return {"parts": parts, "data": base64.b64encode(wholes.astype("<u2").tobytes()).decode()}


def unpack(packed: Mapping[str, Any]) -> Tensor:
    """What ``pack`` has packed, in one row: float64."""
    wholes = np.frombuffer(base64.b64decode(packed["data"]), dtype="<u2")
    parts: int = packed["parts"]
    return torch.from_numpy(wholes.astype(np.float64) / parts)
