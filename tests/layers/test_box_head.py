"""From scores and deltas to detections, and which proposals the heads learn from."""

import pytest
import torch

from mrcnn_edu.layers.box_head import (
    FastRCNNPredictor,
    TwoMLPHead,
    select_detections,
    softmax_scores,
)
from mrcnn_edu.layers.proposal_sampling import Samples, sample_proposals
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIPooler, number_boxes
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import batched_nms

A, B = [0.0, 0.0, 10.0, 10.0], [20.0, 0.0, 30.0, 10.0]


def select(
    scores, proposals, deltas=None, size=(40, 40), number=100, nms=batched_nms, threshold=0.05
):
    """Detections in one image as (label, score, box)."""
    scores = torch.tensor(scores)
    deltas = torch.zeros(*scores.shape, 4) if deltas is None else deltas
    (found,) = select_detections(
        scores,
        deltas,
        [torch.tensor(proposals)],
        [size],
        score_threshold=threshold,
        nms_threshold=0.5,
        detections_per_image=number,
        nms=nms,
    )
    return [
        (label, round(score, 4), box)
        for label, score, box in zip(
            found["labels"].tolist(), found["scores"].tolist(), found["boxes"].tolist(), strict=True
        )
    ]


@pytest.mark.parametrize(
    ("probabilities", "proposals", "number", "expected"),
    [
        ([[0.1, 0.9]], [A], 100, [(1, 0.9, A)]),
        ([[0.96, 0.04]], [A], 100, []),
        ([[0.2, 0.5, 0.3]], [A], 100, [(1, 0.5, A), (2, 0.3, A)]),  # two classes, one box
        ([[0.1, 0.9], [0.2, 0.8]], [A, A], 100, [(1, 0.9, A)]),
        ([[0.2, 0.8], [0.1, 0.9]], [A, B], 100, [(1, 0.9, B), (1, 0.8, A)]),
        ([[0.2, 0.8], [0.1, 0.9]], [A, B], 1, [(1, 0.9, B)]),
        ([[0.1, 0.9]], [[50.0, 0.0, 60.0, 10.0]], 100, []),  # outside the image
        ([[0.1, 0.9]], [[4.0, 4.0, 4.25, 4.125]], 100, [(1, 0.9, [4.0, 4.0, 4.25, 4.125])]),
        ([[0.1, 0.9]], [[4.0, 4.0, 9.0, 4.0078125]], 100, []),  # 1/128 of a pixel high
    ],
    ids=[
        "found",
        "unlikely",
        "both classes",
        "twice",
        "order",
        "only one",
        "outside",
        "small",
        "without height",
    ],
)
def test_detections(probabilities, proposals, number, expected) -> None:
    assert select(probabilities, proposals, number=number) == expected


def test_each_class_has_deltas_of_its_own_and_weights_of_ten_and_five() -> None:
    deltas = torch.zeros(1, 3, 4)
    deltas[0, 1, 0] = 10.0  # one width to the right
    deltas[0, 2, 3] = 5 * torch.log(torch.tensor(2.0))  # twice as high
    found = select([[0.2, 0.5, 0.3]], [[10.0, 10.0, 20.0, 20.0]], deltas)
    assert found[0][2] == [20.0, 10.0, 30.0, 20.0]
    assert found[1][2] == pytest.approx([10.0, 5.0, 20.0, 25.0])


def test_boxes_are_clipped() -> None:
    assert select([[0.1, 0.9]], [[-5.0, -5.0, 50.0, 20.0]], size=(15, 40))[0][2] == [0, 0, 40, 15]


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (0.0, [(1, 3.5, A)]),
        (-1.0, [(1, 3.5, A), (2, -0.5, B)]),  # the background's 9 is never looked at
        (-2.0, [(1, 3.5, A), (2, -0.5, B), (1, -1.5, B)]),
        (3.5, []),  # only what is above
    ],
)
def test_scores_may_be_an_svms(threshold: float, expected: list) -> None:
    assert select([[9.0, 3.5, -2.5], [9.0, -1.5, -0.5]], [A, B], threshold=threshold) == expected


def test_probabilities_of_half_precision_logits_are_not_in_half_precision() -> None:
    scores = softmax_scores(torch.tensor([[0.0, 6.0], [0.0, 0.0]], dtype=torch.bfloat16))
    expected = torch.tensor([[1 - 0.99752738, 0.99752738], [0.5, 0.5]])
    torch.testing.assert_close(scores, expected)  # and float32


