"""Exact masks: by hand, pixel by pixel, and there and back with true masks of drawn objects."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.autograd import gradcheck

from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned, paste_masks_exact
from mrcnn_edu.ops.masks import crop_mask_targets, paste_masks
from mrcnn_edu.ops.slow import masks as slow
from mrcnn_edu.ops.slow import roi_pooling as slow_pooling
from tests.ops.golden import assert_identical

HALVES = (torch.float16, torch.bfloat16)


def noise(*shape: int, seed: int = 0) -> Tensor:
    """Probabilities, in float64."""
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def ones(side: int) -> Tensor:
    return torch.ones(side, side, dtype=torch.float64)


def paste(mask: Tensor, box: tuple[float, ...], size: tuple[int, int]) -> Tensor:
    return paste_masks_exact(mask[None], torch.tensor([box], dtype=mask.dtype), size)[0]


def square() -> Tensor:
    """(1, 8, 8), an object on the rows and columns 2 to 5."""
    mask = torch.zeros(1, 8, 8, dtype=torch.uint8)
    mask[0, 2:6, 2:6] = 1
    return mask


# crop_mask_targets_aligned
@pytest.mark.parametrize(
    ("box", "first_row"),
    [
        pytest.param((2, 2, 6, 6), [1, 1, 1, 1], id="the object's own box: nothing else"),
        pytest.param((4, 2, 8, 6), [1, 1, 0, 0], id="half of it lies beside the object"),
        pytest.param((0, 2, 4, 6), [0, 0, 1, 1], id="the other half"),
        pytest.param((3.5, 2, 7.5, 6), [1, 1, 0.5, 0], id="half a pixel before"),
        pytest.param((2, 2, 4, 6), [0.75, 1, 1, 1], id="bins of half a pixel, the first near a 0"),
        pytest.param((0, 0, 8, 8), [0, 0, 0, 0], id="bins of two pixels"),
        pytest.param((4, 2, 8, 2), [0, 0, 0, 0], id="a line: no area, no mask"),
        pytest.param((5, 5, 3, 3), [0, 0, 0, 0], id="inverted"),
        pytest.param((20, 2, 24, 6), [0, 0, 0, 0], id="off the image"),
    ],
)
def test_target_by_hand(box: tuple[float, ...], first_row: list[float]) -> None:
    boxes = torch.tensor([box]).double()
    target = crop_mask_targets_aligned(square(), boxes, torch.tensor([0]), 4)
    assert target[0, 0].tolist() == first_row


def test_torchvisions_target_lies_half_a_pixel_off() -> None:
    beside = torch.tensor([[4.0, 2.0, 8.0, 6.0]])
    which = torch.tensor([0])
    assert crop_mask_targets(square(), beside, which, 4)[0, 0].tolist() == [1, 0.5, 0, 0]
    moved = crop_mask_targets(square(), beside - 0.5, which, 4)
    assert_identical(moved, crop_mask_targets_aligned(square(), beside, which, 4))


sixteenths = st.integers(-80, 400).map(lambda n: n / 16)


@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.lists(st.tuples(*[sixteenths] * 4), min_size=1, max_size=3),
    st.integers(1, 5),
    st.integers(0, 2**16),
)
def test_targets_are_those_of_a_slow_aligned_roi_align(height, width, rows, size, seed) -> None:
    masks = noise(2, height, width, seed=seed)
    boxes, matched = torch.tensor(rows, dtype=torch.float64), torch.arange(len(rows)) % 2
    rois = torch.cat((matched[:, None], boxes), dim=1)
    expected = slow_pooling.roi_align(masks[:, None], rois, (size, size), aligned=True)[:, 0]
    got = crop_mask_targets_aligned(masks, boxes, matched, size)
    torch.testing.assert_close(got, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("masks", [0, 2])
def test_no_proposals(masks: int) -> None:
    none = torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64)
    assert crop_mask_targets_aligned(torch.zeros(masks, 8, 9), *none, 28).shape == (0, 28, 28)


# paste_masks_exact
SIXTHS = [1 / 6, 5 / 6, 1, 5 / 6, 1 / 6, 0]  # two cells of 1.5 pixels have their middles at 1.75 …


@pytest.mark.parametrize(
    ("box", "row"),
    [
        pytest.param((1, 1, 4, 4), SIXTHS, id="three pixels"),
        pytest.param((2, 1, 4, 4), [0, 0, 1, 1, 0, 0], id="two pixels: cell for pixel"),
        pytest.param((1.5, 1, 3.5, 4), [0, 0.5, 1, 0.5, 0, 0], id="half a pixel before"),
        pytest.param((-2, 1, 2, 4), [1, 0.75, 0.25, 0, 0, 0], id="half of it left of the image"),
        pytest.param((4, 1, 8, 4), [0, 0, 0, 0.25, 0.75, 1], id="half of it right of the image"),
        pytest.param((2.4, 1, 2.6, 4), [0, 0, 1, 0, 0, 0], id="narrow, round a pixel's middle"),
        pytest.param((2.6, 1, 3.4, 4), [0, 0, 0.25, 0.25, 0, 0], id="between two middles"),
    ],
)
def test_paste_by_hand(box: tuple[float, ...], row: list[float]) -> None:
    assert paste(ones(2), box, (5, 6))[2].tolist() == pytest.approx(row)


numbers = st.integers(-48, 160).map(lambda n: n / 16)
lengths = st.integers(-16, 200).map(lambda n: n / 16)


@given(
    st.integers(1, 6),
    st.tuples(numbers, numbers, lengths, lengths),
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
    st.integers(0, 2**16),
)
def test_pasting_is_the_slow_one(side: int, box, size: tuple[int, int], seed: int) -> None:
    mask, corners = noise(side, side, seed=seed), [*box[:2], box[0] + box[2], box[1] + box[3]]
    expected = slow.paste_mask_exact(mask.tolist(), corners, size)
    got = paste(mask, corners, size)
    torch.testing.assert_close(got, torch.tensor(expected, dtype=got.dtype), rtol=0, atol=1e-12)


sixteenths_in_between = st.integers(0, 200).map(lambda n: n / 16 + 1 / 32)


@given(st.integers(2, 28), st.tuples(sixteenths_in_between, sixteenths_in_between))
def test_a_mask_of_ones_has_the_pixels_with_their_middles_in_the_box(side: int, edges) -> None:
    low, high = sorted(edges)
    row = paste(ones(side), (low, -100, high, 100), (3, 14))[1]
    middles = torch.arange(14) + 0.5
    assert (row > 0.5).tolist() == ((low < middles) & (middles < high)).tolist()
    down = paste(ones(side), (-100, low, 100, high), (14, 3))[:, 1]
    torch.testing.assert_close(down, row)


@pytest.mark.parametrize("start", [10.0, 10.2, 10.5, 10.9])
@pytest.mark.parametrize("length", [12.0, 13.7, 40.3])
def test_area_and_middle_of_a_pasted_disc(start: float, length: float) -> None:
    # IoU alone would not tell a mask that is moved from one that is too large.
    y, x = torch.meshgrid(*[(torch.arange(280) + 0.5) / 280 - 0.5] * 2, indexing="ij")
    fine = (y**2 + x**2 < 0.25).double().unflatten(0, (28, 10)).unflatten(2, (28, 10))
    box = (start, start + 1, start + length, start + 1 + length)
    found = (paste(fine.mean(dim=(1, 3)), box, (70, 60)) > 0.5).nonzero() + 0.5  # (pixels, 2)
    middle = torch.tensor([start + 1 + length / 2, start + length / 2])
    y, x = torch.meshgrid(torch.arange(70) + 0.5, torch.arange(60) + 0.5, indexing="ij")
    true = (y - middle[0]) ** 2 + (x - middle[1]) ** 2 < length**2 / 4
    assert len(found) == pytest.approx(true.sum().item(), rel=0.03)
    assert found.mean(dim=0).tolist() == pytest.approx(middle.tolist(), abs=0.15)


@pytest.mark.parametrize("learning", [False, True], ids=["box by box", "multiplied out"])
@pytest.mark.parametrize(
    "box",
    [
        pytest.param((50, 5, 60, 9), id="to the right"),
        pytest.param((-60, 5, -50, 9), id="to the left"),
        pytest.param((5, -60, 9, -50), id="above"),
        pytest.param((5, 50, 9, 60), id="below"),
        pytest.param((9, 9, 3, 3), id="inverted"),
        pytest.param((9, 3, 3, 9), id="inverted along x"),
        pytest.param((5.5, 6.5, 5.5, 6.5), id="a point, in the middle of a pixel"),
        pytest.param((4, 6.5, 6, 6.5), id="a line"),
    ],
)
def test_where_nothing_is_pasted(box: tuple[float, ...], learning: bool) -> None:
    mask = ones(2)[None].requires_grad_(learning)
    pasted = paste_masks_exact(mask, torch.tensor([box]).double(), (20, 20)).detach()
    assert_identical(pasted, torch.zeros(1, 20, 20).double())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, *HALVES], ids=str)
def test_with_a_gradient_all_is_multiplied_out_to_the_same(dtype: torch.dtype) -> None:
    g = torch.Generator().manual_seed(3)
    corner = torch.rand(20, 2, generator=g) * 60 - 10
    boxes = torch.cat((corner, corner + torch.rand(20, 2, generator=g) * 40), dim=1)
    masks = torch.rand(20, 3, 7, 7, generator=g).to(dtype)
    boxwise = paste_masks_exact(masks, boxes, (40, 50))
    everywhere = paste_masks_exact(masks.clone().requires_grad_(), boxes, (40, 50))
    assert everywhere.requires_grad
    assert boxwise.dtype is everywhere.dtype is dtype
    torch.testing.assert_close(
        boxwise, everywhere.detach(), rtol=0, atol=4 * torch.finfo(dtype).eps
    )


@pytest.mark.parametrize("shape", [(0, 28, 28), (0, 1, 28, 28)], ids=str)
def test_no_masks_to_paste(shape: tuple[int, ...]) -> None:
    pasted = paste_masks_exact(torch.zeros(shape), torch.zeros(0, 4), (20, 30))
    assert_identical(pasted, torch.zeros(*shape[:-2], 20, 30))


def test_gradients_reach_masks_and_boxes() -> None:
    masks = noise(3, 1, 3, 3).requires_grad_()
    boxes = torch.tensor([[1.1, 2.2, 6.3, 5.4], [-2.1, 1.3, 2.8, 4.1], [3, 3, 3, 3]]).double()
    boxes.requires_grad_()
    assert gradcheck(lambda m, b: paste_masks_exact(m, b, (6, 7))[:2], (masks, boxes))
    (of_boxes,) = torch.autograd.grad(paste_masks_exact(masks, boxes, (6, 7)).sum(), boxes)
    assert of_boxes.isfinite().all()  # also of the one without area


# There and back, with the true masks of drawn objects: most of 12 to 48 pixels.
def there_and_back(crop, paste) -> tuple[float, float, float]:
    """Of all objects of 20 scenes the mean IoU, the area and the shift, in pixels, of the masks."""
    found = []
    for seed in range(5_000_000, 5_000_020):
        target = shape_scene(seed)[1]
        masks, boxes = target["masks"], target["boxes"]
        small = crop(masks, boxes, torch.arange(len(boxes)), 28)
        again = paste(small, boxes, masks.shape[1:]) > 0.5
        for mask, true in zip(again, masks.bool(), strict=True):
            shared, area = (mask & true).sum().item(), true.sum().item()
            iou = shared / ((mask | true).sum().item())
            shift = (mask.nonzero().double().mean(0) - true.nonzero().double().mean(0)).mean()
            found.append((iou, mask.sum().item() / area, shift.item()))
    return tuple(torch.tensor(found).mean(dim=0).tolist())


@pytest.mark.parametrize(
    ("crop", "paste", "iou", "area", "shift", "near"),
    [
        pytest.param(crop_mask_targets_aligned, paste_masks_exact, 1, 1, 0, 0.003, id="exact"),
        pytest.param(crop_mask_targets, paste_masks, 0.88, 1.09, -0.4, 0.03, id="torchvision's"),
        pytest.param(crop_mask_targets, paste_masks_exact, 0.89, 0.98, -0.46, 0.03, id="target"),
        pytest.param(crop_mask_targets_aligned, paste_masks, 0.94, 1.06, 0.02, 0.03, id="pasting"),
    ],
)
def test_true_masks_there_and_back(crop, paste, iou, area, shift, near: float) -> None:
    assert there_and_back(crop, paste) == pytest.approx((iou, area, shift), abs=near)
