"""The detectors of the road on one map: the papers' constants, and that they learn."""

import pytest
import torch
from torch import Tensor

from mrcnn_edu.detectors.fast_rcnn import fast_rcnn
from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
from mrcnn_edu.detectors.mask_rcnn_single_map import mask_rcnn_single_map
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.rpn import TwoLogitHead
from mrcnn_edu.layers.rpn_learning import as_in_the_paper
from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool
from tests.detectors.scenes import scene

BUILDERS = (fast_rcnn, faster_rcnn_single_map, mask_rcnn_single_map)
OF_BOXES = {"loss_classifier", "loss_box_reg"}
OF_RPN = {"loss_objectness", "loss_rpn_box_reg"}


@pytest.mark.parametrize(
    ("build", "background_iou", "roi_op"),
    [
        (fast_rcnn, (0.1, 0.5), roi_pool),
        (faster_rcnn_single_map, (0.0, 0.5), roi_pool),
        (mask_rcnn_single_map, (0.0, 0.5), roi_align),
    ],
)
def test_the_heads_are_those_of_the_paper(build, background_iou: tuple, roi_op) -> None:
    heads = build(4).roi_heads
    assert heads.background_iou == background_iou
    assert (heads.samples_per_image, heads.positive_fraction, heads.beta) == (64, 0.25, 1.0)
    assert (heads.box_pooler.output_size, heads.box_pooler.strides) == ((7, 7), (8,))
    assert heads.box_pooler.roi_op is roi_op
    assert heads.box_predictor.bbox_pred.out_features == 4 * 4


@pytest.mark.parametrize("build", [faster_rcnn_single_map, mask_rcnn_single_map])
def test_the_rpn_is_that_of_the_paper(build) -> None:
    rpn = build(4).rpn
    assert isinstance(rpn.head, TwoLogitHead)
    assert rpn.cell_anchors.shape == (1, 9, 4)
    assert (rpn.inside_image, rpn.divisors, rpn.beta) == (True, as_in_the_paper, 1.0)
    assert all(more > kept for more, kept in zip(rpn.candidates, rpn.top_n, strict=True))


def known(target: dict[str, Tensor]) -> dict[str, Tensor]:
    """The target, and proposals near its objects and elsewhere."""
    near = target["boxes"] + torch.tensor([2.0, 1.0, -1.0, -2.0])
    half = target["boxes"] * torch.tensor([1.0, 1.0, 0.9, 0.7])
    return {**target, "proposals": torch.cat((near, half))}


@pytest.mark.parametrize(
    ("build", "losses"),
    [
        (fast_rcnn, OF_BOXES),
        (faster_rcnn_single_map, OF_BOXES | OF_RPN),
        (mask_rcnn_single_map, OF_BOXES | OF_RPN | {"loss_mask"}),
    ],
)
def test_a_few_steps_teach_it_a_scene(build, losses: set[str]) -> None:
    torch.manual_seed(0)
    image, target = scene()
    detector: TwoStageDetector = build(3, min_size=96).train()
    optimiser = torch.optim.AdamW(detector.parameters(), lr=1e-3)
    history = []
    for _ in range(8):
        costs = detector([image], [known(target)])
        total = sum(costs.values())
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        history.append(total.item())
    assert set(costs) == losses
    assert min(history[4:]) < 0.7 * history[0]
    assert all(p.grad is not None for p in detector.parameters())


@pytest.mark.parametrize("build", BUILDERS)
def test_no_detector_of_one_class(build) -> None:
    with pytest.raises(ValueError, match="num_classes must be from 2 up"):
        build(1)
