"""Scenes that come with proposals, for detectors that look where they are told to.

The road from R-CNN to Faster R-CNN learns from the first 400 drawn scenes, and selective search
proposes where to look in them. It takes a tenth of a second a scene, always the same boxes, so they
are kept: ``data/the_line`` has those of the scenes that the course uses.
"""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from mrcnn_edu.data.coin_scenes import coin_scene
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.ops.proposals import selective_search
from mrcnn_edu.ops.targets import Target

# How a scene is drawn; and how selective search goes about it: its colour spaces, and how large the
# first regions are. Drawn shapes have 12 to 48 pixels; coins have 20 to 90, are grey but for the
# shapes among them, and have grain on their faces.
KINDS: dict[str, tuple[Callable[[int], tuple[Tensor, Target]], tuple[str, ...], float]] = {
    "shapes": (shape_scene, ("rgb", "hsv"), 50),
    "coins": (coin_scene, ("rgb",), 300),
}


def propose(kind: str, image: Tensor) -> Tensor:
    """Where selective search would look in a scene.

    Args:
        kind: "shapes" or "coins", what is in it.
        image: (3, H, W), from 0 to 1.

    Returns:
        (R, 4), float32, xyxy in whole pixels: of shapes some 150, found in two colour spaces.

    Example:
        >>> image, _ = shape_scene(seed=7)
        >>> propose("shapes", image).shape[1]
        4
    """
    _, spaces, k = KINDS[kind]
    return selective_search(image, colour_spaces=spaces, scales=(k,))


class ScenesWithProposals(Dataset[tuple[Tensor, Target]]):
    """Scenes by seed, each with boxes to look at, drawn when asked for.

    Args:
        kind: "shapes" or "coins".
        first: the seed of the first scene; the others follow it.
        proposals: for each scene (R, 4), xyxy in its pixels.

    Example:
        >>> scenes = ScenesWithProposals("shapes", 7, [torch.tensor([[90.0, 50.0, 128.0, 90.0]])])
        >>> image, target = scenes[0]
        >>> len(scenes), image.shape, sorted(target)
        (1, torch.Size([3, 128, 128]), ['boxes', 'labels', 'proposals'])
    """

    def __init__(self, kind: str, first: int, proposals: Sequence[Tensor]) -> None:
        self.draw = KINDS[kind][0]
        self.first = first
        self.proposals = list(proposals)

    def __len__(self) -> int:
        return len(self.proposals)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        proposals = self.proposals[index]  # first, so that an index too large is refused
        image, target = self.draw(self.first + index % len(self.proposals))
        known = {key: target[key] for key in ("boxes", "labels")}
        return image, {**known, "proposals": proposals}


def write_proposals(path: str | Path, proposals: Sequence[Tensor]) -> None:
    """Keep the boxes of scenes in a file, whole or not at all.

    Args:
        path: of a file .npz; its folder is there.
        proposals: for each scene (R, 4), xyxy in whole pixels from 0 to 65,535.

    Raises:
        OSError: if it cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_proposals(f"{folder}/a.npz", [torch.tensor([[1.0, 2, 3, 4]])])
        ...     read_proposals(f"{folder}/a.npz")
        [tensor([[1., 2., 3., 4.]])]
    """
    boxes = torch.cat([of_image.reshape(-1, 4) for of_image in proposals])  # (R, 4)
    small = np.uint8 if len(boxes) == 0 or boxes.max() < 256 else np.uint16
    file = io.BytesIO()
    counts = np.array([len(of_image) for of_image in proposals], dtype=np.uint16)
    np.savez_compressed(file, counts=counts, boxes=boxes.numpy().astype(small))
    write_whole(path, file.getvalue())


def read_proposals(path: str | Path) -> list[Tensor]:
    """The boxes that ``write_proposals`` kept.

    Args:
        path: of the file.

    Returns:
        For each scene (R, 4), float32, xyxy in its pixels.

    Raises:
        OSError: if it cannot be read.
    """
    with np.load(path) as file:
        counts, boxes = file["counts"], file["boxes"]
    return list(torch.split(torch.from_numpy(boxes.astype(np.float32)), counts.tolist()))
