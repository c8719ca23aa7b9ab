"""The small detector: its size, and that it learns."""

import pytest
import torch

from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from tests.detectors.scenes import scene


def test_it_has_a_few_million_parameters_that_all_learn() -> None:
    detector = mask_rcnn_tiny(4)
    assert 3e6 < sum(p.numel() for p in detector.parameters()) < 5e6
    assert all(p.requires_grad for p in detector.parameters())


def test_a_few_steps_teach_it_a_scene() -> None:
    torch.manual_seed(0)
    image, target = scene()
    detector = mask_rcnn_tiny(3, min_size=96).train()
    optimiser = torch.optim.AdamW(detector.parameters(), lr=1e-3)
    history = []
    for _ in range(8):
        optimiser.zero_grad()
        losses = detector([image], [target])
        total = sum(losses.values())
        total.backward()
        optimiser.step()
        history.append(float(total.detach()))
    assert set(losses) == {
        "loss_classifier",
        "loss_box_reg",
        "loss_mask",
        "loss_objectness",
        "loss_rpn_box_reg",
    }
    assert min(history[4:]) < 0.6 * history[0]


def test_no_weights_are_published() -> None:
    with pytest.raises(ValueError, match="not published for this detector"):
        mask_rcnn_tiny(3, weights="COCO_V1")
