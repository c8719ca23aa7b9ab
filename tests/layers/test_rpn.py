"""The RPN: which number belongs to which anchor, which proposals stay, what is learned."""

import math

import pytest
import torch
from torch import nn

from mrcnn_edu.layers.image_transform import ImageList
from mrcnn_edu.layers.rpn import RegionProposalNetwork, RPNHead, TwoLogitHead
from mrcnn_edu.layers.rpn_learning import as_in_the_paper, sample_anchors
from mrcnn_edu.ops.losses import rpn_loss
from mrcnn_edu.ops.nms import batched_nms

SQUARE = torch.tensor([[-4.0, -4.0, 4.0, 4.0], [-8.0, -8.0, 8.0, 8.0]])


def test_numbers_of_the_head_lie_as_anchors_do() -> None:
    head = RPNHead(1, 2)
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.zero_()
        head.conv[0][0].weight[0, 0, 1, 1] = 1  # what comes in goes on
        head.cls_logits.weight[:, 0, 0, 0] = torch.tensor([1.0, 10.0])  # of two anchors
        head.bbox_pred.bias[:] = torch.arange(8.0)  # four of the one, then four of the other
        objectness, deltas = head(torch.tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]]))
    assert objectness.tolist() == [[1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60]]
    assert deltas[0, :4].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]] * 2


def test_weights_are_drawn_as_the_paper_says() -> None:
    torch.manual_seed(0)
    head = RPNHead(64, 3)
    for layer in (head.conv[0][0], head.cls_logits, head.bbox_pred):
        assert abs(float(layer.weight.detach().std()) - 0.01) < 0.002
        assert not layer.bias.any()


def test_two_logits_lie_as_anchors_do_and_cost_what_a_softmax_costs() -> None:
    head = TwoLogitHead(1, 2)
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.zero_()
        head.conv[0][0].weight[0, 0, 1, 1] = 1  # what comes in goes on
        # Of the first anchor nothing and something, then of the second.
        head.cls_logits.weight[:, 0, 0, 0] = torch.tensor([1.0, 3.0, 5.0, 1.0])
        head.bbox_pred.bias[:] = torch.arange(8.0)
        objectness, deltas = head(torch.tensor([[[[1.0, 2.0]]]]))
    assert objectness.tolist() == [[2, -4, 4, -8]]
    assert deltas[0, :2].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]
    both, labels = torch.tensor([[1.0, 3.0], [5.0, 1.0]]).double(), torch.tensor([1, 0])
    nothing = torch.zeros(2, 4).double()
    costs, _ = rpn_loss(objectness[0, :2].double(), nothing, labels, nothing)
    softmax = nn.functional.cross_entropy(both, labels).item()
    assert costs.item() == pytest.approx(softmax, rel=1e-12)


def test_the_head_that_is_passed_in_is_made_with_the_anchors() -> None:
    head = RegionProposalNetwork(3, [SQUARE], head=TwoLogitHead).head
    assert (head.cls_logits.weight.shape, head.bbox_pred.weight.shape) == (
        (4, 3, 1, 1),
        (8, 3, 1, 1),
    )
    assert 0 < float(head.cls_logits.weight.detach().std()) < 0.03
    assert not head.cls_logits.bias.any()


def propose(objectness: list[float], deltas: list[list[float]], size=(40, 40), top_n=9):
    """Proposals of one level whose anchors are squares of 16 pixels, 8 apart."""
    rpn = RegionProposalNetwork(1, [SQUARE[1:]], top_n=(top_n, top_n)).eval()
    x = torch.arange(len(objectness)) * 8.0
    anchors = torch.stack((x, x * 0, x + 16, x * 0 + 16), dim=1)
    (boxes,) = rpn.propose(
        [torch.tensor([objectness])], [torch.tensor([deltas])], [anchors], [size]
    )
    return boxes.tolist()


NOTHING = [0.0, 0.0, 0.0, 0.0]


def test_proposals_are_best_first_and_few() -> None:
    assert propose([0, 2, 1], [NOTHING] * 3) == [[8, 0, 24, 16], [16, 0, 32, 16], [0, 0, 16, 16]]
    assert propose([0, 2, 1], [NOTHING] * 3, top_n=1) == [[8, 0, 24, 16]]


def test_proposals_are_corrected_clipped_and_dropped_without_area() -> None:
    moved = [0.5, 0.0, 0.0, 0.0]  # half a width to the right
    assert propose([1, 0], [moved, [-9.0, 0, 0, 0]]) == [[8, 0, 24, 16]]
    assert propose([1], [moved], size=(10, 20)) == [[8, 0, 20, 10]]


def test_a_proposal_on_a_better_one_goes() -> None:
    assert propose([1, 2], [NOTHING, [-0.5, 0.0, 0.0, 0.0]]) == [[0, 0, 16, 16]]


def test_levels_do_not_compete() -> None:
    rpn = RegionProposalNetwork(1, [SQUARE[1:]] * 2, top_n=(9, 9)).eval()
    box = torch.tensor([[0.0, 0.0, 16.0, 16.0]])
    found = rpn.propose(
        [torch.tensor([[1.0]]), torch.tensor([[2.0]])],
        [torch.zeros(1, 1, 4)] * 2,
        [box, box],
        [(40, 40)],
    )
    assert len(found[0]) == 2


