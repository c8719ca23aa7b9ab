"""What Fast R-CNN does with one image before a step, as the lesson asks for it."""

import torch
from torch import Tensor
from torch.nn.functional import pad

POSITIVE_IOU = 0.5


def sample(
    iou: Tensor, labels: Tensor, n: int, fraction: float, low: float
) -> tuple[Tensor, Tensor]:
    """Which proposals may be drawn, as what, and how many of each kind.

    Args:
        iou: (R, G), of each proposal with each object.
        labels: (G,), int64, the class of each object, from 1 up.
        n: how many to draw at most.
        fraction: the largest part of ``n`` that lies on objects, rounded down.
        low: a proposal is background if its largest IoU is from here up to 0.5, without 0.5.

    Returns:
        (R,), int64: the class of the object that the proposal overlaps most (the first of several)
        where that is by 0.5 or more, 0 for background, -1 for what is not drawn. And (2,), int64:
        how many on objects are drawn, and how many of background, which take what room is left.
        Without an object the largest IoU is 0.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2.3, with n = 64, a fraction of 0.25 and low = 0.1.

    Example:
        >>> iou = torch.tensor([[0.75], [0.25], [0.0], [0.5]])
        >>> sample(iou, torch.tensor([3]), 4, 0.25, 0.125)
        (tensor([ 3,  0, -1,  3]), tensor([1, 1]))
    """
    best, which = pad(iou, (0, 1)).max(dim=1)  # (R,), (R,); an object more, which nothing overlaps
    positive = best >= POSITIVE_IOU
    background = ~positive & (best >= low)
    says = torch.where(positive, pad(labels, (0, 1))[which], background.long() - 1)  # (R,)
    on_objects = min(int(n * fraction), int(positive.sum()))
    beside = min(n - on_objects, int(background.sum()))
    return says, torch.tensor([on_objects, beside])


def flip(image: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
    """A mirror image, with its boxes.

    Args:
        image: (H, W).
        boxes: (N, 4), xyxy in pixels.

    Returns:
        Both, left and right exchanged; x1 is below x2 again.

    Example:
        >>> flip(torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[0.0, 0.0, 1.0, 1.0]]))
        (tensor([[3., 2., 1.]]), tensor([[2., 0., 3., 1.]]))
    """
    width = image.shape[1]
    x1, y1, x2, y2 = boxes.unbind(dim=1)
    return image.flip(1), torch.stack((width - x2, y1, width - x1, y2), dim=1)
