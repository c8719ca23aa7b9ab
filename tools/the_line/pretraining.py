"""M0, the road's ImageNet: its body learns to tell what a picture of one object shows.

Every detector starts from these convolutions, and has fully connected layers of its own; those of
the papers start from ImageNet's fully connected layers too.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor

from mrcnn_edu.data.object_pictures import object_pictures
from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.layers.image_transform import IMAGENET_MEAN
from mrcnn_edu.layers.object_classifier import ObjectClassifier
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.picture_batches import BATCH, SIZES, PictureBatches
from tools.the_line.costs import Costs
from tools.the_line.scenes import CLASSES

STEPS, RATE = 300, 1e-3
SCENES = 400


def learn(
    pictures: Tensor,
    labels: Tensor,
    num_classes: int,
    seed: int,
    steps: int = STEPS,
    *,
    sizes: Sequence[int] = SIZES,
    batch: int = BATCH,
) -> ObjectClassifier:
    """Train a classifier of pictures, on their device."""
    torch.manual_seed(seed)
    classifier = ObjectClassifier(num_classes).to(pictures.device)
    train(
        classifier,
        PictureBatches(pictures, labels, sizes=sizes, batch=batch, seed=seed),
        torch.optim.AdamW(classifier.parameters(), RATE),
        steps,
        schedule=cosine(steps),
        progress=False,
    )
    return classifier.eval()


def find_body(
    on: str, seed: int, device: str, folder: Path, stretch: float, batch: int = BATCH
) -> dict[str, Tensor]:
    """The state dict of the body M0, on the CPU; trained if the folder does not have it yet."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{on.replace(' ', '_')}_{seed}.safetensors"
    if not path.exists():
        costs = Costs(path.with_suffix(".json"))
        steps, scenes = max(round(STEPS * stretch), 2), max(round(SCENES * min(stretch, 1)), 2)
        with costs.part("pictures"):
            coins = on == "shapes and coins"
            pictures, labels = object_pictures(scenes, coins=coins, fill=IMAGENET_MEAN)
        with costs.part("pre-training"):
            pictures, labels = pictures.to(device), labels.to(device)
            num_classes = len(CLASSES[on]) - 1
            classifier = learn(pictures, labels, num_classes, seed, steps, batch=batch)
        state = {key: value.cpu() for key, value in classifier.body.state_dict().items()}
        write_whole(path, save(state))
    return load_file(path)