def test_so_many_of_each_level_compete_and_so_many_of_all_stay() -> None:
    rpn = RegionProposalNetwork(1, [SQUARE[1:]] * 2, top_n=(2, 2)).eval()
    apart = torch.tensor([[0.0, 0, 9, 9], [10, 0, 19, 9], [20, 0, 29, 9]])
    scores = [torch.tensor([[5.0, 4.0, 3.0]]), torch.tensor([[6.0, 2.0, 1.0]])]
    levels = [apart, apart + 50]
    (found,) = rpn.propose(scores, [torch.zeros(1, 3, 4)] * 2, levels, [(99, 99)])
    assert found.tolist() == [[50, 50, 59, 59], [0, 0, 9, 9]]


@pytest.mark.parametrize(
    ("candidates", "training", "kept"),
    [
        (None, False, [[0, 0, 9, 9]]),  # two compete, and one of them goes
        ((2, 3), True, [[0, 0, 9, 9]]),
        ((2, 3), False, [[0, 0, 9, 9], [20, 0, 29, 9]]),
        ((3, 2), True, [[0, 0, 9, 9], [20, 0, 29, 9]]),
        ((9, 9), False, [[0, 0, 9, 9], [20, 0, 29, 9]]),  # more than stay at the end
    ],
)
def test_more_candidates_than_proposals(candidates, training: bool, kept: list) -> None:
    rpn = RegionProposalNetwork(1, [SQUARE[1:]], top_n=(2, 2), candidates=candidates)
    places = torch.tensor([[0.0, 0, 9, 9], [0, 0, 9, 8], [20, 0, 29, 9], [40, 0, 49, 9]])
    scores = [torch.tensor([[4.0, 3.0, 2.0, 1.0]])]
    (found,) = rpn.train(training).propose(scores, [torch.zeros(1, 4, 4)], [places], [(99, 99)])
    assert found.tolist() == kept


@pytest.mark.parametrize(
    ("dtypes", "expected"),
    [
        ((torch.bfloat16,), torch.float32),
        ((torch.float16,), torch.float32),
        ((torch.float64,), torch.float64),
        ((torch.bfloat16, torch.float64), torch.float64),
        ((torch.float64, torch.bfloat16, torch.float32), torch.float32),
    ],
    ids=str,
)
def test_anchors_are_never_rounded(dtypes: tuple, expected: torch.dtype) -> None:
    anchors = torch.tensor([[-2001.5, -301.0, 2001.5, 301.0]])  # halves: not in 16 bits
    module = nn.Sequential(RegionProposalNetwork(1, [anchors]))
    for dtype in dtypes:
        module.to(dtype)
    assert module[0].cell_anchors.dtype == expected
    assert module[0].cell_anchors.tolist() == [anchors.tolist()]
    assert {p.dtype for p in module.parameters()} == {dtypes[-1]}
    assert module.to("meta")[0].cell_anchors.is_meta  # to a device they go with the others


def test_proposals_in_bfloat16_stand_where_their_anchors_are() -> None:
    rpn = RegionProposalNetwork(1, [SQUARE[1:]], top_n=(64, 64)).eval()
    for parameter in rpn.head.parameters():
        nn.init.zeros_(parameter)
    maps = {"0": torch.zeros(1, 1, 1, 45, dtype=torch.bfloat16)}
    images = ImageList(torch.zeros(1, 3, 23, 45 * 23, dtype=torch.bfloat16), [(23, 45 * 23)])
    (found,), _ = rpn.bfloat16()(images, maps)
    expected = torch.arange(45.0) * 23  # the stride; an odd one, so that neighbours round apart
    assert found.dtype == torch.float32
    assert found[:, 0].sort().values[1:].tolist() == (expected[1:] - 8).tolist()


def test_the_nms_that_is_passed_in_is_called_with_the_levels() -> None:
    seen = []

    def watching(boxes, scores, groups, iou_threshold):
        seen.append((groups.tolist(), iou_threshold))
        return batched_nms(boxes, scores, groups, iou_threshold)

    rpn = RegionProposalNetwork(1, [SQUARE[:1], SQUARE[1:]], nms=watching).eval()
    maps = {"0": torch.rand(1, 1, 2, 2), "1": torch.rand(1, 1, 1, 1)}
    rpn(ImageList(torch.zeros(1, 3, 32, 32), [(32, 32)]), maps)
    assert seen == [([0, 0, 0, 0, 1], 0.7)]


