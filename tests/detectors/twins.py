"""The same detectors twice, ours and torchvision's, with the same weights made from their names.

torchvision is imported only where its detectors are made, so that golden values can be compared
without it.
"""

from functools import cache

import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.faster_rcnn import faster_rcnn_resnet50_fpn
from mrcnn_edu.detectors.keypoint_rcnn import keypoint_rcnn_resnet50_fpn
from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
from tests.named_weights import fill_by_name, uniform_by_name

OURS = {
    "faster": faster_rcnn_resnet50_fpn,
    "mask": mask_rcnn_resnet50_fpn,
    "keypoint": keypoint_rcnn_resnet50_fpn,
}
CLASSES = {"faster": 91, "mask": 91, "keypoint": 2}
LEAST_CLASSES = {"faster": 5, "mask": 5, "keypoint": 1}  # in each photograph
# What some weights made by name are multiplied by, so that detections come out of them.
SPREAD = {
    "rpn.head.cls_logits": 0.3,
    "rpn.head.bbox_pred": 0.05,
    "roi_heads.box_predictor.cls_score": 3.0,
    "roi_heads.box_predictor.bbox_pred": 0.3,
}
BOX_LAYERS = ("box_head.fc6", "box_head.fc7", "box_predictor.cls_score")


def filled(detector: nn.Module) -> nn.Module:
    """The detector with weights by name that give it many detections of several classes.

    Activations are never negative, so that the sum of a row of weights adds the same to the scores
    of all boxes, and one class would win everywhere. Without those sums, boxes differ.
    """
    fill_by_name(detector)
    with torch.no_grad():
        for name, factor in SPREAD.items():
            for parameter in detector.get_submodule(name).parameters():
                parameter *= factor
        for name in BOX_LAYERS:
            layer = detector.get_submodule(f"roi_heads.{name}")
            layer.weight -= layer.weight.mean(dim=1, keepdim=True)
        detector.roi_heads.box_head.fc6.bias -= 1.7
        detector.roi_heads.box_head.fc7.bias -= 1
    return detector


def our_detector(kind: str, **arguments: object) -> nn.Module:
    """Ours, with weights by name."""
    return filled(OURS[kind](CLASSES[kind], **arguments))


def their_detector(kind: str, **arguments: object) -> nn.Module:
    """torchvision's, with frozen norms as its own function has them when it loads weights."""
    from torchvision.models import detection
    from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

    make = {
        "faster": detection.FasterRCNN,
        "mask": detection.MaskRCNN,
        "keypoint": detection.KeypointRCNN,
    }[kind]
    backbone = resnet_fpn_backbone(backbone_name="resnet50", weights=None, trainable_layers=3)
    return filled(make(backbone, CLASSES[kind], **arguments))


@cache
def photographs() -> dict[str, Tensor]:
    """Real photographs, (3, H, W) from 0 to 1, of all kinds of sizes; not to be written to."""
    from skimage import data

    def tensor(pixels) -> Tensor:
        return torch.as_tensor(pixels).movedim(-1, 0).float() / 255

    coffee, cat = tensor(data.coffee()), tensor(data.chelsea())
    return {
        "square": tensor(data.astronaut()),
        "landscape": coffee,
        "portrait": coffee.mT.contiguous(),
        "grey": (torch.as_tensor(data.coins()).float() / 255).expand(3, -1, -1),
        "tiny": cat[:, 100:140, 150:205],
        "wide": coffee[:, 150:230],
        "huge": coffee.repeat_interleave(3, dim=1).repeat_interleave(3, dim=2),  # 1200 x 1800
    }


# What the detectors are shown: photographs alone, and a batch of several sizes. Small, because the
# suite runs on two cores; SETTINGS make what is looked at small as well.
BATCHES = {name: (name,) for name in ("square", "landscape", "portrait", "grey", "tiny", "wide")}
BATCHES |= {"huge": ("huge",), "batch": ("landscape", "portrait", "tiny")}
# The three differ only in their heads: all photographs for one of them, and for the others those
# that show most at once, since 17 heatmaps for each of 40 people take seconds.
CASES = [("mask", name) for name in BATCHES]
CASES += [("faster", "square"), ("faster", "batch"), ("keypoint", "batch")]
SETTINGS = {"min_size": 128, "max_size": 256, "box_detections_per_img": 40}


def detections(detector: nn.Module, batch: str) -> list[dict[str, Tensor]]:
    """What a detector finds in one of ``BATCHES``."""
    every = photographs()
    with torch.inference_mode():
        found: list[dict[str, Tensor]] = detector.eval()([every[name] for name in BATCHES[batch]])
    return found


# Photographs and how many objects to make up in each.
TRAINING = {
    "two images": {"landscape": 5, "grey": 3},
    "one without objects": {"tiny": 0, "wide": 2},
}


def training_batch(batch: str, classes: int) -> tuple[list[Tensor], list[dict[str, Tensor]]]:
    """Photographs of ``TRAINING`` with boxes, labels, masks and keypoints made from their names."""
    every, images, targets = photographs(), [], []
    for name, objects in TRAINING[batch].items():
        _, height, width = every[name].shape
        side = torch.tensor([width, height, width, height])
        corner = uniform_by_name(f"{name} corners", (objects, 2), 0.0, 0.6)
        far = corner + uniform_by_name(f"{name} sides", (objects, 2), 0.1, 0.4)
        boxes = torch.cat((corner, far), dim=1) * side
        points = uniform_by_name(f"{name} points", (objects, 17, 2)) * (far - corner)[:, None]
        points = (points + corner[:, None]) * side[:2]
        seen = (uniform_by_name(f"{name} seen", (objects, 17, 1)) > 0.3).float()
        images.append(every[name].double())
        targets.append(
            {
                "boxes": boxes.double(),
                "labels": torch.arange(objects) * 7 % (classes - 1) + 1,
                "masks": draw_masks(boxes, height, width),
                "keypoints": torch.cat((points, seen), dim=2),
            }
        )
    return images, targets


def draw_masks(boxes: Tensor, height: int, width: int) -> Tensor:
    """The ellipse in each box, (G, H, W), uint8."""
    x, y = torch.arange(width) + 0.5, torch.arange(height)[:, None] + 0.5
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    across = (x - centre[:, 0, None, None]) / half[:, 0, None, None]
    down = (y - centre[:, 1, None, None]) / half[:, 1, None, None]
    return (across**2 + down**2 <= 1).to(torch.uint8)
