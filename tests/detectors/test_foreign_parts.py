"""Parts that are not ours in place of ours: torchvision's predictors, and what lacks a number."""

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.layers.box_head import FastRCNNPredictor as OurPredictor
from mrcnn_edu.layers.box_head import TwoMLPHead
from mrcnn_edu.layers.keypoint_head import KeypointTask
from mrcnn_edu.layers.proposers import GivenProposals
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIPooler

IMAGE = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0))


class FastRCNNPredictor(nn.Module):
    """As torchvision's: no number of classes, and deltas in one row, (R, 4 K)."""

    def __init__(self, width: int, num_classes: int) -> None:
        super().__init__()
        self.cls_score = nn.Linear(width, num_classes)
        self.bbox_pred = nn.Linear(width, num_classes * 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.cls_score(x.flatten(1)), self.bbox_pred(x.flatten(1))


def test_torchvisions_box_predictor_gives_the_same():
    torch.manual_seed(0)
    ours, theirs = OurPredictor(32, 3), FastRCNNPredictor(32, 3)
    theirs.load_state_dict(ours.state_dict())
    pooler = RoIPooler(7, strides=(4,))
    heads = RoIHeads(pooler, TwoMLPHead(8 * 49, 32), ours, score_threshold=0.0)
    features = {"0": torch.rand(1, 8, 16, 16)}
    boxes = torch.tensor([[8.0, 8, 40, 40], [0, 0, 20, 60]])
    target = {"boxes": boxes[:1], "labels": torch.tensor([1])}
    results = []
    for predictor in (ours, theirs):
        heads.box_predictor = predictor
        assert heads.num_classes == 3
        torch.manual_seed(1)
        _, losses = heads.train()(features, [boxes], [(64, 64)], [target])
        (found,), _ = heads.eval()(features, [boxes], [(64, 64)])
        results.append({**losses, **found})
    assert len(results[0]["boxes"]) > 0
    torch.testing.assert_close(*results, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("box_predictor", "Linear must say how many things it tells apart, as num_classes or by"),
        ("rpn", "rpn must be a proposer that says whether it takes_proposals, got Identity"),
    ],
)
def test_what_a_part_lacks_is_said(part, message):
    detector = mask_rcnn_tiny(3, min_size=64)
    if part == "rpn":
        detector.rpn = nn.Identity()
    else:
        detector.roi_heads.box_predictor = nn.Linear(2, 2)
    with pytest.raises(TypeError, match=message):
        detector.train()([IMAGE], [{}])


def test_as_many_keypoints_as_torchvisions_predictor_draws():
    theirs = nn.ModuleDict({"kps_score_lowres": nn.ConvTranspose2d(8, 5, 4)})
    assert KeypointTask().target_axes(theirs) == {"keypoints": "G 5 3"}


def test_a_proposer_that_says_it_is_believed():
    detector = mask_rcnn_tiny(3, min_size=64)
    detector.rpn = GivenProposals()
    assert detector.takes_proposals
