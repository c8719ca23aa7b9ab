"""What R-CNN's network is fine-tuned on: crops from all over the data set, a quarter on objects."""

from collections.abc import Iterator, Sequence
from itertools import count

import torch
from torch import Tensor

from mrcnn_edu.ops.region_labels import fine_tuning_labels
from mrcnn_edu.ops.targets import Target
from mrcnn_edu.ops.warping import GREY, warp_crops

POSITIVES, NEGATIVES = 32, 96  # R-CNN, section 2.3


class CropBatches:
    """Batches of crops, for the loop of training.

    Args:
        scenes: of each the image (3, H, W), and a target with "boxes", "labels" and "proposals", on
            the device on which to train. True boxes are among the proposals.
        size: the side of crops, in pixels.
        fill: the colour outside images.
        positives: how many crops of a batch overlap an object by half or more.
        negatives: how many do not.
        seed: of the choice.

    Source:
        Girshick et al., "R-CNN" (2014), section 2.3: windows are drawn from all images alike, so
        that a batch of 128 needs nearly as many images.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0, 9, 9]]), "labels": torch.tensor([2])}
        >>> target["proposals"] = torch.tensor([[5.0, 5.0, 20.0, 20.0]])
        >>> batches = CropBatches([(torch.rand(3, 24, 24), target)], 8, positives=1, negatives=2)
        >>> crops, labels = next(batches(0))
        >>> crops.shape, labels
        (torch.Size([3, 3, 8, 8]), tensor([2, 0, 0]))
    """

    def __init__(
        self,
        scenes: Sequence[tuple[Tensor, Target]],
        size: int,
        *,
        fill: tuple[float, float, float] = GREY,
        positives: int = POSITIVES,
        negatives: int = NEGATIVES,
        seed: int = 0,
    ) -> None:
        self.images = [image for image, _ in scenes]
        self.size, self.fill, self.seed = size, fill, seed
        boxes = [torch.cat((target["proposals"], target["boxes"])) for _, target in scenes]
        labels = [
            fine_tuning_labels(of_image, target["boxes"], target["labels"])
            for of_image, (_, target) in zip(boxes, scenes, strict=True)
        ]
        self.boxes, self.labels = torch.cat(boxes), torch.cat(labels)  # (B, 4), (B,)
        self.image_of = torch.cat([torch.full((len(each),), i) for i, each in enumerate(boxes)])
        on_cpu = self.labels.cpu()
        self.kinds = [
            ((on_cpu > 0).nonzero().squeeze(1), positives),
            ((on_cpu == 0).nonzero().squeeze(1), negatives),
        ]

    def __call__(self, first: int) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches from a step on: crops (B, 3, size, size) and labels (B,)."""
        for step in count(first):
            generator = torch.Generator().manual_seed(self.seed * 1_000_000 + step)
            chosen = torch.cat([draw(*kind, generator) for kind in self.kinds])  # (B,), on the CPU
            yield self.crops(chosen), self.labels[chosen.to(self.labels.device)]

    def crops(self, chosen: Tensor) -> Tensor:
        """The crops of some boxes, image by image, in the order in which they were chosen."""
        order = self.image_of[chosen].argsort(stable=True)  # (B,)
        counts = self.image_of[chosen].bincount(minlength=len(self.images)).tolist()
        boxes = torch.split(self.boxes[chosen[order].to(self.boxes.device)], counts)
        warped = [
            warp_crops(image, of_image, self.size, fill=self.fill)
            for image, of_image in zip(self.images, boxes, strict=True)
            if len(of_image) > 0
        ]
        return torch.cat(warped)[order.argsort().to(self.boxes.device)]


def draw(indices: Tensor, number: int, generator: torch.Generator) -> Tensor:
    """So many of them, the same one perhaps twice; none if there are none: (M,) to (number,)."""
    if len(indices) == 0:
        return indices
    return indices[torch.randint(len(indices), (number,), generator=generator)]
