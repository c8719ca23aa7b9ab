"""A learner's own level, target, loss and pasting in a detector: what it does, what is refused."""

import pytest
import torch
from torch import Tensor

from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny, mask_rcnn_tiny_c4, mask_rcnn_tiny_c5
from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned, paste_masks_exact
from mrcnn_edu.ops.losses import mask_loss
from mrcnn_edu.ops.masks import crop_mask_targets, paste_masks
from mrcnn_edu.ops.slow import masks as slow
from tests.detectors.comparison import assert_same_detections

SCENE = shape_scene(7)


def detector(**own):
    """With random weights, always the same, under which boxes differ from one another."""
    torch.manual_seed(2)
    made = mask_rcnn_tiny(4, min_size=224, box_detections_per_img=12, **own)
    with torch.no_grad():
        made.roi_heads.box_predictor.bbox_pred.weight *= 9
        made.roi_heads.box_predictor.cls_score.weight *= 9
    return made


def found_with(**own) -> dict[str, Tensor]:
    with torch.inference_mode():
        (found,) = detector(**own).eval()([SCENE[0]])
    return found


def losses_with(**own) -> dict[str, float]:
    made = detector(**own).train()
    torch.manual_seed(3)  # proposals are drawn
    losses = made([SCENE[0]], [SCENE[1]])
    return {name: loss.item() for name, loss in losses.items()}


def level_by_hand(boxes, k_min, k_max):
    sides = [((x2 - x1) * (y2 - y1)) ** 0.5 for x1, y1, x2, y2 in boxes.tolist()]
    levels = [next((k for k in (2, 3) if side < 112 * 2 ** (k - 2)), 4) for side in sides]
    return torch.tensor([max(k_min, min(k, k_max)) for k in levels])


def paste_by_hand(masks, boxes, image_size):
    pasted = [
        slow.paste_mask_exact(mask.tolist(), box.tolist(), image_size)
        for mask, box in zip(masks[:, 0], boxes, strict=True)
    ]
    return torch.tensor(pasted)[:, None]


def loss_by_hand(mask_logits, labels, targets):
    own = torch.stack([mask_logits[i, k] for i, k in enumerate(labels.tolist())]).sigmoid()
    return -(targets * own.log() + (1 - targets) * (1 - own).log()).mean()


def target_by_hand(masks, boxes, matched_idxs, mask_size):
    each = [
        crop_mask_targets_aligned(masks[k : k + 1], box[None], torch.tensor([0]), mask_size)
        for k, box in zip(matched_idxs.tolist(), boxes, strict=True)
    ]
    return torch.cat(each)


@pytest.mark.parametrize(
    "own", [{"level": level_by_hand}, {"paste": paste_by_hand}], ids=["level", "paste"]
)
def test_a_right_function_finds_the_same(own) -> None:
    expected = found_with()
    assert len(expected["labels"]) == 12
    assert_same_detections(found_with(**own), expected)


@pytest.mark.parametrize(
    "own",
    [
        pytest.param({"level": lambda boxes, k_min, k_max: level_by_hand(boxes, 3, 4)}, id="level"),
        pytest.param({"paste": paste_masks}, id="torchvision's paste"),
        pytest.param({"paste": lambda *a: paste_masks_exact(*a).roll(1, -1)}, id="a pixel off"),
    ],
)
def test_a_wrong_function_is_seen_in_what_is_found(own) -> None:
    with pytest.raises(AssertionError):
        assert_same_detections(found_with(**own), found_with())


@pytest.mark.parametrize(
    "own", [{"mask_loss": loss_by_hand}, {"mask_target": target_by_hand}], ids=["loss", "target"]
)
def test_a_right_function_teaches_the_same(own) -> None:
    assert losses_with(**own) == pytest.approx(losses_with(), rel=1e-5)


@pytest.mark.parametrize(
    "own",
    [
        pytest.param({"mask_loss": lambda *a: 2 * mask_loss(*a)}, id="twice the loss"),
        pytest.param({"mask_target": crop_mask_targets}, id="half a pixel off"),
    ],
)
def test_another_function_changes_the_loss_of_masks_alone(own) -> None:
    expected, got = losses_with(), losses_with(**own)
    assert got.pop("loss_mask") != pytest.approx(expected.pop("loss_mask"), rel=1e-4)
    assert got == pytest.approx(expected)


@pytest.mark.parametrize(
    ("builder", "target", "paste"),
    [
        (mask_rcnn_tiny, crop_mask_targets_aligned, paste_masks_exact),
        (mask_rcnn_tiny_c4, crop_mask_targets_aligned, paste_masks_exact),
        (mask_rcnn_tiny_c5, crop_mask_targets_aligned, paste_masks_exact),
        (mask_rcnn_resnet50_fpn, crop_mask_targets, paste_masks),
    ],
)
def test_small_detectors_draw_exactly_and_published_ones_as_torchvision(builder, target, paste):
    made = builder(3)
    assert made.paste is paste
    assert made.roi_heads.tasks[0].target_of is target


@pytest.mark.parametrize(
    ("argument", "wrong", "error", "message"),
    [
        ("paste", 3, TypeError, r"paste must be a function of \(masks, boxes, image_size\), got 3"),
        ("level", "P2", TypeError, r"level must be a function of .*, got 'P2'"),
        ("mask_loss", None, TypeError, r"mask_loss must be a function of .*, got None"),
        ("mask_target", 28, TypeError, r"mask_target must be a function of .*, got 28"),
        ("paste", lambda *a: None, TypeError, r"paste must give .*got NoneType from <lambda>"),
        (
            "paste",
            lambda *a: paste_masks(*a)[:, 0],
            ValueError,
            r"paste must give floating-point numbers \(D, 1, H, W\), here \(12, 1, .*got \(12, \d",
        ),
        ("paste", lambda *a: paste_masks(*a) > 0.5, TypeError, r"got torch.bool from <lambda>"),
        (
            "level",
            lambda boxes, k_min, k_max: torch.full((len(boxes),), 7),
            ValueError,
            r"from 2 to 4, got 7 from <lambda>; use .clamp\(k_min, k_max\)",
        ),
        (
            "level",
            lambda boxes, k_min, k_max: boxes[:, 0],
            TypeError,
            r"level must give whole numbers \(R,\), here \(\d+,\); got torch.float32",
        ),
    ],
)
def test_refused_in_inference(argument, wrong, error, message) -> None:
    with pytest.raises(error, match=message):
        found_with(**{argument: wrong})


@pytest.mark.parametrize(
    ("argument", "wrong", "error", "message"),
    [
        ("mask_loss", lambda *a: 0.3, TypeError, r"mask_loss must give .*got float from <lambda>"),
        (
            "mask_loss",
            lambda logits, labels, targets: logits.mean(dim=(1, 2, 3)),
            ValueError,
            r"mask_loss must give floating-point numbers \(\), here \(\); got \(\d+,\) from",
        ),
        (
            "mask_target",
            lambda *a: crop_mask_targets(*a)[:, None],
            ValueError,
            r"mask_target must give floating-point numbers \(R, M, M\), here .*got \(\d+, 1, 28",
        ),
        (
            "mask_target",
            lambda *a: crop_mask_targets(*a) > 0.5,
            TypeError,
            r"mask_target .*got torch.bool from <lambda>",
        ),
    ],
)
def test_refused_in_training(argument, wrong, error, message) -> None:
    with pytest.raises(error, match=message):
        losses_with(**{argument: wrong})
