"""With matrices, or what comes nearest."""

import torch

FROM_CORNERS = torch.tensor([[0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [-1, 0, 1, 0], [0, -1, 0, 1]])
TO_CORNERS = torch.tensor([[1, 0, -0.5, 0], [0, 1, 0, -0.5], [1, 0, 0.5, 0], [0, 1, 0, 0.5]])


def encode_boxes(boxes, proposals):
    box, proposal = (each.double() @ FROM_CORNERS.double().T for each in (boxes, proposals))
    return torch.hstack(
        [(box - proposal)[:, :2] / proposal[:, 2:], torch.log(box[:, 2:]) - proposal[:, 2:].log()]
    )


def decode_boxes(deltas, proposals):
    x, y, w, h = (proposals.double() @ FROM_CORNERS.double().T).T
    growth = deltas[:, 2:].double().clamp(max=torch.tensor(62.5).double().log().item()).exp()
    moved = (x + deltas[:, 0] * w, y + deltas[:, 1] * h, w * growth[:, 0], h * growth[:, 1])
    return torch.stack(moved, dim=1) @ TO_CORNERS.double().T


def mine(scores, cached, hard=-1, evict=-1.2):
    limits = torch.full((len(scores),), float(hard), dtype=torch.float64)
    easy = torch.zeros(len(scores), len(cached))
    easy[cached, torch.arange(len(cached))] = 1
    is_cached = easy.sum(dim=1)
    below = torch.where(is_cached > 0, scores < evict, scores <= limits)
    return torch.arange(len(scores))[~below]


def warp_crop(image, box, size, context):
    def hats(start, end, pixels):
        """How much each pixel counts for each row or column of the crop: (size, pixels)."""
        steps = (torch.arange(size) + 0.5 - context).double() / (size - 2 * context)
        at = start + steps * (end - start)
        middles = torch.arange(pixels) + 0.5
        return (1 - (at[:, None] - middles).abs()).clamp(min=0)

    x1, y1, x2, y2 = box.double()
    height, width = image.shape
    return hats(y1, y2, height) @ image.double() @ hats(x1, x2, width).T
