"""Detectors made of the real parts, with layers so thin that a step takes milliseconds."""

import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.two_stage import PYRAMID_ANCHORS, TwoStageDetector
from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.branches import Branch
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.keypoint_head import KeypointHead, KeypointPredictor, KeypointTask
from mrcnn_edu.layers.mask_head import MaskHead, MaskPredictor, MaskTask
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator, RoIPooler
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.roi_pooling import roi_align

WIDTH, CLASSES, KEYPOINTS = 4, 4, 3
KINDS = ("boxes", "masks", "keypoints")


class ThinBackbone(nn.Module):
    """Maps of WIDTH channels and strides 4 to 64, each a convolution of the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, WIDTH, 4, stride=4)
        self.halve = nn.ModuleList(nn.Conv2d(WIDTH, WIDTH, 3, 2, padding=1) for _ in range(4))

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        maps = [self.stem(x)]
        for conv in self.halve:
            maps.append(conv(maps[-1]).tanh())
        return dict(zip(("0", "1", "2", "3", "pool"), maps, strict=True))


def small_detector(
    kind: str = "masks", *, roi_op: RoIOperator = roi_align, nms: Nms | None = None
) -> TwoStageDetector:
    """A detector of one of ``KINDS`` with random weights from a fixed seed.

    Several branches stand beside the box head of the kind "masks and keypoints".
    """
    torch.manual_seed(0)
    grouped = group_by_group(nms)
    rpn = RegionProposalNetwork(WIDTH, PYRAMID_ANCHORS, top_n=(60, 40), nms=grouped)
    box = RoIPooler(3, roi_op=roi_op), TwoMLPHead(WIDTH * 9, 8), FastRCNNPredictor(8, CLASSES)
    pooler, branches = RoIPooler(4, roi_op=roi_op), []
    if "masks" in kind:
        layers = MaskHead(WIDTH, 4), MaskPredictor(4, 4, CLASSES)
        branches.append(Branch(MaskTask(), pooler, *layers))
    if "keypoints" in kind:
        layers = KeypointHead(WIDTH, 4), KeypointPredictor(4, KEYPOINTS)
        branches.append(Branch(KeypointTask(), pooler, *layers))
    heads = RoIHeads(*box, branches=branches, nms=grouped)
    return TwoStageDetector(ImageTransform(64, 128), ThinBackbone(), rpn, heads)


def target(objects: int, height: int, width: int, seed: int = 0) -> dict[str, Tensor]:
    """Boxes, labels, masks and keypoints of so many objects in an image, all keypoints in sight."""
    g = torch.Generator().manual_seed(seed)
    side = torch.tensor([width, height, width, height])
    corner = torch.rand(objects, 2, generator=g) * 0.6
    far = corner + 0.1 + torch.rand(objects, 2, generator=g) * 0.3
    boxes = torch.cat((corner, far), dim=1) * side
    labels = torch.randint(1, CLASSES, (objects,), generator=g)
    masks = torch.randint(0, 2, (objects, height, width), generator=g, dtype=torch.uint8)
    # Within their boxes: of points outside of all proposals nothing is learned.
    places = 0.1 + 0.8 * torch.rand(objects, KEYPOINTS, 2, generator=g)
    places = boxes[:, None, :2] + places * (boxes[:, None, 2:] - boxes[:, None, :2])
    return {
        "boxes": boxes,
        "labels": labels,
        "masks": masks,
        "keypoints": torch.cat((places, torch.ones(objects, KEYPOINTS, 1)), dim=2),
    }
