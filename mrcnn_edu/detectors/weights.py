"""Weights from files: torchvision's of 2019 and of today, checked before anything is changed.

The names of 26 parameters of Mask R-CNN changed since 2019: those of the feature pyramid, of the
RPN head and of the mask head. Files from then also want batch norm with eps 0 where files from
today want 1e-5, because until 2020 the frozen norm forgot to add it.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from mrcnn_edu.detectors.published import Published, find_weights
from mrcnn_edu.detectors.weight_files import class_names_in, read_state_dict
from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d

CLASSES_BIAS = "roi_heads.box_predictor.cls_score.bias"  # one number for each class
USUAL_EPS, EPS_OF_2019 = 1e-5, 0.0

OLD_KEYS = (
    (re.compile(r"\b(fpn\.(?:inner|layer)_blocks\.\d+)\.(weight|bias)$"), r"\1.0.\2"),
    (re.compile(r"\b(rpn\.head\.conv)\.(weight|bias)$"), r"\1.0.0.\2"),
    *(
        (re.compile(rf"\b(mask_head)\.mask_fcn{i + 1}\.(weight|bias)$"), rf"\1.{i}.0.\2")
        for i in range(4)
    ),
)


def load_weights(
    detector: nn.Module,
    weights: str | Path,
    published: Published | None = None,
    *,
    norm_eps: float | None = None,
) -> tuple[str, ...] | None:
    """Load weights into a detector, or leave it as it is and say why they do not fit.

    Args:
        detector: what to load them into.
        weights: the path of a file .pth or .safetensors; or "COCO_V1", "DEFAULT" or torchvision's
            own enum for those that torchvision published, which are downloaded where they are not
            in the cache yet.
        published: which file that is, and the names of its classes; None where there is none.
        norm_eps: what the frozen norms add to the variance. If left out, it is 0 for the published
            file (known by its name) and for any file with keys of 2019, and 1e-5 for others. A
            copy of the published weights that was saved again, with today's keys under another
            name, looks like any other: for that say 0.

    Returns:
        The names of the classes, if it is the published file or tells them beside its weights.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if the published one cannot be downloaded; the message says what to put where.
        ValueError: if the file is damaged, its weights do not fit this detector, or none are
            published for it.
    """
    path = find_weights(weights, published)
    in_file = without_prefix(read_state_dict(path), next(iter(detector.state_dict())), path)
    renamed = {modern_key(key): tensor for key, tensor in in_file.items()}
    check_fit(detector, renamed, path)
    detector.load_state_dict(renamed)
    is_published = published is not None and path.name == published.file
    if norm_eps is None:
        of_2019 = is_published or renamed.keys() != in_file.keys()
        norm_eps = EPS_OF_2019 if of_2019 else USUAL_EPS
    for module in detector.modules():
        if isinstance(module, FrozenBatchNorm2d):
            module.eps = norm_eps
    if published and is_published:
        return published.class_names
    return class_names_in(path, len(renamed[CLASSES_BIAS])) if CLASSES_BIAS in renamed else None


def without_prefix(tensors: Mapping[str, Tensor], key: str, path: Path) -> dict[str, Tensor]:
    """The tensors of one model, under the names that it gives them itself.

    A training framework puts the model's own name in front of each, such as "model." or "net.",
    and may keep tensors of others beside them.

    Args:
        tensors: by name.
        key: the name that one of them has in the model.
        path: of the file, for the message.

    Returns:
        Those that have the same beginning as that one, without it. If it is not there, all.

    Raises:
        ValueError: if there are several such models.

    Example:
        >>> import torch
        >>> in_file = {"model.fc.weight": torch.ones(1), "loss.weight": torch.zeros(1)}
        >>> without_prefix(in_file, "fc.weight", Path("a.pth"))
        {'fc.weight': tensor([1.])}
    """
    if key in tensors:
        return dict(tensors)
    starts = [name.removesuffix(key) for name in tensors if name.endswith(f".{key}")]
    if not starts:
        return dict(tensors)
    start = min(starts, key=len)
    others = [other for other in starts if not other.startswith(start)]
    if others:
        raise ValueError(
            f"{path} holds several such models, the names of whose weights begin with {start!r} and"
            f" {others[0]!r}; save the one that is meant by itself"
        )
    return {k.removeprefix(start): v for k, v in tensors.items() if k.startswith(start)}


def modern_key(key: str) -> str:
    """Today's name of a parameter.

    Example:
        >>> modern_key("roi_heads.mask_head.mask_fcn1.weight")
        'roi_heads.mask_head.0.0.weight'
        >>> modern_key("roi_heads.mask_head.0.0.weight")
        'roi_heads.mask_head.0.0.weight'
    """
    for old, new in OLD_KEYS:
        key = old.sub(new, key)
    return key


def rename_old_keys(module: nn.Module, state_dict: dict[str, Any], prefix: str, *_: object) -> None:
    """A hook before ``load_state_dict``, so that it takes both generations of keys.

    Args:
        module: the detector that will load.
        state_dict: what it will load, changed in place.
        prefix: which keys of it are the detector's.
        *_: what else torch tells a hook.
    """
    for key in [key for key in state_dict if key.startswith(prefix)]:
        state_dict[modern_key(key)] = state_dict.pop(key)


def check_fit(detector: nn.Module, weights: Mapping[str, Tensor], path: Path) -> None:
    """Refuse weights that are not exactly those of the detector.

    Args:
        detector: what they are meant for.
        weights: with today's keys.
        path: of the file, for the message.

    Raises:
        ValueError: if a key is missing or unknown, or a shape differs.
    """
    # How many batches a norm has seen is in files of trainable norms; frozen ones do not count.
    given = {k: tuple(v.shape) for k, v in weights.items() if "num_batches_tracked" not in k}
    own = {k: tuple(v.shape) for k, v in detector.state_dict().items()}
    own = {k: shape for k, shape in own.items() if "num_batches_tracked" not in k}
    missing, unknown = sorted(own.keys() - given.keys()), sorted(given.keys() - own.keys())
    if missing or unknown:
        raise ValueError(
            f"{path} does not hold the weights of this detector: {_some(missing, 'missing')},"
            f" {_some(unknown, 'not known')}; is it the file of another detector, or do its names"
            " begin otherwise?"
        )
    other = [f"{k} has {given[k]}, not {own[k]}" for k in own if own[k] != given[k]]
    if other:
        classes = given.get("roi_heads.box_predictor.cls_score.weight", ("?",))[0]
        raise ValueError(
            f"{path} holds weights of other shapes: {_some(other, 'differ')}. They are for"
            f" num_classes={classes}; load them into such a detector, then exchange its predictors"
        )


def _some(names: list[str], what: str) -> str:
    """How many there are, and the first three."""
    if not names:
        return f"none {what}"
    return f"{len(names)} {what} ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})"
