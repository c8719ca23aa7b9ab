"""Which anchor is to learn which object, and which few anchors a training step looks at.

Anchors (or proposals) that overlap an object well are matched to it, those that overlap none are
background, and those between are ignored. Most are background by far, so a small sample is drawn
that holds enough of the others.
"""

import torch
from torch import Generator, Tensor
from torch.nn.functional import pad

from mrcnn_edu.ops.checks import (
    check_floating,
    check_fraction,
    check_indices,
    check_integer,
    check_range_on_cpu,
    check_shapes,
)

# What stands in the place of an index where there is no match.
BACKGROUND, IGNORED = -1, -2


def match_boxes(iou: Tensor, high: float, low: float, *, allow_low_quality: bool = False) -> Tensor:
    """The ground-truth box that each anchor or proposal is matched to, if any.

    Args:
        iou: (G, A), floating point: of each ground-truth box with each anchor.
        high: from this IoU on, an anchor is matched to the box that it overlaps most; 0.7 for
            anchors, 0.5 for proposals.
        low: below it an anchor is background, from it up to ``high`` ignored; 0.3 and 0.5.
        allow_low_quality: whether the anchors that overlap some ground-truth box as much as any
            other anchor does are matched too, below ``high`` as well: all of them, if several
            overlap it alike. The RPN wants this, since an object without an anchor teaches
            nothing.

    Returns:
        (A,), int64: an index into the G boxes, BACKGROUND (-1) or IGNORED (-2). An anchor that is
        the best for one box and overlaps another one more is matched to the other. Without
        ground truth all is background; so is what has NaN among its IoUs.

    Raises:
        TypeError: if ``iou`` is not a floating-point tensor, or a threshold not a number.
        ValueError: if its shape is not (G, A), or not 0 ≤ low ≤ high ≤ 1.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.1.2, which says above 0.7; here, as in the
        results of torchvision's Matcher, it is from 0.7 on. One difference: a box that no anchor
        touches gets none, where the Matcher finds that all of them overlap it alike, by 0.

    Example:
        >>> iou = torch.tensor([[0.8, 0.4, 0.1, 0.0], [0.0, 0.0, 0.2, 0.1]])
        >>> match_boxes(iou, 0.7, 0.3)
        tensor([ 0, -2, -1, -1])
        >>> match_boxes(iou, 0.7, 0.3, allow_low_quality=True)
        tensor([ 0, -2,  1, -1])
    """
    check_floating("iou", iou)
    check_shapes({"iou": (iou, "G A")})
    check_fraction("high", high)
    check_fraction("low", low)
    if low > high:
        raise ValueError(f"low must not be above high, got {low} and {high}; exchange them")
    if iou.numel() == 0:
        return torch.full(iou.shape[1:], BACKGROUND, device=iou.device)  # (A,)
    overlap, best_box = iou.max(dim=0)  # (A,), (A,)
    without = torch.where(overlap >= low, IGNORED, BACKGROUND)
    matches = torch.where(overlap >= high, best_box, without)
    if allow_low_quality:
        best = iou.amax(dim=1, keepdim=True)  # (G, 1)
        # Equality is safe here: these are the same numbers, not numbers computed once more.
        is_best = ((iou == best) & (best > 0)).any(dim=0)  # (A,)
        matches = torch.where(is_best, best_box, matches)
    return matches


def label_matches(matches: Tensor, labels: Tensor) -> Tensor:
    """The class of each anchor or proposal, from what it is matched to.

    Args:
        matches: (A,), int64, as ``match_boxes`` gives them.
        labels: (G,), the class of each ground-truth box, from 1 up; all 1 for an RPN, which only
            asks whether there is an object.

    Returns:
        (A,), of the dtype of ``labels``: a class, 0 for background, -1 for ignored, which is what
        ``sample_balanced`` takes.

    Raises:
        TypeError: if an argument is not a tensor, or ``matches`` does not hold whole numbers.
        ValueError: if a shape or a device does not fit.

    Source:
        The results of torchvision's RoIHeads.assign_targets_to_proposals.

    Example:
        >>> label_matches(torch.tensor([1, 0, -1, -2]), torch.tensor([7, 3]))
        tensor([ 3,  7,  0, -1])
    """
    check_shapes({"matches": (matches, "A"), "labels": (labels, "G")})
    check_indices("matches", matches)
    check_range_on_cpu("matches", matches, IGNORED, len(labels))
    table = pad(pad(labels, (1, 0), value=0), (1, 0), value=-1)  # (2 + G,): ignored first
    return table[matches + 2]


def sample_balanced(
    labels: Tensor, number: int, positive_fraction: float, generator: Generator | None = None
) -> tuple[Tensor, Tensor]:
    """A random sample of anchors or proposals, of which at most a fraction is positive.

    Args:
        labels: (A,): from 1 up for positive, 0 for negative, -1 for those not to be drawn.
        number: how many to draw: 256 anchors, or 512 proposals, of an image.
        positive_fraction: the largest part of ``number`` that is positive: 0.5, or 0.25. Where
            there are fewer, negatives take their place.
        generator: where the randomness comes from, so that a seed makes it repeatable; without
            one, torch's global source. One on the CPU draws the same for any device.

    Returns:
        Two tensors of int64, indices of the positive and of the negative ones, each ascending.
        How many there are must be counted, for which a GPU is waited for.

    Raises:
        TypeError: if ``labels`` is not a tensor, or another argument not of its kind.
        ValueError: if the shape is not (A,), ``number`` is below 0, or the fraction not in [0, 1].

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.1.3; Girshick, "Fast R-CNN" (2015), section
        2.3. From the same global seed it draws what torchvision's sampler draws.

    Example:
        >>> labels = torch.tensor([0, 1, 0, -1, 0, 2, 0, 1])
        >>> positive, negative = sample_balanced(labels, 4, 0.25, torch.Generator().manual_seed(0))
        >>> len(positive), len(negative)
        (1, 3)
    """
    check_shapes({"labels": (labels, "A")})
    check_integer("number", number, 0)
    check_fraction("positive_fraction", positive_fraction)
    if generator is not None and not isinstance(generator, Generator):
        raise TypeError(
            f"generator must be a torch.Generator or None, got {generator!r};"
            " for a seed use torch.Generator().manual_seed(seed)"
        )
    wanted = int(number * positive_fraction)
    positive = _draw((labels >= 1).nonzero().squeeze(1), wanted, generator)
    negative = _draw((labels == 0).nonzero().squeeze(1), number - len(positive), generator)
    return positive, negative


def _draw(indices: Tensor, number: int, generator: Generator | None) -> Tensor:
    """So many of the indices, or all there are, in ascending order."""
    device = generator.device if generator else indices.device
    order = torch.randperm(len(indices), generator=generator, device=device)
    return indices[order[:number].to(indices.device)].sort().values