def test_heads_ask_their_scorer_and_sample_as_they_are_told() -> None:
    """R-CNN's scores, and Fast R-CNN's samples: 16 of 64 on objects, background from 0.1 up."""
    predictor = FastRCNNPredictor(8, 2)
    torch.nn.init.zeros_(predictor.cls_score.weight)
    predictor.cls_score.bias.data = torch.tensor([50.0, -3.0])
    heads = RoIHeads(
        RoIPooler(3, strides=(4,)),
        TwoMLPHead(2 * 9, 8),
        predictor,
        scorer=lambda scores: scores,
        score_threshold=-4.0,
        samples_per_image=64,
        background_iou=(0.1, 0.5),
    )
    maps, proposals = {"0": torch.rand(1, 2, 8, 8)}, [torch.tensor([A, B] * 100)]
    (found,), _ = heads.eval()(maps, proposals, [(32, 32)])
    assert (found["scores"] == -3).all()
    assert len(found["scores"]) >= 2
    asked = []
    heads.box_pooler.register_forward_pre_hook(lambda _, given: asked.append(given[1][0]))
    target = {"boxes": torch.tensor([A]), "labels": torch.tensor([1])}
    heads.train()(maps, proposals, [(32, 32)], [target])
    assert asked[0].tolist() == [A] * 16  # B touches no object, and teaches nothing
    heads.background_iou, heads.positive_fraction = (0.0, 0.5), 0.5
    heads(maps, proposals, [(32, 32)], [target])
    assert asked[1].tolist() == [A] * 32 + [B] * 32


@pytest.mark.parametrize(("beta", "cost"), [(1 / 9, 2.5 - 1 / 18), (1.0, 2.0), (5.0, 0.625)])
def test_how_far_the_parabola_of_boxes_reaches(beta: float, cost: float) -> None:
    predictor = FastRCNNPredictor(8, 2)
    for parameter in predictor.parameters():
        torch.nn.init.zeros_(parameter)
    heads = RoIHeads(RoIPooler(3, strides=(4,)), TwoMLPHead(2 * 9, 8), predictor, beta=beta)
    sample = Samples(
        torch.tensor([A]),
        torch.tensor([1]),
        torch.tensor([0]),
        torch.tensor([[2.5, 0, 0, 0]]),
    )
    losses = heads.losses({"0": torch.rand(1, 2, 8, 8)}, [sample], [])
    assert losses["loss_box_reg"].item() == pytest.approx(cost)


def test_samples_hold_the_true_boxes_and_what_they_should_become() -> None:
    target = {"boxes": torch.tensor([A, B]), "labels": torch.tensor([7, 3])}
    near_b = [20.0, 0.0, 30.0, 5.0]  # IoU 0.5
    far = [20.0, 0.0, 30.0, 4.0]  # 0.4
    sample = sample_proposals(torch.tensor([near_b, far]), target)
    assert sample.boxes.tolist() == [near_b, A, B, far]
    assert sample.labels.tolist() == [3, 7, 3, 0]
    assert sample.matches.tolist() == [1, 0, 1]
    assert sample.positive_labels.tolist() == [3, 7, 3]
    expected = torch.tensor([0.0, 10 * 0.5, 0.0, 5 * torch.log(torch.tensor(2.0))])
    torch.testing.assert_close(sample.box_targets[0], expected)
    assert not sample.box_targets[1:].any()


# IoU with A: 1, 0.5, 0.4, 0.1, 0.05 and 0.
NESTED = [[0.0, 0.0, 10.0, height] for height in (10.0, 5.0, 4.0, 1.0, 0.5)] + [B]


@pytest.mark.parametrize(
    ("band", "background"),
    [
        ((0.0, 0.5), [0.4, 0.1, 0.05, 0.0]),
        ((0.1, 0.5), [0.4, 0.1]),  # Fast R-CNN
        ((0.0, 0.1), [0.05, 0.0]),  # from 0.1 up neither
        ((0.1, 0.4), [0.1]),
        ((0.05, 0.4), [0.1, 0.05]),
    ],
)
def test_background_is_what_lies_in_the_band(band: tuple, background: list[float]) -> None:
    target = {"boxes": torch.tensor([A]), "labels": torch.tensor([7])}
    sample = sample_proposals(torch.tensor(NESTED), target, background_iou=band)
    assert sample.positive_labels.tolist() == [7, 7, 7]  # 1, 0.5, and the object itself
    overlaps = box_iou(sample.boxes[3:], torch.tensor([A]))[:, 0]
    torch.testing.assert_close(overlaps, torch.tensor(background))
    assert not sample.labels[3:].any()


