"""What learns in a detector into which nothing was loaded, and what its weights are good for."""

import pytest
import torch
from torch import nn

from mrcnn_edu.detectors.catalogue import new_detector
from mrcnn_edu.detectors.from_nothing import learn_from_nothing
from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d
from mrcnn_edu.layers.resnet import freeze_early_layers, resnet18

NAMES = ("background", "cup")


SMALL = "mask_rcnn_tiny", "mask_rcnn_tiny_c4"
ON_RESNET = "mask_rcnn_resnet50_c4"  # whose last stage stands in the detector twice


@pytest.mark.parametrize("name", [*SMALL, ON_RESNET])
def test_everything_learns(name):
    detector = new_detector(name, NAMES)
    shared = name.endswith("c4") and detector.roi_heads.mask_head
    assert learn_from_nothing(detector) == (name == ON_RESNET)
    assert all(parameter.requires_grad for parameter in detector.parameters())
    assert not any(isinstance(module, FrozenBatchNorm2d) for module in detector.modules())
    assert not shared or detector.roi_heads.box_head[0] is detector.roi_heads.mask_head is shared


def test_numbers_and_mode_of_a_norm_stay():
    body = nn.Sequential(FrozenBatchNorm2d(2, eps=0.5)).eval()
    body[0].weight.mul_(3)
    body[0].running_mean.add_(4)
    x = torch.rand(1, 2, 4, 4)
    before = body(x)
    learn_from_nothing(body)
    assert not body[0].training
    torch.testing.assert_close(body(x), before)


def test_the_weights_find_the_same_with_frozen_norms():
    torch.manual_seed(0)
    body, frozen = resnet18(), resnet18()
    freeze_early_layers(body, 3)
    learn_from_nothing(body)
    body.train()(torch.rand(2, 3, 64, 64))  # the norms have seen something
    assert body.bn1.num_batches_tracked == 1
    frozen.load_state_dict(body.state_dict())
    x = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        torch.testing.assert_close(frozen(x)["3"], body.eval()(x)["3"], rtol=1e-3, atol=1e-4)
