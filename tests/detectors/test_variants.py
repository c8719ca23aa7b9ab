"""The variants of the paper's ablations: what each of them changes, and that each learns."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.detectors import two_stage
from mrcnn_edu.detectors.ablations import (
    with_class_agnostic_masks,
    with_mlp_masks,
    with_softmax_masks,
)
from mrcnn_edu.detectors.mask_rcnn_c4 import mask_rcnn_resnet50_c4
from mrcnn_edu.detectors.mask_rcnn_c5 import mask_rcnn_resnet50_c5
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny, mask_rcnn_tiny_c4, mask_rcnn_tiny_c5
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.mask_variants import class_agnostic_mask_loss
from mrcnn_edu.layers.resnet import resnet50
from mrcnn_edu.ops.losses import mask_loss, softmax_mask_loss
from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool, roi_warp
from tests.detectors.scenes import scene
from tests.detectors.small import small_detector, target

CLASSES = 3
Builder = Callable[..., TwoStageDetector]
with_narrow_mlp_masks = partial(with_mlp_masks, width=64)

# What builds it, what changes it, and what of it mask_rcnn_tiny does not have in this shape.
C4_PARTS = ("backbone", "rpn.head", "roi_heads")
LAST_LAYER, MASK_BRANCH = "roi_heads.mask_predictor.mask_fcn_logits", "roi_heads.mask"
VARIANTS: dict[str, tuple[Builder, Callable | None, tuple[str, ...]]] = {
    "pyramid": (mask_rcnn_tiny, None, ()),
    "RoIPool": (partial(mask_rcnn_tiny, roi_op=roi_pool), None, ()),
    "RoIWarp": (partial(mask_rcnn_tiny, roi_op=roi_warp), None, ()),
    "C4": (mask_rcnn_tiny_c4, None, C4_PARTS),
    "C4, RoIPool": (partial(mask_rcnn_tiny_c4, roi_op=roi_pool), None, C4_PARTS),
    "C4, softmax": (mask_rcnn_tiny_c4, with_softmax_masks, C4_PARTS),
    "C4, class-agnostic": (mask_rcnn_tiny_c4, with_class_agnostic_masks, C4_PARTS),
    "C5": (mask_rcnn_tiny_c5, None, ("backbone", "rpn.head")),
    "C5, RoIPool": (partial(mask_rcnn_tiny_c5, roi_op=roi_pool), None, ("backbone", "rpn.head")),
    "softmax": (mask_rcnn_tiny, with_softmax_masks, ()),
    "class-agnostic": (mask_rcnn_tiny, with_class_agnostic_masks, (LAST_LAYER,)),
    "MLP": (mask_rcnn_tiny, with_narrow_mlp_masks, (MASK_BRANCH,)),
}
# The pyramid learns in test_tiny.py, and softmax masks are the same on any map.
TRAINED = [name for name in VARIANTS if name not in ("pyramid", "C4, softmax")]


def variant(name: str, min_size: int = 64) -> TwoStageDetector:
    """One of them, with random weights from a fixed seed, that learns from few proposals."""
    torch.manual_seed(0)
    build, change, _ = VARIANTS[name]
    detector = build(CLASSES, min_size=min_size)
    detector.roi_heads.samples_per_image = 16
    return change(detector) if change else detector


@pytest.mark.parametrize("name", TRAINED)
def test_a_few_steps_teach_it_a_scene(name: str) -> None:
    image, wanted = scene()
    detector = variant(name).train()
    optimiser = torch.optim.AdamW(detector.parameters(), lr=5e-4)
    history = []
    for step in range(6):
        optimiser.zero_grad()
        losses = detector([image], [wanted])
        total = sum(losses.values())
        total.backward()
        assert all(loss.isfinite() for loss in losses.values())
        if step < 2:
            assert [n for n, p in detector.named_parameters() if not learns(p)] == []
        optimiser.step()
        history.append(total.item())
    assert min(history) < 0.8 * history[0]


def learns(parameter: nn.Parameter) -> bool:
    gradient = parameter.grad
    return gradient is not None and bool(gradient.isfinite().all()) and bool((gradient != 0).any())


@pytest.mark.parametrize("name", VARIANTS)
def test_it_has_the_parts_that_make_it_a_variant(name: str) -> None:
    default, found = (variant(each).state_dict() for each in ("pyramid", name))
    shapes, own = ({k: v.shape for k, v in state.items()} for state in (default, found))
    _, _, parts = VARIANTS[name]
    changed = {key for key, shape in own.items() if shapes.get(key) != shape}
    assert all(key.startswith(parts) for key in changed)
    assert all(any(key.startswith(part) for key in changed) for part in parts)


@pytest.mark.parametrize("name", ["C4", "C4, class-agnostic", "C5", "softmax", "MLP"])
def test_it_finds_boxes_and_masks(name: str) -> None:
    image, _ = scene()
    detector = variant(name).eval()
    detector.roi_heads.score_threshold = 0.0
    detector.roi_heads.detections_per_image = 5
    (found,) = detector([image])
    assert found["boxes"].shape == (5, 4)
    assert found["masks"].shape == (5, 1, 128, 160)
    assert ((found["masks"] >= 0) & (found["masks"] <= 1)).all()
    assert (found["masks"] > 0).any()


@pytest.mark.parametrize("name", ["C4", "C5", "class-agnostic", "softmax", "MLP"])
def test_it_stands_images_without_objects_and_finding_nothing(name: str) -> None:
    image, _ = scene()
    detector = variant(name).train()
    losses = detector([image], [target(0, 128, 160)])
    sum(losses.values()).backward()
    assert all(loss.isfinite() for loss in losses.values())
    assert losses["loss_mask"] == losses["loss_box_reg"] == 0
    without = [n for n, p in detector.named_parameters() if p.grad is None]
    assert without == []
    detector.eval().roi_heads.score_threshold = 1.0
    (found,) = detector([image])
    assert found["masks"].shape == (0, 1, 128, 160)


@pytest.mark.parametrize("build", [mask_rcnn_tiny_c4, mask_rcnn_tiny_c5])
@pytest.mark.parametrize("size", [(1, 1), (600, 12), (12, 600)])
def test_images_of_any_size(build: Builder, size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    detector = build(4, min_size=64, box_detections_per_img=2)
    losses = detector.train()([torch.rand(3, *size)], [target(2, *size)])
    assert all(loss.isfinite() for loss in losses.values())
    (found,) = detector.eval()([torch.rand(3, *size)])
    assert found["masks"].shape[1:] == (1, *size)


@pytest.mark.parametrize("build", [mask_rcnn_tiny_c4, mask_rcnn_tiny_c5])
def test_bad_targets_are_named(build: Builder) -> None:
    image, wanted = scene()
    detector = build(2, min_size=64).train()
    with pytest.raises(ValueError, match=r"targets\[0\]: labels\[1\] must be from 1 to 1"):
        detector([image], [wanted])
    with pytest.raises(ValueError, match=r"targets\[0\] must hold boxes, labels, masks"):
        detector([image], [{k: v for k, v in wanted.items() if k != "masks"}])


# ---------------------------------------------------------------- C4 and C5

GRIDS = {mask_rcnn_tiny: (32, 40), mask_rcnn_tiny_c4: (8, 10), mask_rcnn_tiny_c5: (4, 5)}


@pytest.mark.parametrize("build", GRIDS)
def test_the_stride_of_the_finest_map(build: Builder) -> None:
    maps = list(build(CLASSES).backbone(torch.rand(1, 3, 128, 160)).values())
    assert maps[0].shape[2:] == GRIDS[build]
    assert (len(maps) == 1) == (build is not mask_rcnn_tiny)


def on_paper(build: Builder, **arguments) -> TwoStageDetector:
    """A detector of shapes without numbers."""
    with torch.device("meta"):
        return build(**arguments)


FULL = [mask_rcnn_resnet50_c4, mask_rcnn_resnet50_c5]


@pytest.mark.parametrize(
    ("build", "channels", "bins", "pooled_for_masks", "mask", "samples"),
    [(FULL[0], 1024, 7, 7, 14, 64), (FULL[1], 256, 7, 14, 28, 512)],
    ids=["C4", "C5"],
)
def test_the_numbers_of_the_paper(
    build: Builder, channels: int, bins: int, pooled_for_masks: int, mask: int, samples: int
) -> None:
    detector = on_paper(build)
    heads = detector.roi_heads
    assert detector.rpn.head.cls_logits.out_channels == 15  # five sizes in three shapes
    assert detector.rpn.head.cls_logits.in_channels == channels
    assert heads.box_pooler.output_size == (bins, bins)
    assert heads.mask_pooler.output_size == (pooled_for_masks, pooled_for_masks)
    assert heads.samples_per_image == samples
    assert (detector.rpn.top_n, detector.rpn.candidates) == ((2000, 300), (12000, 6000))
    box = torch.empty(3, channels, bins, bins, device="meta")
    scores, deltas = heads.box_predictor(heads.box_head(box))
    assert (scores.shape, deltas.shape) == ((3, 91), (3, 91, 4))
    masked = torch.empty(3, channels, pooled_for_masks, pooled_for_masks, device="meta")
    assert heads.mask_predictor(heads.mask_head(masked)).shape == (3, 91, mask, mask)


@pytest.mark.parametrize("build", [*FULL, *GRIDS])
def test_arguments_go_where_they_belong(build: Builder) -> None:
    def best_two(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
        return scores.argsort(descending=True)[:2]

    detector = on_paper(
        build,
        num_classes=5,
        min_size=(96, 128),
        max_size=200,
        box_score_thresh=0.125,
        box_nms_thresh=0.25,
        box_detections_per_img=7,
        roi_op=roi_warp,
        nms=best_two,
    )
    heads, transform = detector.roi_heads, detector.transform
    assert (transform.min_size, transform.max_size) == ((96, 128), 200)
    assert (heads.num_classes, heads.detections_per_image) == (5, 7)
    assert (heads.score_threshold, heads.nms_threshold) == (0.125, 0.25)
    assert heads.box_pooler.roi_op is heads.mask_pooler.roi_op is roi_warp
    boxes, scores, groups = torch.rand(9, 4), torch.rand(9), torch.zeros(9).long()
    for suppress in (heads.nms, detector.rpn.nms):
        assert torch.equal(suppress(boxes, scores, groups, 0.5), best_two(boxes, scores, 0.5))


@pytest.mark.parametrize("build", FULL)
def test_anchors_of_five_sizes_and_three_shapes(build: Builder) -> None:
    (anchors,) = build(num_classes=2).rpn.cell_anchors
    width, height = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    size, shape = (width * height).sqrt().log2().round(), (height / width).log2().round()
    expected = [(size, shape) for shape in (-1, 0, 1) for size in (5, 6, 7, 8, 9)]
    assert list(zip(size.tolist(), shape.tolist(), strict=True)) == expected


def test_what_a_box_costs_with_res5_and_with_the_head_of_a_pyramid() -> None:
    res5 = on_paper(mask_rcnn_resnet50_c4).roi_heads.mask_head
    head = on_paper(mask_rcnn_resnet50_c5).roi_heads.box_head
    # Each weight of a convolution is used once in each of 7 x 7 cells.
    assert round(number(res5) * 7 * 7 / number(head)) == 53


def number(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_body_and_res5_of_c4_are_a_whole_resnet() -> None:
    detector = on_paper(mask_rcnn_resnet50_c4)
    res5 = detector.roi_heads.mask_head
    with torch.device("meta"):
        whole = resnet50()
    assert number(detector.backbone) + number(res5) == number(whole)
    assert res5(torch.empty(2, 1024, 7, 7, device="meta")).shape == (2, 2048, 7, 7)
    of_whole = {k: v.shape for k, v in whole.layer4.state_dict().items()}
    assert {k: v.shape for k, v in res5.state_dict().items()} == of_whole


@pytest.mark.parametrize(
    ("build", "trainable", "first"),
    [
        (FULL[0], 5, "backbone.conv1"),
        (FULL[0], 3, "backbone.layer2"),
        (FULL[0], 1, "rpn.head"),
        (FULL[1], 5, "backbone.body.conv1"),
        (FULL[1], 3, "backbone.body.layer2"),
        (FULL[1], 0, "backbone.narrow"),
    ],
)
def test_which_layers_learn(build: Builder, trainable: int, first: str) -> None:
    detector = on_paper(build, trainable_backbone_layers=trainable)
    names = [name for name, p in detector.named_parameters() if p.requires_grad]
    assert names[0].startswith(first)
    assert any("mask_head" in name or "box_head.0" in name for name in names)


def test_both_branches_of_c4_share_res5() -> None:
    image, wanted = scene()
    detector = variant("C4").train()
    heads = detector.roi_heads
    for of_either in (heads, on_paper(mask_rcnn_resnet50_c4).roi_heads):
        assert of_either.mask_head is of_either.box_head[0]
    losses = detector([image], [wanted])
    weight = next(heads.mask_head.parameters())
    for name in ("loss_classifier", "loss_box_reg", "loss_mask"):
        (gradient,) = torch.autograd.grad(losses[name], weight, retain_graph=True)
        assert gradient.abs().sum() > 0, name


@pytest.mark.parametrize("name", ["C4", "C5"])
def test_weights_go_to_a_file_and_back(tmp_path: Path, name: str) -> None:
    image, _ = scene()
    saved, (build, _, _) = variant(name).eval(), VARIANTS[name]
    torch.save(saved.state_dict(), tmp_path / "weights.pth")
    torch.manual_seed(1)
    loaded = build(CLASSES, weights=tmp_path / "weights.pth", min_size=64).eval()
    assert torch.equal(loaded([image])[0]["scores"], saved([image])[0]["scores"])
    other = mask_rcnn_tiny_c4 if name == "C5" else mask_rcnn_tiny_c5
    with pytest.raises(ValueError, match="does not hold the weights of this detector"):
        other(CLASSES, weights=tmp_path / "weights.pth")


@pytest.mark.parametrize("build", [*FULL, mask_rcnn_tiny_c4, mask_rcnn_tiny_c5])
def test_class_names_come_with_the_weights(build: Builder, monkeypatch) -> None:
    names = ("background", "circle", "coin")
    monkeypatch.setattr(two_stage, "load_weights", lambda *_, **__: names)
    assert on_paper(build, num_classes=3, weights="w.safetensors").class_names == names
    assert on_paper(build, num_classes=3).class_names is None


@pytest.mark.parametrize("build", [*FULL, mask_rcnn_tiny_c4, mask_rcnn_tiny_c5])
def test_no_weights_are_published(build: Builder) -> None:
    with pytest.raises(ValueError, match="not published for this detector"):
        on_paper(build, num_classes=3, weights="COCO_V1")


def test_norm_eps_reaches_the_norms(tmp_path: Path) -> None:
    torch.save(mask_rcnn_resnet50_c4(2).state_dict(), tmp_path / "weights.pth")
    detector = mask_rcnn_resnet50_c4(2, weights=tmp_path / "weights.pth", norm_eps=0.25)
    assert detector.roi_heads.mask_head[0].bn1.eps == detector.backbone.bn1.eps == 0.25


# ---------------------------------------------------------------- what pools


@pytest.mark.parametrize(
    ("build", "stride"), [(mask_rcnn_tiny_c4, 16), (mask_rcnn_tiny_c5, 32)], ids=["C4", "C5"]
)
def test_a_quarter_of_a_cell_is_nothing_to_roi_pool(build: Builder, stride: int) -> None:
    """A box from 1.125 to 3.125 cells and one from 1.375 to 3.375 are both from 1 to 3."""
    box = torch.tensor([[1.125, 1.125, 3.125, 3.125]]) * stride
    maps = {"0": torch.rand(1, 2, 5, 5, generator=torch.Generator().manual_seed(0))}
    moved = {}
    for op in (roi_pool, roi_warp, roi_align):
        for pooler in ("box_pooler", "mask_pooler"):
            pool = getattr(build(CLASSES, roi_op=op).roi_heads, pooler)
            apart = pool(maps, [box]) - pool(maps, [box + stride / 4])
            moved[op.__name__, pooler] = bool((apart != 0).any())
    assert {name for (name, _), has_moved in moved.items() if has_moved} == {"roi_align"}
    assert moved["roi_align", "box_pooler"]
    assert moved["roi_align", "mask_pooler"]


# ---------------------------------------------------------------- what draws masks


def logits_and_masks(change: Callable | None) -> tuple[Tensor, dict[str, Tensor]]:
    """Of a small detector, logits (D, K, M, M) and detections before they are pasted."""
    detector = small_detector().eval()
    if change:
        change(detector)
    image = torch.rand(3, 40, 60, generator=torch.Generator().manual_seed(1))
    heads = detector.roi_heads
    with torch.no_grad():
        batch, _ = detector.transform([image])
        maps = detector.backbone(batch.tensors)
        proposals, _ = detector.rpn(batch, maps)
        (found,), _ = heads(maps, proposals, batch.image_sizes)
        return heads.predict("mask", maps, [found["boxes"]]), found


def test_softmax_masks_share_each_pixel_with_the_background() -> None:
    logits, found = logits_and_masks(with_softmax_masks)
    each = torch.arange(len(logits))
    expected = logits.exp()[each, found["labels"]] / logits.exp().sum(dim=1)
    assert len(logits) >= 10
    torch.testing.assert_close(found["masks"][:, 0], expected)
    of_default, found_by_default = logits_and_masks(None)
    assert torch.equal(of_default, logits)  # the same weights
    assert (found_by_default["masks"] > found["masks"]).float().mean() > 0.9


def test_class_agnostic_masks_are_the_only_ones() -> None:
    logits, found = logits_and_masks(with_class_agnostic_masks)
    assert len(logits) >= 10
    assert logits.shape[1] == 1
    torch.testing.assert_close(found["masks"], logits.sigmoid())
    last = with_class_agnostic_masks(small_detector()).roi_heads.mask_predictor[-1]
    assert last.bias.tolist() == [0]  # drawn as in all other mask branches


def test_the_loss_goes_with_the_masks() -> None:
    losses = [change(small_detector()).roi_heads.tasks[0].loss for change in CHANGES]
    assert losses == [softmax_mask_loss, class_agnostic_mask_loss, mask_loss]


def test_the_mlp_sees_the_whole_box_at_once() -> None:
    torch.manual_seed(0)
    pooled = torch.zeros(2, 64, 14, 14)
    pooled[1, :, 0, 0] = 9.0  # one corner of fourteen by fourteen
    reached = {}
    for name in ("pyramid", "MLP"):
        heads = variant(name).roi_heads
        with torch.no_grad():
            without, with_corner = heads.mask_predictor(heads.mask_head(pooled))  # (K, 28, 28) each
        reached[name] = (without != with_corner).any(dim=0).nonzero().amax(dim=0).tolist()
    # Four 3x3 convolutions reach four cells further, of which each becomes two pixels.
    assert reached == {"pyramid": [9, 9], "MLP": [27, 27]}


def test_the_mlp_of_the_paper() -> None:
    with torch.device("meta"):
        detector = with_mlp_masks(mask_rcnn_tiny(80))
    fc6, fc7, logits = (
        detector.roi_heads.mask_head.fc6,
        detector.roi_heads.mask_head.fc7,
        detector.roi_heads.mask_predictor[0],
    )
    assert (fc6.out_features, fc7.out_features, logits.out_features) == (1024, 1024, 80 * 28**2)


CHANGES = [with_softmax_masks, with_class_agnostic_masks, with_narrow_mlp_masks]
NAMES = ["softmax", "class-agnostic", "MLP"]


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_a_change_keeps_dtype_and_all_but_the_mask_branch(change: Callable) -> None:
    detector = mask_rcnn_tiny(CLASSES).double()
    before = {k: v for k, v in detector.state_dict().items() if "mask" not in k}
    assert change(detector) is detector
    after = {k: v for k, v in detector.state_dict().items() if "mask" not in k}
    assert before.keys() == after.keys()
    assert all(after[key] is not None and torch.equal(after[key], before[key]) for key in before)
    assert {p.dtype for p in detector.parameters()} == {torch.float64}


@pytest.mark.parametrize("second", CHANGES, ids=NAMES)
@pytest.mark.parametrize("first", CHANGES, ids=NAMES)
def test_one_change_of_a_detector(first: Callable, second: Callable) -> None:
    detector = first(small_detector())
    with pytest.raises(ValueError, match=r"as a builder made them, got .*build another"):
        second(detector)


@pytest.mark.parametrize(("kind", "found"), [("boxes", "box"), ("keypoints", "box, keypoint")])
@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_a_detector_without_masks_is_refused(change: Callable, kind: str, found: str) -> None:
    with pytest.raises(TypeError, match=f"must be a Mask R-CNN, got one with heads for {found};"):
        change(small_detector(kind))
