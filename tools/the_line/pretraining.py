"""M0, the road's ImageNet: its body learns to tell what a picture of one object shows.

Every detector starts from these convolutions, and has fully connected layers of its own; those of
the papers start from ImageNet's fully connected layers too.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor
from torch.nn.functional import interpolate

from mrcnn_edu.data.scenes_with_proposals import KINDS
from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.layers.image_transform import IMAGENET_MEAN
from mrcnn_edu.layers.object_classifier import ObjectClassifier
from mrcnn_edu.ops.warping import warp_crops
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.optimiser import cosine
from tools.the_line.costs import Costs
from tools.the_line.scenes import CLASSES, COINS_ONE_IN

STEPS, BATCH, RATE = 300, 64, 1e-3
SIZES, TURN = (64, 48), 20  # pixels, and how many steps each has before the other is up
FIRST_SEED, SCENES = 600_000, 400  # of scenes that no detector sees


def object_pictures(on: str, number: int = SCENES) -> tuple[Tensor, Tensor]:
    """Every object of some scenes, each on a picture of its own, with a margin.

    Args:
        on: "shapes", or "shapes and coins", with coins in one scene of three.
        number: of scenes.

    Returns:
        pictures: (N, 3, 64, 64), float32 from 0 to 1.
        labels: (N,), int64, from 0 up: the class less one, since nothing is background.
    """
    pictures, labels = [], []
    for index in range(number):
        coins = on == "shapes and coins" and index % COINS_ONE_IN == 0
        image, target = KINDS["coins" if coins else "shapes"][0](FIRST_SEED + index)
        pictures.append(warp_crops(image, target["boxes"], SIZES[0], fill=IMAGENET_MEAN))
        labels.append(target["labels"] - 1)
    return torch.cat(pictures), torch.cat(labels)


def batches(
    pictures: Tensor, labels: Tensor, seed: int, first: int, sizes: tuple[int, ...] = SIZES
) -> Iterator[tuple[Tensor, Tensor]]:
    """Random pictures, half of the batches mirrored, in one size for some steps, then in the next.

    Args:
        pictures: (N, 3, S, S), on the device on which to train.
        labels: (N,), there as well.
        seed: of the choice.
        first: the number of the first step.
        sizes: of the pictures, in turn, in pixels.
    """
    for step in count(first):
        generator = torch.Generator().manual_seed(seed * 1_000_000 + step)
        which = torch.randint(len(labels), (BATCH,), generator=generator).to(labels.device)
        chosen = pictures[which]  # (B, 3, S, S)
        if torch.rand((), generator=generator) < 0.5:
            chosen = chosen.flip(3)
        size = sizes[step // TURN % len(sizes)]
        if size != chosen.shape[3]:
            chosen = interpolate(chosen, (size, size), mode="bilinear", antialias=True)
        yield chosen, labels[which]


def learn(
    pictures: Tensor,
    labels: Tensor,
    num_classes: int,
    seed: int,
    steps: int = STEPS,
    sizes: tuple[int, ...] = SIZES,
) -> ObjectClassifier:
    """Train a classifier of pictures, on their device."""
    torch.manual_seed(seed)
    classifier = ObjectClassifier(num_classes).to(pictures.device)
    train(
        classifier,
        lambda first: batches(pictures, labels, seed, first, sizes),
        torch.optim.AdamW(classifier.parameters(), RATE),
        steps,
        schedule=cosine(steps),
        progress=False,
    )
    return classifier.eval()


def find_body(on: str, seed: int, device: str, folder: Path, stretch: float) -> dict[str, Tensor]:
    """The state dict of the body M0, on the CPU; trained if the folder does not have it yet."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{on.replace(' ', '_')}_{seed}.safetensors"
    if not path.exists():
        costs = Costs(path.with_suffix(".json"))
        steps = max(round(STEPS * stretch), 2)
        with costs.part("pictures"):
            pictures, labels = object_pictures(on, max(round(SCENES * min(stretch, 1)), 2))
        with costs.part("pre-training"):
            num_classes = len(CLASSES[on]) - 1
            classifier = learn(pictures.to(device), labels.to(device), num_classes, seed, steps)
        state = {key: value.cpu() for key, value in classifier.body.state_dict().items()}
        write_whole(path, save(state))
    return load_file(path)
