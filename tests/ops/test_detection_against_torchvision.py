"""Operators of anchors, proposals, masks and keypoints beside torchvision's, on fresh calls."""

import pytest
import torch

from mrcnn_edu.ops import anchors, box_coding, keypoints, losses, masks, matching
from tests.ops import golden
from tests.ops.cases import Case
from tests.ops.detection_cases import MAKERS, assert_near, random_detection_case

pytest.importorskip("torchvision", reason="needs torchvision")

from torchvision.models.detection import roi_heads

from tests.ops import torchvision_twins as twins

OURS = (box_coding, anchors, matching, losses, masks, keypoints)
FRESH = range(10_000, 10_060)  # golden files hold the seeds from 0 up
ROUNDINGS = 8
LEARNING = {
    "encode_boxes": ("boxes", "anchors"),
    "decode_boxes": ("deltas", "anchors"),
    "rpn_loss": ("objectness", "deltas"),
    "fast_rcnn_loss": ("class_logits", "deltas"),
    "mask_loss": ("mask_logits",),
    "keypoint_loss": ("keypoint_logits",),
    "paste_masks": ("masks",),
}


def gradients(library, case: Case) -> tuple[torch.Tensor, ...]:
    """Of a sum with unequal weights over all results, for the arguments that learn."""
    inputs = {
        name: case.arguments[name].clone().requires_grad_() for name in LEARNING[case.operator]
    }
    result = golden.call(library, case._replace(arguments=case.arguments | inputs))
    results = result if isinstance(result, tuple) else (result,)
    loss = sum(
        (torch.linspace(1, 2, part.numel()).to(part).reshape(part.shape) * part).sum()
        for part in results
    )
    return torch.autograd.grad(loss, list(inputs.values()))


@pytest.mark.parametrize("seed", FRESH)
@pytest.mark.parametrize("operator", MAKERS)
def test_random_calls(operator: str, seed: int) -> None:
    case = random_detection_case(operator, seed)
    assert_near(golden.call(OURS, case), golden.call(twins, case), ROUNDINGS)


@pytest.mark.parametrize("seed", FRESH)
@pytest.mark.parametrize("operator", LEARNING)
def test_gradients(operator: str, seed: int) -> None:
    case = random_detection_case(operator, seed)
    assert_near(gradients(OURS, case), gradients(twins, case), 16)


@pytest.mark.parametrize("operator", MAKERS)
def test_golden_files_hold_what_torchvision_answers_today(operator: str) -> None:
    answers = list(golden.read(golden.GOLDEN / f"{operator}.json"))
    assert answers
    for case, expected in answers:
        assert_near(golden.call(twins, case), expected, ROUNDINGS)


def test_decoding_in_bfloat16_keeps_the_pixels_that_torchvision_loses() -> None:
    anchor = torch.tensor([[1001.0, 1003, 1101, 1203]])
    deltas = torch.zeros(1, 4, dtype=torch.bfloat16)
    assert (twins.decode_boxes(deltas, anchor) - anchor).abs().max() > 4
    golden.assert_identical(box_coding.decode_boxes(deltas, anchor), anchor)


def test_all_anchors_of_mask_rcnn() -> None:
    # The whole of FPN on an image of 800 x 1067, padded to multiples of 32: 217,413 anchors.
    cells = [anchors.cell_anchors((scale,), (0.5, 1, 2)) for scale in (32, 64, 128, 256, 512)]
    grids = [(200, 272), (100, 136), (50, 68), (25, 34), (13, 17)]
    theirs = torch.cat(twins.multilevel_anchors(cells, grids, (800, 1088)))
    ours = torch.cat(anchors.multilevel_anchors(cells, grids, (800, 1088)))
    assert len(ours) == 217_413
    golden.assert_identical(ours, theirs)


@pytest.mark.parametrize("seed", range(40))
def test_the_same_seed_draws_the_same_sample(seed: int) -> None:
    g = torch.Generator().manual_seed(seed)
    # Two images, one after the other, as an RPN samples them; floats, as its labels are.
    images = [(torch.rand(3000, generator=g) * 3 - 1.5).round() for _ in range(2)]
    number, fraction = ((256, 0.5), (512, 0.25), (7, 0.5), (4000, 0.9))[seed % 4]
    drawn = []
    for library in (matching, twins):
        torch.manual_seed(seed)
        drawn.append([library.sample_balanced(labels, number, fraction) for labels in images])
    for ours, theirs in zip(*drawn, strict=True):
        assert_near(ours, theirs, 0)


