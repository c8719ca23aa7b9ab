"""What the numbers of a mask head mean, by cases small enough for a pencil."""

import math

import pytest
import torch
from torch import Tensor

from mrcnn_edu.layers.mask_variants import (
    MLPMaskPredictor,
    class_agnostic_mask_loss,
    of_class,
    sigmoid_of_class,
    sigmoid_of_only,
    softmax_of_class,
)
from mrcnn_edu.ops.losses import mask_loss

# Of three classes, in one pixel: odds of 1 : 2 : 5, and so 1/2, 2/3 and 5/6 each by itself.
ODDS = torch.tensor([1.0, 2.0, 5.0]).log().reshape(1, 3, 1, 1)


@pytest.mark.parametrize(
    ("read", "label", "expected"),
    [
        (of_class, 1, math.log(2)),
        (of_class, 2, math.log(5)),
        (sigmoid_of_class, 0, 1 / 2),
        (sigmoid_of_class, 1, 2 / 3),
        (sigmoid_of_class, 2, 5 / 6),
        (softmax_of_class, 0, 1 / 8),
        (softmax_of_class, 1, 2 / 8),
        (softmax_of_class, 2, 5 / 8),
    ],
)
def test_one_pixel(read, label: int, expected: float) -> None:
    found = read(ODDS, torch.tensor([label]))
    torch.testing.assert_close(found, torch.tensor([[[expected]]]))


@pytest.mark.parametrize("label", [0, 1, 90])
def test_the_only_map_is_read_whatever_the_label(label: int) -> None:
    found = sigmoid_of_only(ODDS[:, 2:], torch.tensor([label]))
    torch.testing.assert_close(found, torch.tensor([[[5 / 6]]]))


def maps(boxes: int = 5, classes: int = 4) -> Tensor:
    return torch.randn(boxes, classes, 3, 3, generator=torch.Generator().manual_seed(0))


def test_each_box_has_a_class_of_its_own() -> None:
    labels = torch.tensor([3, 0, 1, 1, 2])
    found = of_class(maps(), labels)
    for box, label in enumerate(labels.tolist()):
        assert torch.equal(found[box], maps()[box, label])


def test_classes_share_a_pixel_by_softmax_and_not_by_sigmoid() -> None:
    of_each = [torch.full((5,), label) for label in range(4)]
    shared = sum(softmax_of_class(maps(), labels) for labels in of_each)
    alone = sum(sigmoid_of_class(maps(), labels) for labels in of_each)
    torch.testing.assert_close(shared, torch.ones(5, 3, 3))
    assert (alone - 1).abs().max() > 0.5


def test_another_class_takes_a_pixel_away_by_softmax_alone() -> None:
    labels, stronger = torch.full((5,), 2), maps()
    stronger[:, 1] += 3
    assert torch.equal(sigmoid_of_class(stronger, labels), sigmoid_of_class(maps(), labels))
    assert (softmax_of_class(stronger, labels) < softmax_of_class(maps(), labels)).all()


def test_the_class_agnostic_loss_looks_at_no_label() -> None:
    logits, targets = maps(classes=1), (maps(classes=1) > 0.3)[:, 0].float()
    expected = mask_loss(logits, torch.zeros(5, dtype=torch.int64), targets)
    for labels in (torch.tensor([1, 2, 3, 2, 1]), torch.full((5,), 90)):
        assert torch.equal(class_agnostic_mask_loss(logits, labels, targets), expected)
    # Of a logit 0 every answer costs log 2; of log 2 a "no" costs log 3.
    found = class_agnostic_mask_loss(
        torch.tensor([0.0, math.log(2)]).reshape(1, 1, 1, 2).expand(1, 1, 2, 2),
        torch.tensor([7]),
        torch.zeros(1, 2, 2),
    )
    torch.testing.assert_close(found, torch.tensor((math.log(2) + math.log(3)) / 2))


@pytest.mark.parametrize("read", [of_class, sigmoid_of_class, softmax_of_class, sigmoid_of_only])
def test_of_no_boxes_no_masks(read) -> None:
    none = maps(classes=1)[:0]
    assert read(none, torch.zeros(0, dtype=torch.int64)).shape == (0, 3, 3)


def test_of_no_boxes_the_loss_is_0_and_teaches_nothing() -> None:
    none = maps(classes=1)[:0].requires_grad_()
    loss = class_agnostic_mask_loss(none, torch.zeros(0, dtype=torch.int64), torch.zeros(0, 3, 3))
    loss.backward()
    assert loss == 0
    assert none.grad is not None


@pytest.mark.parametrize("logits", [maps(classes=2), maps()[:, 0]], ids=["two maps", "no axis"])
def test_more_maps_than_one_are_refused(logits: Tensor) -> None:
    labels, targets = torch.ones(5, dtype=torch.int64), torch.zeros(5, 3, 3)
    with pytest.raises(ValueError, match=r"\(R, 1, M, M\), got \(5, .*num_classes=1"):
        sigmoid_of_only(logits, labels)
    with pytest.raises(ValueError, match=r"\(R, 1, M, M\), got \(5, .*num_classes=1"):
        class_agnostic_mask_loss(logits, labels, targets)


def test_the_mlp_gives_masks_class_by_class_and_row_by_row() -> None:
    predictor = MLPMaskPredictor(8, 3, 2)
    with torch.no_grad():
        predictor.mask_fc_logits.weight.zero_()
        predictor.mask_fc_logits.bias.copy_(torch.arange(12))
        found = predictor(torch.rand(5, 8))
    assert torch.equal(found, torch.arange(12.0).reshape(1, 3, 2, 2).expand(5, 3, 2, 2))


def test_the_mlp_takes_no_boxes() -> None:
    assert MLPMaskPredictor(8, 3, 2)(torch.zeros(0, 8)).shape == (0, 3, 2, 2)
