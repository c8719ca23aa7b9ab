"""SPP-Net: maps once, fully connected layers on windows of them, then R-CNN's last stages."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from mrcnn_edu.data.scenes_with_proposals import propose
from mrcnn_edu.detectors.sppnet import SPPNet, sppnet
from mrcnn_edu.layers.five_convolutions import STRIDE
from mrcnn_edu.layers.resizing import resize_boxes
from mrcnn_edu.ops.region_labels import fine_tuning_labels
from mrcnn_edu.ops.window_pooling import map_windows, pool_windows
from mrcnn_edu.training.feature_cache import FeatureCache
from mrcnn_edu.training.loop import to_device
from mrcnn_edu.training.loop import train as run_steps
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.svm_stages import looked_at, train_regressors, train_svms
from mrcnn_edu.training.window_batches import WindowBatches
from tools.the_line.costs import Costs
from tools.the_line.rcnn import FINE_TUNED, classes_of, keep, of_stages
from tools.the_line.scenes import Scene

STEPS, RATE = 600, 1e-3
BACKGROUND_FROM, PAIR_IOU = 0.1, 0.5  # section 4.1
ROWS_AT_ONCE = 4096

new = sppnet


def train(
    seed: int,
    m0: Mapping[str, Tensor],
    scenes: Sequence[Scene],
    device: str,
    folder: Path,
    stretch: float = 1.0,
) -> tuple[SPPNet, Costs]:
    """Compute features, fine-tune what comes behind them, train SVMs and regressors.

    Args:
        seed: of the new layers, and of the choice of windows.
        m0: the state of the body, which stays as it is.
        scenes: images and targets with "boxes", "labels" and "proposals".
        device: such as "cuda".
        folder: of this training alone.
        stretch: how many times as many steps as ``STEPS``.

    Returns:
        The detector, and what its training cost. The features are not kept.
    """
    torch.manual_seed(seed)
    names = classes_of(scenes)
    detector = sppnet(len(names)).eval()
    detector.class_names = names
    detector.body.load_state_dict(m0)
    detector.to(device)
    costs = Costs(folder / "costs.json")
    there = [to_device(scene, torch.device(device)) for scene in scenes]
    targets = [target for _, target in there]
    cache = FeatureCache(folder / "features", detector.body)
    with costs.part("1 maps and pyramids"):
        compute_features(detector, there, cache)
    costs.lay_down("features", cache.size())
    pooled = [cache.get(i, "pyramid").to(device) for i in range(len(there))]  # half precision
    if (folder / FINE_TUNED).exists():
        detector.classifier.load_state_dict(load_file(folder / FINE_TUNED))
    else:
        with costs.part("2 fine-tuning"):
            fine_tune(detector, pooled, targets, max(round(STEPS * stretch), 2), seed)
        keep(detector.classifier, folder / FINE_TUNED)
    detector.eval()
    with costs.part("3 SVMs"):
        fc7 = [detector.classifier(rows.float())[0].detach() for rows in pooled]
        detector.heads.put_svms([each.svm for each in train_svms(fc7, targets, len(names))])
    with costs.part("4 regressors"):
        found = train_regressors(pooled, targets, len(names), iou=PAIR_IOU)
        detector.heads.put_regressors(found)
    shutil.rmtree(folder / "features")
    return detector, costs


def compute_features(detector: SPPNet, scenes: Sequence[Scene], cache: FeatureCache) -> None:
    """The row of every proposal and every object, onto the disk, in half precision."""
    with torch.inference_mode():
        for i, (image, target) in enumerate(scenes):
            if i not in cache:
                cache.put(i, {"pyramid": detector.pool(image, looked_at(target)).half()})


def fine_tune(
    detector: SPPNet, pooled: Sequence[Tensor], targets: Sequence, steps: int, seed: int
) -> None:
    """fc6, fc7 and the softmax learn to name windows, those from an IoU of 0.1 on."""
    labels = [
        fine_tuning_labels(
            looked_at(each), each["boxes"], each["labels"], background_from=BACKGROUND_FROM
        )
        for each in targets
    ]
    run_steps(
        detector.classifier,
        WindowBatches(torch.cat(list(pooled)), torch.cat(labels), seed=seed),
        torch.optim.AdamW(detector.classifier.parameters(), RATE),
        steps,
        schedule=cosine(steps),
        progress=False,
    )


def variants(detector: SPPNet) -> Iterator[tuple[str, SPPNet]]:
    """The fine-tuned layers alone, then with SVMs, then with regressors too."""
    yield from of_stages("SPP-Net", detector, detector.heads)


def times(detector: SPPNet, image: Tensor, proposals: Tensor, clock: Costs) -> None:
    """One detection in its parts."""
    size = (image.shape[1], image.shape[2])
    with clock.part("selective search"):
        propose("shapes", image)
    with clock.part("convolutions"):
        features, enlarged = detector.feature_map(image)
    with clock.part("pyramid pooling"):
        boxes = resize_boxes(proposals, size, enlarged)
        windows = map_windows(boxes, STRIDE, (features.shape[1], features.shape[2]))
        pooled = pool_windows(features, windows, detector.levels)
    with clock.part("fully connected"):
        fc7, logits = detector.classifier(pooled)
    with clock.part("scores, NMS, regressors"):
        detector.heads(fc7, pooled, logits, proposals, size)