@pytest.mark.parametrize(("low", "expected"), [(0.0, 6), (0.1, 0)])
def test_an_image_without_objects_has_no_hard_background(low: float, expected: int) -> None:
    target = {"boxes": torch.zeros(0, 4), "labels": torch.zeros(0, dtype=torch.int64)}
    sample = sample_proposals(torch.tensor(NESTED), target, background_iou=(low, 0.5))
    assert len(sample.labels) == expected


@pytest.mark.parametrize(("fraction", "positive"), [(0.25, 16), (0.5, 32), (0, 0), (1, 64)])
def test_the_share_of_positive_proposals(fraction: float, positive: int) -> None:
    target = {"boxes": torch.tensor([A]), "labels": torch.tensor([1])}
    proposals = torch.tensor([A, B] * 100)
    sample = sample_proposals(proposals, target, 64, positive_fraction=fraction)
    assert (len(sample.labels), len(sample.matches)) == (64, positive)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"background_iou": (0.5, 0.1)}, ValueError, r"low < high <= 0.5, got \(0.5, 0.1\); Fast"),
        ({"background_iou": (0.1, 0.7)}, ValueError, r"got \(0.1, 0.7\)"),
        ({"background_iou": (0.1, 0.2, 0.3)}, ValueError, r"got \(0.1, 0.2, 0.3\)"),
        ({"background_iou": (-0.1, 0.5)}, ValueError, r"each of background_iou must .*got -0.1"),
        ({"background_iou": ("0", 0.5)}, TypeError, r"each of background_iou must"),
        ({"positive_fraction": 25}, ValueError, r"positive_fraction must .*got 25"),
    ],
)
def test_bands_and_shares_that_cannot_be(arguments: dict, error: type, words: str) -> None:
    target = {"boxes": torch.tensor([A]), "labels": torch.tensor([1])}
    with pytest.raises(error, match=words):
        sample_proposals(torch.tensor(NESTED), target, **arguments)


def test_at_most_512_proposals_a_quarter_of_them_positive() -> None:
    target = {"boxes": torch.tensor([A]), "labels": torch.tensor([1])}
    sample = sample_proposals(torch.tensor([A, B] * 600), target)
    assert (len(sample.labels), len(sample.matches)) == (512, 128)
    assert (sample.labels[:128] == 1).all()
    assert not sample.labels[128:].any()


def test_the_pooler_keeps_the_order_of_boxes_of_all_levels_and_images() -> None:
    # Each map holds its level, each image ten times its index: a box tells where it was pooled.
    maps = {
        name: torch.stack([torch.full((2, n, n), 10.0 * image + level) for image in (0, 1)])
        for level, (name, n) in enumerate({"0": 64, "1": 32, "2": 16, "3": 8, "pool": 4}.items())
    }
    sides = [[200.0, 30.0, 112.0], [255.0, 60.0]]
    boxes = [torch.tensor([[0.0, 0.0, side, side] for side in of_image]) for of_image in sides]
    pooled = RoIPooler(2)(maps, boxes)
    assert pooled.shape == (5, 2, 2, 2)
    assert pooled[:, 0, 0, 0].tolist() == [1, 0, 1, 12, 10]


def test_the_pooler_calls_what_it_is_given() -> None:
    calls = []

    def four(input, boxes, output_size, spatial_scale):
        calls.append((tuple(input.shape[2:]), len(boxes), output_size, spatial_scale))
        return input.new_zeros(len(boxes), input.shape[1], *output_size)

    def five(input, boxes, output_size, spatial_scale, samples):
        calls.append(samples)
        return four(input, boxes, output_size, spatial_scale)

    maps = {"0": torch.zeros(1, 2, 8, 8)}
    for function, more in ((four, {}), (five, {}), (five, {"sampling_ratio": 4})):
        RoIPooler(3, strides=(4,), roi_op=function, **more)(maps, [torch.tensor([A])])
    call = ((8, 8), 1, (3, 3), 0.25)
    assert calls == [call, 2, call, 4, call]


def test_no_boxes_can_be_numbered_and_pooled() -> None:
    none = [torch.zeros(0, 4), torch.zeros(0, 4)]
    assert number_boxes(none).shape == (0, 5)
    maps = {name: torch.zeros(2, 3, 8, 8) for name in "0123"}
    assert RoIPooler(7)(maps, none).shape == (0, 3, 7, 7)
