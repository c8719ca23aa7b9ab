"""The mask branch asks the functions that it was given, and only about what it should."""

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.branches import Branch
from mrcnn_edu.layers.mask_head import MaskHead, MaskPredictor, MaskTask
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIPooler

FEATURES = {"0": torch.rand(2, 4, 16, 16, generator=torch.Generator().manual_seed(0))}
SIZES = [(64, 64), (64, 64)]
PROPOSALS = [
    torch.tensor([[0.0, 0, 30, 30], [4, 4, 40, 36], [50, 50, 60, 60]]),
    torch.tensor([[8.0, 0, 30, 60], [30, 30, 60, 60]]),
]
TARGETS = [
    {
        "boxes": torch.tensor([[0.0, 0, 32, 32]]),
        "labels": torch.tensor([2]),
        "masks": torch.ones(1, 64, 64, dtype=torch.uint8),
    },
    {
        "boxes": torch.tensor([[30.0, 30, 60, 62], [8, 0, 30, 62]]),
        "labels": torch.tensor([1, 2]),
        "masks": torch.zeros(2, 64, 64, dtype=torch.uint8),
    },
]


def heads(**functions) -> RoIHeads:
    torch.manual_seed(0)
    box = RoIPooler(3, strides=(4,)), TwoMLPHead(4 * 9, 8), FastRCNNPredictor(8, 3)
    mask = RoIPooler(4, strides=(4,)), MaskHead(4, 4), MaskPredictor(4, 4, 3)
    return RoIHeads(*box, branches=(Branch(MaskTask(**functions), *mask),), score_threshold=0.0)


def test_the_loss_is_asked_about_positive_proposals_and_their_crops() -> None:
    asked = []

    def my_loss(logits: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
        asked.append((logits, labels, targets))
        return logits.sum() * 0 + 7

    _, losses = heads(loss=my_loss).train()(FEATURES, PROPOSALS, SIZES, TARGETS)
    ((logits, labels, targets),) = asked
    positive = len(labels)
    assert losses["loss_mask"] == 7
    assert set(losses) == {"loss_classifier", "loss_box_reg", "loss_mask"}
    # Of the first image two proposals lie on its object, of the second both, one on each; and
    # true boxes are proposals too.
    assert labels[:3].tolist() == [2, 2, 2]
    assert sorted(labels[3:].tolist()) == [1, 1, 2, 2]
    assert logits.shape == (positive, 3, 8, 8)
    assert targets.shape == (positive, 8, 8)
    # The first image's mask is full; the weights that its ones get add up to 1 but for rounding.
    torch.testing.assert_close(targets[:3], torch.ones(3, 8, 8))
    assert (targets[3:] == 0).all()


def test_masks_are_read_from_the_logits_of_detections_with_their_labels() -> None:
    asked = []

    def my_reader(logits: Tensor, labels: Tensor) -> Tensor:
        asked.append((logits, labels))
        return labels[:, None, None] / 4 + torch.zeros(len(labels), 8, 8)

    branch = heads(mask_of=my_reader).eval()
    found, _ = branch(FEATURES, PROPOSALS, SIZES)
    ((logits, labels),) = asked
    assert torch.equal(labels, torch.cat([of_image["labels"] for of_image in found]))
    assert set(labels.tolist()) == {1, 2}
    assert logits.shape == (len(labels), 3, 8, 8)
    for of_image in found:
        number = len(of_image["labels"])
        assert of_image["masks"].shape == (number, 1, 8, 8)
        assert torch.equal(of_image["masks"][:, 0, 0, 0], of_image["labels"] / 4)


def test_without_a_reader_it_is_a_sigmoid_of_the_own_class() -> None:
    branch = heads().eval()
    found, _ = branch(FEATURES, PROPOSALS, SIZES)
    with torch.no_grad():
        logits = branch.predict("mask", FEATURES, [of_image["boxes"] for of_image in found])
    expected = [logits[i, label] for i, label in enumerate(found[0]["labels"].tolist())]
    torch.testing.assert_close(found[0]["masks"][:, 0], torch.stack(expected).sigmoid())


def test_one_stage_can_serve_both_branches() -> None:
    branch = heads()
    shared = MaskHead(4, 4)
    branch.mask_head, branch.box_head = shared, nn.Sequential(shared, TwoMLPHead(4 * 9, 8))
    _, losses = branch.train()(FEATURES, PROPOSALS, SIZES, TARGETS)
    weight = shared[0][0].weight
    for name in ("loss_mask", "loss_classifier"):
        (gradient,) = torch.autograd.grad(losses[name], weight, retain_graph=True)
        assert gradient.abs().sum() > 0, name
