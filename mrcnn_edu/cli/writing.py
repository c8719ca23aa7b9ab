"""An older way to call ``detectors/weight_files.py``, for scripts that were written for it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from torch import Tensor

from mrcnn_edu.detectors import weight_files


def write_weights(
    weights: Mapping[str, Tensor],
    path: Path,
    *,
    detector: str,
    class_names: Sequence[str],
    sizes: Mapping[str, str] | None = None,
) -> None:
    """Write the weights of a detector, and what is needed to open them again.

    Args:
        weights: a state dict, on any device.
        path: of a file .safetensors; its folder is there.
        detector: the name of its builder.
        class_names: what its labels mean, "background" first.
        sizes: "min_size" and "max_size" in pixels, as text; of several shorter sides, a row with
            commas. None leaves both out.
    """
    sizes = sizes or {}
    shorter, longer = sizes.get(weight_files.MIN_SIZE), sizes.get(weight_files.MAX_SIZE)
    weight_files.write_weights(
        path,
        weights,
        detector=detector,
        class_names=class_names,
        min_size=None if shorter is None else [int(side) for side in shorter.split(", ")],
        max_size=None if longer is None else int(longer),
    )
