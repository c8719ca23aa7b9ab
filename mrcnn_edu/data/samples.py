"""What a detector learns from: which images of a data set, and how they are changed by chance."""

import torch
from torch import Tensor

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.augment import augment
from mrcnn_edu.data.colours import colour_jitter
from mrcnn_edu.data.copy_paste import random_copy_paste
from mrcnn_edu.data.flips import random_flip
from mrcnn_edu.ops.targets import Target, without_crowds

PASTE = "copy-paste"
AUGMENTATIONS = ("none", "flip", "all", PASTE)


def images_with_objects(dataset: CocoFolder) -> list[int]:
    """The numbers of the images that teach, those with an object that is no crowd.

    Args:
        dataset: of images, some of which may be empty.

    Raises:
        ValueError: if there are none.
    """
    known = [
        number
        for number, of_image in enumerate(dataset.annotations)
        if any(not annotation.get("iscrowd") for annotation in of_image)
    ]
    if not known:
        raise ValueError(
            f"none of the {len(dataset)} images has an object that is no crowd; annotate some"
        )
    return known


def sample(
    index: int, seed: int, *, dataset: CocoFolder, known: list[int], augmentation: str
) -> tuple[Tensor, Target]:
    """An image and its objects, changed by chance as was chosen.

    Args:
        index: in ``known``.
        seed: of all chance.
        dataset: of the image.
        known: the numbers of the images that teach.
        augmentation: of ``AUGMENTATIONS``.
    """
    image, target = dataset[known[index]]
    target = without_crowds(target)
    generator = torch.Generator().manual_seed(seed)
    if augmentation == "flip":
        return random_flip(image, target, generator)
    if augmentation in ("all", PASTE):
        image, target = augment(image, target, generator)
    if augmentation == PASTE:
        other = known[int(torch.randint(len(known), (1,), generator=generator))]
        other_image, objects = dataset[other]
        other_image = colour_jitter(other_image, generator)
        return random_copy_paste(image, target, other_image, objects, generator)
    return image, target
