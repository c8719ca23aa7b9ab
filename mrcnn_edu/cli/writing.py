"""The weights of a detector, written with what is needed to open it again."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from safetensors.torch import save
from torch import Tensor

from mrcnn_edu.cli.detectors import DETECTOR
from mrcnn_edu.detectors.weight_files import CLASS_NAMES
from mrcnn_edu.files.whole import write_whole


def write_weights(
    weights: Mapping[str, Tensor],
    path: Path,
    *,
    detector: str,
    class_names: Sequence[str],
    sizes: Mapping[str, str] | None = None,
) -> None:
    """Write the weights of a detector, with its name and those of its classes.

    Args:
        weights: a state dict, on any device.
        path: of a file .safetensors; its folder is there.
        detector: the name of its builder, from which the commands know what to build.
        class_names: "background" first.
        sizes: to which images are brought, from ``sizes.written_sizes``; None to leave that to
            whoever reads the file.

    Example:
        >>> import torch
        >>> from tempfile import TemporaryDirectory
        >>> from mrcnn_edu.detectors.weight_files import class_names_in, metadata_of
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "a.safetensors")
        ...     names = ("background", "cup, full")
        ...     write_weights({"a": torch.ones(1)}, path, detector="tiny", class_names=names)
        ...     class_names_in(path), metadata_of(path)["detector"]
        (('background', 'cup, full'), 'tiny')
    """
    state = {key: value.contiguous().cpu() for key, value in weights.items()}
    told = {CLASS_NAMES: json.dumps(list(class_names)), DETECTOR: detector, **(sizes or {})}
    # Written here, since what safetensors writes nobody else may read.
    write_whole(path, save(state, told))