def test_what_anchors_learn() -> None:
    anchors = torch.tensor(
        [[0.0, 0, 10, 10], [0, 0, 10, 8], [0, 0, 10, 5], [50, 50, 60, 60], [30, 30, 50, 50]]
    )  # IoU with the first object 1, 0.8, 0.5; none; 0.25 with the second, and the best for it
    boxes = torch.tensor([[0.0, 0.0, 10.0, 10.0], [30.0, 30.0, 40.0, 40.0]])
    sampled, labels, targets = sample_anchors(anchors, boxes)
    assert sampled.tolist() == [0, 1, 4, 3]  # the third lies between 0.3 and 0.7
    assert labels.tolist() == [1, 1, 1, 0]
    expected = torch.tensor([0, 1 / 8, 0, torch.log(torch.tensor(10 / 8))])
    torch.testing.assert_close(targets[1], expected)
    assert not targets[[0, 3]].any()


def test_at_most_256_anchors_half_of_them_positive() -> None:
    anchors = torch.tensor([[0.0, 0.0, 10.0, 10.0], [90.0, 0.0, 99.0, 9.0]]).repeat(300, 1)
    sampled, labels, _ = sample_anchors(anchors, anchors[:1])
    assert (len(sampled), int(labels.sum())) == (256, 128)
    assert (labels[:128] == 1).all()


def test_anchors_across_the_border_are_left_out_if_asked() -> None:
    anchors = torch.tensor(
        [[-1.0, 0, 10, 10], [50, 50, 60, 61], [0, 0, 10, 6], [40, 40, 60, 60], [20, 0, 30, 10]]
    )  # in an image of 60 x 60 the first two cross its border, and the fourth touches it
    boxes = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    sampled, labels, targets = sample_anchors(anchors, boxes, (60, 60))
    assert sampled.tolist() == [2, 3, 4]  # IoU 0.6, and now the best
    assert labels.tolist() == [1, 0, 0]
    expected = torch.tensor([0, 2 / 6, 0, math.log(10 / 6)])
    torch.testing.assert_close(targets[0], expected)
    sampled, labels, _ = sample_anchors(anchors, boxes)
    assert sampled.tolist() == [0, 1, 3, 4]  # IoU 0.91, and the third in between
    assert labels.tolist() == [1, 0, 0, 0]


def test_where_every_anchor_crosses_the_border_none_is_learned_from() -> None:
    sampled, labels, targets = sample_anchors(SQUARE, SQUARE[:1], (1, 1))
    assert (len(sampled), len(labels), targets.shape) == (0, 0, (0, 4))


@pytest.mark.parametrize(
    ("arguments", "sampled", "of_objects", "of_boxes"),
    [
        ({}, 12, 12, 12),
        ({"divisors": as_in_the_paper}, 12, 2 * 256, 2 * 6 / 10),
        ({"inside_image": True}, 4, 4, 4),
        ({"inside_image": True, "divisors": as_in_the_paper}, 4, 2 * 256, 2 * 6 / 10),
        ({"divisors": lambda samples, images, locations: (images, locations)}, 12, 2, 6),
    ],
    ids=["torchvision", "paper's divisors", "inside", "paper", "of one's own"],
)
def test_what_the_losses_are_divided_by(
    arguments: dict, sampled: int, of_objects: float, of_boxes: float
) -> None:
    # Two images of 2 x 3 cells, an anchor each. Centres lie on multiples of 16 pixels, and those
    # with a 0 among their coordinates cross the border: two of six do not.
    rpn = RegionProposalNetwork(1, [torch.tensor([[-8.0, -8, 8, 8]])], **arguments).train()
    for parameter in rpn.head.parameters():
        nn.init.zeros_(parameter)  # each logit is 0 and costs log 2, and no box is corrected
    images = ImageList(torch.zeros(2, 3, 32, 48), [(32, 40), (32, 40)])
    target = {"boxes": torch.tensor([[8.0, 8.0, 24.0, 32.0]])}  # an anchor, half as high again
    _, losses = rpn(images, {"0": torch.zeros(2, 1, 2, 3)}, [target, target])
    # Its deltas are 4 / 16 and log(24 / 16), both beyond the parabola of 1/9.
    correction = 4 / 16 - 1 / 18 + math.log(24 / 16) - 1 / 18
    expected = sampled * math.log(2) / of_objects, 2 * correction / of_boxes
    assert losses["loss_objectness"].item() == pytest.approx(expected[0])
    assert losses["loss_rpn_box_reg"].item() == pytest.approx(expected[1])


@pytest.mark.parametrize(
    ("beta", "correction"),
    [
        (1 / 9, 4 / 16 - 1 / 18 + math.log(1.5) - 1 / 18),
        (1.0, (4 / 16) ** 2 / 2 + math.log(1.5) ** 2 / 2),
    ],
)
def test_how_far_the_parabola_of_boxes_reaches(beta: float, correction: float) -> None:
    rpn = RegionProposalNetwork(1, [torch.tensor([[-8.0, -8, 8, 8]])], beta=beta).train()
    for parameter in rpn.head.parameters():
        nn.init.zeros_(parameter)
    images = ImageList(torch.zeros(1, 3, 32, 48), [(32, 40)])
    target = {"boxes": torch.tensor([[8.0, 8.0, 24.0, 32.0]])}  # an anchor, half as high again
    _, losses = rpn(images, {"0": torch.zeros(1, 1, 2, 3)}, [target])
    assert losses["loss_rpn_box_reg"].item() == pytest.approx(correction / 6)
