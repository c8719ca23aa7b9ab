"""The operator that students write tests for: the IoU of masks, each with each."""

import numpy as np
import torch


def by_products(masks1, masks2):
    a, b = masks1.flatten(1).double(), masks2.flatten(1).double()
    shared = a @ b.T
    union = a.sum(dim=1)[:, None] + b.sum(dim=1) - shared
    return (shared / union.clamp(min=1)).float()


def in_loops(masks1, masks2):
    answer = torch.zeros(len(masks1), len(masks2))
    for n, one in enumerate(masks1):
        for m, other in enumerate(masks2):
            union = int((one | other).sum())
            answer[n, m] = int((one & other).sum()) / union if union else 0.0
    return answer


def in_numpy(masks1, masks2):
    a, b = masks1.numpy()[:, None], masks2.numpy()[None]
    shared, union = (a & b).sum(axis=(2, 3)), (a | b).sum(axis=(2, 3))
    return torch.from_numpy(np.where(union > 0, shared / np.maximum(union, 1), 0.0))


CORRECT = (by_products, in_loops, in_numpy)


def _counts(masks1, masks2):
    """Pixels shared, of the first, of the second: (N, M), (N, 1), (M,)."""
    a, b = masks1.flatten(1).double(), masks2.flatten(1).double()
    return a @ b.T, a.sum(dim=1)[:, None], b.sum(dim=1)


def _share(shared, whole):
    return torch.where(whole > 0, shared / whole.clamp(min=1e-9), 0.0)


def over_the_sum(masks1, masks2):
    """Divides by the sum of both areas, in which the shared part counts twice."""
    shared, a, b = _counts(masks1, masks2)
    return _share(shared, a + b)


def dice(masks1, masks2):
    """Twice the shared part over the sum of both areas, which is dice and not IoU."""
    shared, a, b = _counts(masks1, masks2)
    return _share(2 * shared, a + b)


def over_the_smaller(masks1, masks2):
    """Divides by the smaller area, so that a mask inside another has 1."""
    shared, a, b = _counts(masks1, masks2)
    return _share(shared, torch.minimum(a, b))


def over_the_first(masks1, masks2):
    """Divides by the area of the first mask: what a crowd in COCO is measured by."""
    shared, a, b = _counts(masks1, masks2)
    return _share(shared, a + 0 * b)


def of_boxes(masks1, masks2):
    """Compares the boxes around the masks."""

    def filled(masks):
        full = torch.zeros_like(masks)
        for k, mask in enumerate(masks):
            y, x = mask.nonzero().unbind(1)
            if len(x):
                full[k, y.min() : y.max() + 1, x.min() : x.max() + 1] = True
        return full

    return by_products(filled(masks1), filled(masks2))


def agreeing_pixels(masks1, masks2):
    """The share of all pixels in which both say the same, background too."""
    shared, a, b = _counts(masks1, masks2)
    pixels = masks1[0].numel() if len(masks1) else 1
    return (pixels - a - b + 2 * shared) / pixels


def nan_for_nothing(masks1, masks2):
    """Two empty masks give 0 / 0."""
    shared, a, b = _counts(masks1, masks2)
    return shared / (a + b - shared)


def one_for_nothing(masks1, masks2):
    """Two empty masks agree perfectly."""
    shared, a, b = _counts(masks1, masks2)
    return torch.where(a + b > 0, _share(shared, a + b - shared), 1.0)


def turned(masks1, masks2):
    """Rows and columns of the table are exchanged."""
    return by_products(masks2, masks1)


def in_bytes(masks1, masks2):
    """Counts pixels in uint8, which starts again at 0 after 255."""
    shared, a, b = (count % 256 for count in _counts(masks1, masks2))
    return _share(shared, a + b - shared)


def pairs_alone(masks1, masks2):
    """The first with the first and the second with the second; all others are 0."""
    iou = by_products(masks1, masks2)
    return iou * torch.eye(*iou.shape)


def that_needs_masks(masks1, masks2):
    """No masks at all are an error."""
    return torch.stack([by_products(one[None], masks2)[0] for one in masks1])


PLANTED = (
    over_the_sum,
    dice,
    over_the_smaller,
    over_the_first,
    of_boxes,
    agreeing_pixels,
    nan_for_nothing,
    one_for_nothing,
    turned,
    in_bytes,
    pairs_alone,
    that_needs_masks,
)
