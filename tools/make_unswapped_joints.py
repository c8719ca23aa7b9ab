"""What a detector finds that learnt from mirror images in which left and right keep their names.

    python -m tools.make_unswapped_joints build/ablations/joints_unswapped_0/weights.pth

Lesson 15 reads it in place of the detector's weights, which are as large as those that ship. The
weights come from ``python -m tools.ablations --study "joints unswapped" --seeds 0``.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from mrcnn_edu.data.sticks import HELD_OUT, StickScenes
from mrcnn_edu.detectors.catalogue import open_detector
from mrcnn_edu.ops.keypoints import heatmaps_to_keypoints

SCENES = 40  # the first held-out ones
WITH_MAPS = 13  # the scene whose first person's maps are kept: of the nose and of both wrists
JOINTS_WITH_MAPS = [0, 9, 10]
PLACE = Path("data/keypoint_rcnn_tiny/unswapped.npz")


@torch.inference_mode()
def found_by(weights: Path) -> dict[str, Tensor]:
    """All detections of all scenes in a row, and a few maps."""
    detector = open_detector(weights, "keypoint_rcnn_tiny")
    (task,) = detector.roi_heads.tasks
    maps = []

    def recorded(of_image: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        maps.append(of_image)  # (D, 17, 56, 56)
        return heatmaps_to_keypoints(of_image, boxes)

    task.points_of = recorded
    found = [detector([image])[0] for image, _ in StickScenes(HELD_OUT.start, SCENES)]
    names = ("boxes", "labels", "scores", "keypoints", "keypoints_scores")
    rows = {name: torch.cat([of_image[name] for of_image in found]) for name in names}
    scene = torch.tensor([number for number, each in enumerate(found) for _ in each["scores"]])
    return {"scene": scene, **rows, "maps": maps[WITH_MAPS][0, JOINTS_WITH_MAPS].half()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file anew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("--to", type=Path, default=PLACE)
    chosen = parser.parse_args(arguments)
    rows = {name: values.numpy() for name, values in found_by(chosen.weights).items()}
    np.savez_compressed(chosen.to, **rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
