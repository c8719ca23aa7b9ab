"""From photographs of any size to one batch, and from the batch back to each photograph.

Every image is normalised by ImageNet's mean and standard deviation, as the body's weights expect,
resized so that its objects have a usual size, and laid into the top-left corner of a batch that
is as large as the largest. ``resizing.py`` brings boxes, keypoints and masks there and back.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from mrcnn_edu.layers.resizing import resize_target, resized_size
from mrcnn_edu.ops.checks import check_images, check_integer, check_positive

IMAGENET_MEAN = (0.485, 0.456, 0.406)  # red, green, blue, of values from 0 to 1
IMAGENET_STD = (0.229, 0.224, 0.225)


class ImageList(NamedTuple):
    """A batch, and which part of it is image.

    Attributes:
        tensors: (N, 3, H, W), each image in the top-left corner, zeros below and to the right.
        image_sizes: (height, width) of each image in the batch, without the zeros.
    """

    tensors: Tensor
    image_sizes: list[tuple[int, int]]


class ImageTransform(nn.Module):
    """Normalise, resize, and lay into a batch, images and what is known about them alike.

    Args:
        min_size: what the shorter side becomes, in pixels. Of several, training draws one for each
            image, and inference takes the last.
        max_size: what the longer side may become; where it would be more, the image is made
            smaller still.
        image_mean: of red, green and blue, subtracted.
        image_std: of each, divided by.
        size_divisible: height and width of the batch are made multiples of this: of the coarsest
            stride, so that maps of all strides cover the same.
        generator: what training draws sizes from; None for torch's own.

    Raises:
        TypeError: if a size is not a number, or ``size_divisible`` not a whole one.
        ValueError: if a size is not above 0.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1 (a shorter side of 800); Lin et al., "Feature
        Pyramid Networks" (2017), section 5.1. The results of torchvision's
        GeneralizedRCNNTransform.

    Example:
        >>> images = [torch.rand(3, 100, 150), torch.rand(3, 200, 80)]
        >>> batch, _ = ImageTransform(64, 128).eval()(images)
        >>> tuple(batch.tensors.shape), batch.image_sizes
        ((2, 3, 128, 96), [(64, 96), (128, 51)])
    """

    image_mean: Tensor
    image_std: Tensor

    def __init__(
        self,
        min_size: int | Sequence[int] = 800,
        max_size: int = 1333,
        *,
        image_mean: Sequence[float] = IMAGENET_MEAN,
        image_std: Sequence[float] = IMAGENET_STD,
        size_divisible: int = 32,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.min_size = tuple(min_size) if isinstance(min_size, Sequence) else (min_size,)
        if not self.min_size:
            raise ValueError("min_size must hold one size or more, got (); 800 is usual")
        for size in self.min_size:
            check_positive("min_size", size, "800")
        check_positive("max_size", max_size, "1333")
        check_integer("size_divisible", size_divisible)
        check_positive("size_divisible", size_divisible, "32")
        self.max_size = max_size
        self.size_divisible = size_divisible
        self.generator = generator
        # Buffers go where the module goes; not persistent, so that state dicts do not hold them.
        self.register_buffer("image_mean", torch.tensor(image_mean), persistent=False)
        self.register_buffer("image_std", torch.tensor(image_std), persistent=False)

    def forward(
        self, images: Sequence[Tensor], targets: Sequence[dict[str, Tensor]] | None = None
    ) -> tuple[ImageList, list[dict[str, Tensor]] | None]:
        """Make one batch of images, and bring targets to where their images are in it.

        Args:
            images: (3, H, W) each, red, green, blue, from 0 to 1, of any sizes.
            targets: for each image a dict with "boxes" (G, 4), "masks" (G, H, W), "keypoints"
                (G, K, 3) or "proposals" (R, 4), of which none must be there; what else it holds is
                passed on. None where nothing is known.

        Returns:
            The batch, and new dicts (or None); neither images nor targets are changed.

        Raises:
            TypeError: if images are not a list of floating-point tensors.
            ValueError: if one has another shape or lies on another device, or if there is not one
                target for each.
        """
        check_images(images)
        if targets is not None and len(targets) != len(images):
            raise ValueError(
                f"targets must hold one dict for each of the {len(images)} images,"
                f" got {len(targets)}; for an image without objects give empty tensors"
            )
        sizes = [self._choose_size(image) for image in images]
        resized = [self._resize(image, size) for image, size in zip(images, sizes, strict=True)]
        # Training keeps channels first: of 3x3 convolutions with channels last, a CPU without
        # AVX-512 takes up to four times as long to find the gradient of the weights.
        tensors = pad_into_batch(resized, self.size_divisible, channels_last=not self.training)
        batch = ImageList(tensors, sizes)
        if targets is None:
            return batch, None
        before = [(image.shape[1], image.shape[2]) for image in images]
        return batch, [resize_target(*given) for given in zip(targets, before, sizes, strict=True)]

    def _choose_size(self, image: Tensor) -> tuple[int, int]:
        """What the image (3, H, W) becomes, (h, w)."""
        min_size = self.min_size[-1]
        if self.training and len(self.min_size) > 1:
            drawn = torch.randint(len(self.min_size), (), generator=self.generator)
            min_size = self.min_size[int(drawn)]
        return resized_size((image.shape[1], image.shape[2]), min_size, self.max_size)

    def _resize(self, image: Tensor, size: tuple[int, int]) -> Tensor:
        """From (3, H, W) to (3, h, w), normalised, and shrunk without smoothing it first."""
        mean, std = self.image_mean.to(image), self.image_std.to(image)
        image = (image - mean[:, None, None]) / std[:, None, None]
        return interpolate(image[None], size, mode="bilinear", align_corners=False)[0]  # (3, h, w)


def normalise(
    pixels: Tensor,
    mean: Sequence[float] = IMAGENET_MEAN,
    std: Sequence[float] = IMAGENET_STD,
) -> Tensor:
    """Colours as a body likes them, with a mean near 0 and a spread near 1.

    Args:
        pixels: (..., 3, H, W), from 0 to 1.
        mean: of red, green and blue, subtracted.
        std: of each, divided by.

    Returns:
        (..., 3, H, W).

    Example:
        >>> normalise(torch.full((3, 1, 1), 0.75), (0.5, 0.5, 0.75), (0.5, 0.25, 1.0)).flatten()
        tensor([0.5000, 1.0000, 0.0000])
    """
    centre, spread = (pixels.new_tensor(each)[:, None, None] for each in (mean, std))
    return (pixels - centre) / spread


def pad_into_batch(
    images: Sequence[Tensor], size_divisible: int = 32, *, channels_last: bool = True
) -> Tensor:
    """One tensor that holds all the images, zeros below and to the right of the smaller ones.

    Args:
        images: (3, h, w) each, one or more.
        size_divisible: what height and width of the batch are multiples of.
        channels_last: whether the three values of a pixel lie side by side in memory. Convolutions
            then find the channels of a cell in one place, a CPU is through them sooner, and what
            comes out of them lies in the same way.

    Returns:
        (N, 3, H, W).

    Source:
        The batches of torchvision's GeneralizedRCNNTransform.

    Example:
        >>> pad_into_batch([torch.ones(3, 20, 40), torch.ones(3, 33, 10)]).shape
        torch.Size([2, 3, 64, 64])
    """
    height, width = (max(image.shape[axis] for image in images) for axis in (1, 2))
    height, width = (-(-side // size_divisible) * size_divisible for side in (height, width))
    if channels_last:
        batch = images[0].new_zeros(len(images), height, width, 3).movedim(3, 1)  # (N, 3, H, W)
    else:
        batch = images[0].new_zeros(len(images), 3, height, width)
    for i, image in enumerate(images):
        batch[i, :, : image.shape[1], : image.shape[2]] = image
    return batch
