"""Branches beside the box head: several at once, their layers exchanged, and one made here."""

from collections.abc import Mapping, Sequence

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.branches import Branch, Detections
from mrcnn_edu.layers.keypoint_head import KeypointHead, KeypointPredictor, KeypointTask
from mrcnn_edu.layers.mask_head import MaskHead, MaskPredictor, MaskTask
from mrcnn_edu.layers.proposal_sampling import Samples
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIPooler

FEATURES = {"0": torch.rand(1, 4, 16, 16, generator=torch.Generator().manual_seed(0))}
SIZES = [(64, 64)]
PROPOSALS = [torch.tensor([[0.0, 0, 30, 30], [4, 4, 40, 36], [50, 50, 60, 60]])]
TARGETS = [
    {
        "boxes": torch.tensor([[0.0, 0, 32, 32]]),
        "labels": torch.tensor([2]),
        "masks": torch.ones(1, 64, 64, dtype=torch.uint8),
        "keypoints": torch.tensor([[[8.0, 8, 1], [20, 20, 1]]]),
        "area": torch.tensor([1024.0]),
    }
]


class AreaTask:
    """How large the object of a box is: one number, which no library has."""

    name = "area"

    def target_axes(self, predictor: nn.Module) -> dict[str, str]:
        return {"area": "G"}

    def losses(
        self, predicted: Tensor, samples: Sequence[Samples], targets: Sequence[Mapping[str, Tensor]]
    ) -> dict[str, Tensor]:
        areas = [t["area"][s.matches] for s, t in zip(samples, targets, strict=True)]
        return {"loss_area": (predicted[:, 0] - torch.cat(areas)).abs().mean()}

    def read(self, predicted: Tensor, detections: Detections) -> None:
        (found,) = detections
        found["area"] = predicted[:, 0]


def masks() -> Branch:
    return Branch(MaskTask(), RoIPooler(4, strides=(4,)), MaskHead(4, 4), MaskPredictor(4, 4, 3))


def keypoints() -> Branch:
    layers = KeypointHead(4, 4), KeypointPredictor(4, 2)
    return Branch(KeypointTask(), RoIPooler(4, strides=(4,)), *layers)


def areas() -> Branch:
    return Branch(AreaTask(), RoIPooler(3, strides=(4,)), nn.Flatten(), nn.Linear(36, 1))


# Makes the branches; what they ask of a target, what they find, and their losses.
CASES = {
    "none": ((), {}, set(), set()),
    "masks": ((masks,), {"masks": "G H W"}, {"masks"}, {"loss_mask"}),
    "keypoints": (
        (keypoints,),
        {"keypoints": "G 2 3"},
        {"keypoints", "keypoints_scores"},
        {"loss_keypoint"},
    ),
    "masks and keypoints": (
        (masks, keypoints),
        {"masks": "G H W", "keypoints": "G 2 3"},
        {"masks", "keypoints", "keypoints_scores"},
        {"loss_mask", "loss_keypoint"},
    ),
    "one made here": ((areas, masks), {"area": "G", "masks": "G H W"}, {"area", "masks"}, None),
}


def heads(*makes) -> RoIHeads:
    torch.manual_seed(0)
    box = RoIPooler(3, strides=(4,)), TwoMLPHead(4 * 9, 8), FastRCNNPredictor(8, 3)
    return RoIHeads(*box, branches=[make() for make in makes], score_threshold=0.0)


@pytest.mark.parametrize("name", CASES)
def test_each_branch_adds_its_own(name: str) -> None:
    makes, axes, found, losses = CASES[name]
    module = heads(*makes)
    assert module.target_axes == {"boxes": "G 4", "labels": "G", **axes}
    (detections,), none = module.eval()(FEATURES, PROPOSALS, SIZES)
    assert set(detections) == {"boxes", "labels", "scores"} | found
    assert none == {}
    number = len(detections["labels"])
    assert number > 0
    assert {len(value) for value in detections.values()} == {number}
    _, learned = module.train()(FEATURES, PROPOSALS, SIZES, TARGETS)
    losses = {"loss_area", "loss_mask"} if losses is None else losses
    assert set(learned) == {"loss_classifier", "loss_box_reg"} | losses
    sum(learned.values()).backward()
    # Of three mask maps one learns, and of the box head the deltas of class 2: all have a gradient.
    assert all(parameter.grad is not None for parameter in module.parameters())


def test_a_branch_is_the_same_beside_another() -> None:
    alone, beside = heads(masks).eval(), heads(masks, keypoints).eval()
    of_both = [module(FEATURES, PROPOSALS, SIZES)[0][0] for module in (alone, beside)]
    for key in ("boxes", "labels", "scores", "masks"):
        assert torch.equal(of_both[0][key], of_both[1][key]), key


def test_layers_have_the_names_of_published_weights() -> None:
    keys = {key.rpartition(".")[0] for key in heads(masks, keypoints).state_dict()}
    assert keys == {
        "box_head.fc6",
        "box_head.fc7",
        "box_predictor.cls_score",
        "box_predictor.bbox_pred",
        *(f"mask_head.{i}.0" for i in range(4)),
        "mask_predictor.conv5_mask",
        "mask_predictor.mask_fcn_logits",
        *(f"keypoint_head.{2 * i}" for i in range(8)),
        "keypoint_predictor.kps_score_lowres",
    }


def test_an_exchanged_predictor_is_the_one_that_speaks() -> None:
    module = heads(masks, keypoints).eval()
    module.keypoint_predictor = KeypointPredictor(4, 5)
    assert module.target_axes["keypoints"] == "G 5 3"
    module.mask_predictor = MaskPredictor(4, 4, 3)
    nn.init.zeros_(module.mask_predictor.mask_fcn_logits.weight)
    nn.init.constant_(module.mask_predictor.mask_fcn_logits.bias, 50.0)
    (found,), _ = module(FEATURES, PROPOSALS, SIZES)
    assert found["keypoints"].shape[1:] == (5, 3)
    assert (found["masks"] == 1).all()
