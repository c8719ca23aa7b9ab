"""Draw the pictures of the README, where the course begins to see and where it ends.

python -m tools.make_readme_pictures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes

from mrcnn_edu.classroom.exercises.ablations.seeds import VERDICTS, verdicts
from mrcnn_edu.classroom.in_detector import detect
from mrcnn_edu.data.coins import coins_image
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.data.sticks import HELD_OUT, JOINTS, stick_scene
from mrcnn_edu.detectors.keypoint_rcnn_tiny import keypoint_rcnn_tiny
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.views.detections import draw_detections
from mrcnn_edu.views.looks import DETECTION
from mrcnn_edu.views.plots import GREEN, ORANGE, SKY, VERMILION, draw_boxes, show_image
from tools.ablations.arms import ARMS, STUDIES
from tools.ablations.page import interval, measured

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SHOWN = 100  # proposals
SCENE = HELD_OUT.start + 13  # two people who overlap
SMALLEST = 1.0  # the smallest difference that matters, in points of AP
IN_WORDS = {
    "softmax": "softmax masks",
    "agnostic": "one mask for every class",
    "mlp": "masks by an MLP",
    "c4": "one map, C4",
    "depth": "a deeper ResNet",
    "pool": "RoIPool, masks",
    "joints pool": "RoIPool, joints",
}


def proposals_to_masks() -> None:
    """Many proposals on the coins, and a mask for each coin."""
    image = coins_image()
    detector = mask_rcnn_tiny(5, weights=shipped("mask_rcnn_tiny/weights.safetensors")).eval()
    found = detect(detector, image)
    with torch.inference_mode():
        batch, _ = detector.transform([torch.tensor(image).expand(3, -1, -1) / 255])
        (proposals,), _ = detector.rpn(batch, detector.backbone(batch.tensors))
    scale = batch.image_sizes[0][0] / image.shape[0]
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4.9), layout="constrained")
    show_image(image, left, f"{SHOWN} proposals of the region proposal network")
    draw_boxes(left, proposals[:SHOWN] / scale, color=SKY, width=1.0)
    count = draw_detections(show_image(image, right), found, class_names=detector.class_names)
    right.set_title(f"{count} coins, each with a box, a score and a mask")
    for ax in (left, right):
        ax.set_axis_off()
    save("proposals_to_masks.png")


def joints_and_seeds() -> None:
    """The joints of two drawn people, and what three seeds say of seven changes."""
    _, (left, right) = plt.subplots(
        1, 2, figsize=(12, 4.9), width_ratios=(1, 1.6), layout="constrained"
    )
    draw_joints(left)
    right.axvspan(-SMALLEST, SMALLEST, color="#DDDDDD")
    right.axvline(0, color="black", linewidth=0.8)
    for place, study in enumerate(IN_WORDS):
        draw_study(right, study, -place)
    right.set(yticks=[-i for i in range(len(IN_WORDS))], yticklabels=list(IN_WORDS.values()))
    right.set(xlim=(-18, 13), xlabel="changed - usual, points of AP")
    right.set_title("seven changes, three seeds each: where the true difference lies")
    save("joints_and_seeds.png")


def draw_joints(ax: Axes) -> None:
    """What the small detector of keypoints finds in a held-out scene."""
    weights = shipped("keypoint_rcnn_tiny/weights.safetensors")
    image, _ = stick_scene(SCENE)
    with torch.inference_mode():
        (found,) = keypoint_rcnn_tiny(weights=weights).eval()([image])
    show_image((image * 255).byte().permute(1, 2, 0).numpy(), ax, "people, found by their joints")
    ax.set_axis_off()
    sure = found["scores"] > 0.9
    draw_boxes(ax, found["boxes"][sure], **DETECTION)
    for person in found["keypoints"][sure]:
        for name, joint in JOINTS.items():
            side = {"left": ("s", SKY), "right": ("o", VERMILION)}
            marker, color = side.get(name.split()[0], ("D", "white"))
            ax.plot(*person[joint, :2].tolist(), marker, color=color, markeredgecolor="black")


def draw_study(ax: Axes, study: str, height: float) -> None:
    """The differences of a study as dots, their interval, and what it says."""
    changed, usual = STUDIES[study]
    number = "joint AP" if ARMS[usual].finds == "keypoints" else "mask AP"
    pairs = zip(measured(changed, number), measured(usual, number), strict=True)
    differences = [a - b for a, b in pairs]
    ends = interval(differences)
    says = VERDICTS[int(verdicts(torch.tensor([ends]), SMALLEST)[0])]
    color = {"worse": VERMILION, "better": GREEN}.get(says, ORANGE)
    ax.plot(ends, [height] * 2, "|-", color=color, markersize=14, linewidth=2.5)
    ax.plot(differences, [height + 0.22] * len(differences), "o", color="black", markersize=4)
    ax.text(8.5, height, says, verticalalignment="center")


def save(name: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    plt.savefig(IMAGES / name, dpi=80, bbox_inches="tight", pad_inches=0.1)
    plt.close()


if __name__ == "__main__":
    mpl.use("agg")
    proposals_to_masks()
    joints_and_seeds()
