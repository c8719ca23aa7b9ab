"""An image that a small detector can learn within a few steps."""

import torch
from torch import Tensor


def scene() -> tuple[Tensor, dict[str, Tensor]]:
    """A red square and a blue disc on grey, (3, 128, 160), and where they are."""
    image = torch.full((3, 128, 160), 0.5)
    boxes = torch.tensor([[20.0, 30.0, 70.0, 80.0], [90.0, 50.0, 140.0, 100.0]])
    y, x = torch.arange(128)[:, None] + 0.5, torch.arange(160) + 0.5
    square = (x > 20) & (x < 70) & (y > 30) & (y < 80)
    disc = (x - 115) ** 2 + (y - 75) ** 2 < 25**2
    for mask, colour in ((square, (0.9, 0.1, 0.1)), (disc, (0.1, 0.2, 0.9))):
        image[:, mask] = torch.tensor(colour)[:, None]
    masks = torch.stack((square, disc)).to(torch.uint8)
    return image, {"boxes": boxes, "labels": torch.tensor([1, 2]), "masks": masks}
