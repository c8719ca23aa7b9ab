"""R-CNN's three stages, one after another, with a clock and a meter of disk beside them."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from mrcnn_edu.data.scenes_with_proposals import propose
from mrcnn_edu.detectors.rcnn import RCNN, crop, rcnn
from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.layers.crop_network import CROP
from mrcnn_edu.layers.image_transform import IMAGENET_MEAN
from mrcnn_edu.layers.svm_heads import SVMHeads
from mrcnn_edu.ops.targets import Target
from mrcnn_edu.training.crop_batches import CropBatches
from mrcnn_edu.training.feature_cache import FeatureCache
from mrcnn_edu.training.loop import to_device
from mrcnn_edu.training.loop import train as run_steps
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.svm_stages import looked_at, train_regressors, train_svms
from tools.the_line.costs import Costs
from tools.the_line.scenes import CLASSES, Scene

STEPS, RATE = 300, 1e-3
FINE_TUNED = "fine_tuned.safetensors"

new = rcnn


def train(
    seed: int,
    m0: Mapping[str, Tensor],
    scenes: Sequence[Scene],
    device: str,
    folder: Path,
    stretch: float = 1.0,
) -> tuple[RCNN, Costs]:
    """Fine-tune, compute features, train SVMs and regressors.

    Args:
        seed: of the new layers, and of the choice of crops.
        m0: the state of the body, trained on pictures of one object.
        scenes: images and targets with "boxes", "labels" and "proposals".
        device: such as "cuda".
        folder: of this training alone.
        stretch: how many times as many steps as ``STEPS``.

    Returns:
        The detector, and what its training cost. The features are not kept.
    """
    torch.manual_seed(seed)
    names = classes_of(scenes)
    detector = rcnn(len(names))
    detector.class_names = names
    detector.network.body.load_state_dict(m0)
    detector.to(device)
    costs = Costs(folder / "costs.json")
    there = [to_device(scene, torch.device(device)) for scene in scenes]
    if (folder / FINE_TUNED).exists():
        detector.network.load_state_dict(load_file(folder / FINE_TUNED))
    else:
        with costs.part("1 fine-tuning"):
            fine_tune(detector, there, max(round(STEPS * stretch), 2), seed)
        keep(detector.network, folder / FINE_TUNED)
    detector.eval()
    cache = FeatureCache(folder / "features", detector.network)
    with costs.part("2 features"):
        compute_features(detector, there, cache)
    costs.lay_down("features", cache.size())
    targets = [target for _, target in there]
    with costs.part("2 SVMs"):
        fc7 = [cache.get(i, "fc7").to(device) for i in range(len(there))]
        detector.heads.put_svms([each.svm for each in train_svms(fc7, targets, len(names))])
    with costs.part("3 regressors"):
        pool5 = [cache.get(i, "pool5") for i in range(len(there))]
        detector.heads.put_regressors(train_regressors(pool5, targets, len(names)))
    shutil.rmtree(folder / "features")
    return detector, costs


def fine_tune(detector: RCNN, scenes: Sequence[Scene], steps: int, seed: int) -> None:
    """Stage 1: the network learns to name crops, background among them."""
    network = detector.network
    run_steps(
        network,
        CropBatches(scenes, CROP, fill=IMAGENET_MEAN, seed=seed),
        torch.optim.AdamW(network.parameters(), RATE),
        steps,
        schedule=cosine(steps),
        progress=False,
    )


def compute_features(detector: RCNN, scenes: Sequence[Scene], cache: FeatureCache) -> None:
    """Stage 2: what the network says of every proposal and every object, onto the disk."""
    with torch.inference_mode():
        for i, (image, target) in enumerate(scenes):
            if i not in cache:
                pool5, fc7, _ = detector.describe(image, looked_at(target))
                cache.put(i, {"pool5": pool5, "fc7": fc7})


def keep(network: nn.Module, path: Path) -> None:
    """Write a network's weights as they are."""
    write_whole(path, save({key: value.cpu() for key, value in network.state_dict().items()}))


def classes_of(scenes: Sequence[tuple[Tensor, Target]]) -> tuple[str, ...]:
    """What the labels of scenes mean, "background" first: the coins' too if there are coins."""
    most = max(int(target["labels"].max()) for _, target in scenes if len(target["labels"]))
    return next(names for names in CLASSES.values() if len(names) > max(most, 3))


def variants(detector: RCNN) -> Iterator[tuple[str, RCNN]]:
    """The network alone, then with SVMs, then with regressors too."""
    return of_stages("R-CNN", detector, detector.heads)


def of_stages(name: str, detector: nn.Module, heads: SVMHeads) -> Iterator[tuple[str, nn.Module]]:
    """The variants of a detector with SVMs and regressors, the whole one last."""
    heads.use_svms, heads.regress = False, False
    yield f"{name}, softmax", detector
    heads.use_svms = True
    yield f"{name}, SVMs", detector
    heads.regress = True
    yield f"{name}, SVMs and regressors", detector


def times(detector: RCNN, image: Tensor, proposals: Tensor, clock: Costs) -> None:
    """One detection in its parts."""
    with clock.part("selective search"):
        propose("shapes", image)
    with clock.part("warping"):
        crops = crop(image, proposals)
    network = detector.network
    with clock.part("network"):
        pool5, fc7, logits = network(crops)
    with clock.part("scores, NMS, regressors"):
        detector.heads(fc7, pool5, logits, proposals, (image.shape[1], image.shape[2]))
