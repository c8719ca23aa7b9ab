"""Every image a little different each time that it is learned from, by chance.

``augment`` is a usual recipe. Of its parts, ``flips.py`` and ``colours.py`` have their own files,
and ``windows.py`` does what is drawn here; ``copy_paste.py`` has another way to learn more from
the same images. Whoever calls brings the source of chance: with the same seed, and the same
image, comes the same result. Nothing that was passed in is changed.
"""

from torch import Generator, Tensor

from mrcnn_edu.data.colours import colour_jitter
from mrcnn_edu.data.flips import random_flip
from mrcnn_edu.data.random_numbers import offset, uniform
from mrcnn_edu.data.windows import crop, resize
from mrcnn_edu.ops.checks import check_number
from mrcnn_edu.ops.targets import Target


def augment(image: Tensor, target: Target, generator: Generator) -> tuple[Tensor, Target]:
    """Flip, change the size and change the light, each by chance.

    Args:
        image: (3, H, W), red, green, blue, from 0 to 1.
        target: with "boxes" (G, 4), xyxy in pixels, "labels" (G,), and perhaps "masks" (G, H, W)
            and "keypoints" (G, 17, 3).
        generator: what is drawn from.

    Returns:
        An image of the same size, and a new target.

    Raises:
        TypeError: if image or boxes are not floating-point tensors.
        ValueError: if shapes do not fit.

    Example:
        >>> import torch
        >>> target = {"boxes": torch.tensor([[1.0, 2.0, 5.0, 6.0]]), "labels": torch.tensor([3])}
        >>> image, target = augment(torch.rand(3, 8, 8), target, Generator().manual_seed(0))
        >>> tuple(image.shape), target["labels"]
        ((3, 8, 8), tensor([3]))
    """
    image, target = random_flip(image, target, generator)
    image, target = scale_jitter(image, target, generator)
    return colour_jitter(image, generator), target


def scale_jitter(
    image: Tensor,
    target: Target,
    generator: Generator,
    *,
    scales: tuple[float, float] = (0.5, 1.5),
    size: tuple[int, int] | None = None,
    min_visible: float = 0.1,
) -> tuple[Tensor, Target]:
    """The image larger or smaller, in a window that is always of the same size.

    Of a larger image the window shows a part, anywhere; a smaller one lies in it anywhere, on
    grey.

    Args:
        image: (3, H, W), floating point.
        target: with "boxes" (G, 4), xyxy in pixels, "labels" (G,), and perhaps "masks" (G, H, W)
            and "keypoints" (G, P, 3).
        generator: what is drawn from.
        scales: the smallest factor and the largest; each between them is equally likely.
        size: (height, width) of the window; None for the image's.
        min_visible: the share of an object that must be in the window, or it is left out.

    Returns:
        The window (3, height, width), and a new target.

    Raises:
        TypeError: if image or boxes are not floating-point tensors, scales not numbers, or sizes
            not whole.
        ValueError: if shapes do not fit, the window has no pixel, or not 0 < smallest ≤ largest.

    Source:
        Ghiasi et al., "Simple Copy-Paste" (2021), section 3, which has 0.1 to 2.0 for large
        images, and 0.8 to 1.25 for the usual jitter.

    Example:
        >>> import torch
        >>> target = {"boxes": torch.tensor([[2.0, 2.0, 6.0, 6.0]]), "labels": torch.tensor([1])}
        >>> source = Generator().manual_seed(0)
        >>> image, half = scale_jitter(torch.rand(3, 8, 8), target, source, scales=(0.5, 0.5))
        >>> half["boxes"][:, 2:] - half["boxes"][:, :2]
        tensor([[2., 2.]])
    """
    for scale in scales:
        check_number("each of scales", scale)
    if len(scales) != 2 or not 0 < scales[0] <= scales[1]:
        raise ValueError(f"scales must be two numbers, 0 < smallest <= largest, got {scales}")
    height, width = image.shape[1:] if size is None else size
    scale = uniform(generator, *scales)
    new = [max(round(side * scale), 1) for side in image.shape[1:]]
    larger, resized = resize(image, target, (new[0], new[1]))
    top, left = (offset(generator, n, m) for n, m in zip(new, (height, width), strict=True))
    return crop(larger, resized, top, left, height, width, min_visible=min_visible)