def test_a_box_that_no_anchor_touches_takes_them_all_in_torchvision_and_none_here() -> None:
    iou = torch.tensor([[0.8, 0.1, 0.0], [0.0, 0.0, 0.0]])
    assert twins.match_boxes(iou, 0.7, 0.3, allow_low_quality=True).tolist() == [0, 0, 0]
    assert matching.match_boxes(iou, 0.7, 0.3, allow_low_quality=True).tolist() == [0, -1, -1]


def test_nan_is_a_match_in_torchvision_and_none_here() -> None:
    # A ground-truth box without area among the proposals: its IoU with itself is 0 / 0.
    iou = torch.tensor([[0.8, 0.0], [0.0, float("nan")]])
    assert twins.match_boxes(iou, 0.5, 0.5).tolist() == [0, 1]
    assert matching.match_boxes(iou, 0.5, 0.5).tolist() == [0, -1]


@pytest.mark.parametrize("operator", ["rpn_loss", "fast_rcnn_loss"])
def test_the_loss_of_nothing_is_nan_in_torchvision_and_zero_here(operator: str) -> None:
    case = random_detection_case(operator, 0)
    nothing = {name: value[:0] for name, value in case.arguments.items()}
    case = case._replace(arguments=nothing)
    assert all(loss.isnan() for loss in golden.call(twins, case))
    assert [loss.item() for loss in golden.call(OURS, case)] == [0, 0]


@pytest.mark.parametrize("seed", range(6))
def test_mask_loss_of_cropped_targets_is_that_of_two_images(seed: int) -> None:
    g = torch.Generator().manual_seed(seed)
    labels = [torch.randint(1, 5, (n,), generator=g) for n in (3, 2)]
    of_objects = [(torch.rand(len(own), 40, 50, generator=g) < 0.5).byte() for own in labels]
    corners = [torch.rand(n, 4, generator=g) * 20 for n in (4, 0 if seed == 5 else 3)]
    proposals = [torch.cat((c[:, :2], c[:, :2] + c[:, 2:] + 3), dim=1) for c in corners]
    matched = [
        torch.randint(0, len(own), (len(boxes),), generator=g)
        for own, boxes in zip(labels, proposals, strict=True)
    ]
    logits = torch.randn(sum(map(len, matched)), 5, 28, 28, generator=g).requires_grad_()
    theirs = roi_heads.maskrcnn_loss(logits, proposals, of_objects, labels, matched)
    targets = [
        masks.crop_mask_targets(*each, 28)
        for each in zip(of_objects, proposals, matched, strict=True)
    ]
    true = torch.cat([own[index] for own, index in zip(labels, matched, strict=True)])
    ours = losses.mask_loss(logits, true, torch.cat(targets))
    assert_near(ours, theirs, ROUNDINGS)
    assert_near(*(torch.autograd.grad(loss, logits)[0] for loss in (ours, theirs)), ROUNDINGS)


@pytest.mark.parametrize("seed", range(6))
def test_keypoint_loss_of_looked_up_cells(seed: int) -> None:
    case = random_detection_case("keypoints_to_heatmap", 4 * seed)
    points, boxes = case.arguments["keypoints"], case.arguments["boxes"]
    g = torch.Generator().manual_seed(seed)
    logits = torch.randn(*points.shape[:2], 8, 8, generator=g).requires_grad_()
    every = torch.arange(len(boxes))
    theirs = roi_heads.keypointrcnn_loss(logits, [boxes], [points], [every])
    ours = losses.keypoint_loss(logits, *keypoints.keypoints_to_heatmap(points, boxes, 8))
    assert_near(ours, theirs, ROUNDINGS)
    assert_near(*(torch.autograd.grad(loss, logits)[0] for loss in (ours, theirs)), ROUNDINGS)


def test_a_hundred_masks_of_a_photographs_size() -> None:
    g = torch.Generator().manual_seed(0)
    corner = torch.rand(100, 2, generator=g) * 300
    boxes = torch.cat((corner, corner + torch.rand(100, 2, generator=g) * 400), dim=1)
    small = torch.rand(100, 1, 28, 28, generator=g)
    for learning in (False, True):
        ours = masks.paste_masks(small.clone().requires_grad_(learning), boxes, (600, 500))
        # Positions up to 30 in float32, each off by a rounding or two.
        torch.testing.assert_close(
            ours.detach(), twins.paste_masks(small, boxes, (600, 500)), rtol=0, atol=5e-6
        )
