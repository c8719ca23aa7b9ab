"""Features of images on disk, so that what is slow to compute is computed once.

Each image has a file, whole or not there, so that a computation that was stopped goes on where it
was. A file is of one network: another one, or the same after a step of training, says something
else, and learning from what it used to say goes wrong without a word.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn

from mrcnn_edu.files.whole import write_whole


class FeatureCache:
    """Features of numbered images, by the layer that they come from.

    Args:
        folder: where to keep them; it is made.
        network: what computes them, as it is now.

    Example:
        >>> import tempfile, torch
        >>> network = nn.Linear(2, 2)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     cache = FeatureCache(folder, network)
        ...     cache.put(7, {"fc7": torch.ones(3, 2)})
        ...     7 in cache, 8 in cache, cache.get(7, "fc7").shape
        (True, False, torch.Size([3, 2]))
    """

    def __init__(self, folder: str | Path, network: nn.Module) -> None:
        self.folder = Path(folder) / fingerprint(network)
        self.folder.mkdir(parents=True, exist_ok=True)

    def __contains__(self, image: int) -> bool:
        return self._path(image).exists()

    def put(self, image: int, features: Mapping[str, Tensor]) -> None:
        """Keep the features of an image.

        Args:
            image: its number.
            features: for each layer (R, F).

        Raises:
            OSError: if they cannot be written.
        """
        kept = {layer: rows.detach().cpu().contiguous() for layer, rows in features.items()}
        write_whole(self._path(image), save(kept))

    def get(self, image: int, layer: str) -> Tensor:
        """The features of an image from one layer; those of others are not read.

        Args:
            image: its number.
            layer: the name under which they were put.

        Returns:
            (R, F), on the CPU.

        Raises:
            KeyError: if they are not there.
        """
        if image not in self:
            raise KeyError(f"image {image} has no features in {self.folder}; put them first")
        with safe_open(self._path(image), framework="pt") as file:
            layers = list(file.keys())
            if layer not in layers:
                raise KeyError(
                    f"layer must be one of {', '.join(layers)}, got {layer!r}; features of one"
                    " layer say nothing to what was trained on another"
                )
            return file.get_tensor(layer)  # type: ignore[no-any-return]

    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.iterdir())

    def _path(self, image: int) -> Path:
        return self.folder / f"{image:06}.safetensors"


def fingerprint(network: nn.Module) -> str:
    """Twelve digits that tell one network's weights from any other's.

    Args:
        network: on any device.

    Example:
        >>> import torch
        >>> network = nn.Linear(1, 1)
        >>> before = fingerprint(network)
        >>> with torch.no_grad():
        ...     _ = network.bias.add_(1e-6)
        >>> before == fingerprint(network)
        False
    """
    summed = hashlib.sha256()
    for name, value in sorted(network.state_dict().items()):
        summed.update(name.encode())
        summed.update(value.detach().cpu().contiguous().numpy().tobytes())
    return summed.hexdigest()[:12]
