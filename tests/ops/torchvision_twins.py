"""Our names, answered by what torchvision keeps inside its detectors.

torchvision has these operations as methods and helpers of its models, with arguments of their
own. Each function here takes and gives what our operator of that name does.
"""

from torch import Tensor
from torchvision.models.detection import _utils

ONES = (1, 1, 1, 1)


def encode_boxes(boxes: Tensor, anchors: Tensor, weights=ONES) -> Tensor:
    """(R, 4) and (R, 4) only."""
    return _utils.BoxCoder(weights).encode_single(boxes, anchors)


def decode_boxes(deltas: Tensor, anchors: Tensor, weights=ONES) -> Tensor:
    """(R, 4) with (R, 4), or (R, K, 4) with (R, 1, 4)."""
    rows = _utils.BoxCoder(weights).decode_single(deltas.flatten(1), anchors.reshape(-1, 4))
    return rows.reshape(deltas.shape)
