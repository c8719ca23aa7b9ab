"""Masks: cropped to proposals, pasted into images; by hand, pixel by pixel, there and back."""

from itertools import product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.autograd import gradcheck

from mrcnn_edu.ops.masks import crop_mask_targets, masks_to_boxes, paste_masks
from mrcnn_edu.ops.roi_pooling import roi_align
from mrcnn_edu.ops.slow import masks as slow
from mrcnn_edu.ops.slow import roi_pooling as slow_pooling
from tests.ops.golden import assert_identical

HALVES = (torch.float16, torch.bfloat16)


def noise(*shape: int, seed: int = 0) -> Tensor:
    """Probabilities, in float64."""
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def filled(height: int, width: int, box: tuple[int, int, int, int]) -> Tensor:
    """(1, height, width), 1 from the first pixel of the box up to, not including, its end."""
    mask = torch.zeros(1, height, width, dtype=torch.uint8)
    mask[:, box[1] : box[3], box[0] : box[2]] = 1
    return mask


# masks_to_boxes
@pytest.mark.parametrize(
    ("pixels", "box"),
    [
        pytest.param([(1, 2), (3, 5)], [2, 1, 5, 3], id="two corners"),
        pytest.param([(3, 2), (1, 5)], [2, 1, 5, 3], id="the two other corners"),
        pytest.param([(0, 0)], [0, 0, 0, 0], id="the first pixel: a box without area"),
        pytest.param([(5, 6)], [6, 5, 6, 5], id="the last pixel"),
        pytest.param([(2, 0), (2, 6)], [0, 2, 6, 2], id="a row"),
        pytest.param([], [0, 0, 0, 0], id="nothing"),
    ],
)
@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64, *HALVES], ids=str)
def test_box_round_a_mask(pixels, box: list[int], dtype: torch.dtype) -> None:
    mask = torch.zeros(1, 6, 7, dtype=dtype)
    for y, x in pixels:
        mask[0, y, x] = 1
    assert_identical(masks_to_boxes(mask), torch.tensor([box]).float())


def test_boxes_round_masks_end_with_the_last_pixel() -> None:
    # Of a mask that fills (2, 1, 5, 3) of an image, as all other boxes here are written.
    mask = filled(6, 7, (2, 1, 5, 3))
    assert (masks_to_boxes(mask) + torch.tensor([0, 0, 1, 1])).tolist() == [[2, 1, 5, 3]]


def test_any_number_but_zero_belongs_to_the_mask() -> None:
    mask = torch.zeros(1, 3, 3)
    mask[0, 1, 1], mask[0, 2, 2] = 0.1, -1
    assert masks_to_boxes(mask).tolist() == [[1, 1, 2, 2]]


@pytest.mark.parametrize("shape", [(0, 4, 5), (0, 0, 0), (2, 0, 5), (2, 4, 0)], ids=str)
def test_no_masks_or_no_pixels(shape: tuple[int, ...]) -> None:
    assert_identical(masks_to_boxes(torch.zeros(shape)), torch.zeros(shape[0], 4))


@given(st.integers(0, 2**16), st.integers(1, 6), st.integers(1, 6), st.sampled_from([0.05, 0.5]))
def test_boxes_round_masks_hold_every_pixel_and_no_empty_border(seed, height, width, part) -> None:
    mask = noise(1, height, width, seed=seed) < part
    x1, y1, x2, y2 = (int(c) for c in masks_to_boxes(mask)[0].tolist())
    inside = mask[0, y1 : y2 + 1, x1 : x2 + 1]
    assert inside.sum() == mask.sum()
    if mask.any():
        assert all(side.any() for side in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))


# crop_mask_targets
def crop(mask: Tensor, box: tuple[float, ...], size: int) -> Tensor:
    boxes = torch.tensor([box], dtype=torch.float64)
    return crop_mask_targets(mask, boxes, torch.tensor([0]), size)[0]


def test_a_proposal_inside_the_object_sees_nothing_else() -> None:
    assert_identical(
        crop(filled(20, 20, (2, 2, 18, 18)), (5, 5, 13, 13), 4), torch.ones(4, 4).double()
    )


def test_a_proposal_beside_the_object_sees_nothing_of_it() -> None:
    assert_identical(
        crop(filled(20, 20, (0, 0, 9, 9)), (12, 0, 19, 9), 4), torch.zeros(4, 4).double()
    )


# N11
def test_the_target_is_cropped_to_the_proposal_and_not_to_the_object() -> None:
    # The object fills (10, 10, 30, 30). Cropped to its own box, its target would be all ones.
    mask = filled(40, 60, (10, 10, 30, 30))
    all_ones = torch.ones(28, 28).double()
    torch.testing.assert_close(crop(mask, (10.5, 10.5, 28.5, 28.5), 28), all_ones)
    shifted = crop(mask, (20, 10.5, 40, 28.5), 28)
    assert shifted.shape == (28, 28)
    # Of 20 pixels, the first 9.5 and more.
    torch.testing.assert_close(shifted[:, :13], all_ones[:, :13])
    assert (shifted[:, 15:] == 0).all()
    below = crop(mask, (10.5, 20, 28.5, 40), 28)
    torch.testing.assert_close(below, shifted.T)


def test_each_proposal_sees_the_mask_that_it_is_matched_to() -> None:
    masks = torch.cat((filled(20, 20, (0, 0, 10, 20)), filled(20, 20, (10, 0, 20, 20))))
    boxes = torch.tensor([[2.0, 2, 8, 8]] * 3)
    targets = crop_mask_targets(masks, boxes, torch.tensor([1, 0, 1]), 2)
    assert targets.mean(dim=(1, 2)).tolist() == pytest.approx([0, 1, 0])


def test_targets_are_not_rounded_to_zero_and_one() -> None:
    target = crop(filled(20, 20, (0, 0, 10, 20)), (6, 6, 14, 14), 2)
    assert target.tolist() == [[0.875, 0], [0.875, 0]]  # samples at 9.5 lie between 1 and 0


sixteenths = st.integers(-80, 400).map(lambda n: n / 16)


@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.lists(st.tuples(*[sixteenths] * 4), min_size=1, max_size=3),
    st.integers(1, 5),
    st.integers(0, 2**16),
)
def test_targets_are_those_of_a_slow_roi_align(height, width, rows, size, seed) -> None:
    masks = noise(2, height, width, seed=seed)
    boxes, matched = torch.tensor(rows, dtype=torch.float64), torch.arange(len(rows)) % 2
    rois = torch.cat((matched[:, None], boxes), dim=1)
    expected = slow_pooling.roi_align(masks[:, None], rois, (size, size))[:, 0]
    got = crop_mask_targets(masks, boxes, matched, size)
    torch.testing.assert_close(got, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.float32, torch.float16], ids=str)
def test_masks_of_any_dtype(dtype: torch.dtype) -> None:
    mask = filled(20, 20, (3, 4, 12, 9))
    assert_identical(crop(mask.to(dtype), (1, 1, 15, 15), 5), crop(mask, (1, 1, 15, 15), 5))


@pytest.mark.parametrize("dtype", HALVES, ids=str)
def test_targets_for_boxes_in_half_precision_are_whole_precision(dtype: torch.dtype) -> None:
    boxes = torch.tensor([[1.0, 1, 15, 15]])
    expected = crop_mask_targets(noise(1, 20, 20), boxes, torch.tensor([0]), 5)
    got = crop_mask_targets(noise(1, 20, 20), boxes.to(dtype), torch.tensor([0]), 5)
    assert_identical(got, expected)


@pytest.mark.parametrize("masks", [0, 2])
def test_no_proposals(masks: int) -> None:
    none = torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64)
    assert crop_mask_targets(torch.zeros(masks, 8, 9), *none, 28).shape == (0, 28, 28)


def test_a_proposal_without_area_sees_a_pixels_width() -> None:
    mask = noise(1, 10, 10)
    expected = roi_align(mask[None], torch.tensor([[0, 3, 4, 3, 4]]).double(), 3)[0, 0]
    torch.testing.assert_close(crop(mask, (3, 4, 3, 4), 3), expected)


# paste_masks
def paste(mask: Tensor, box: tuple[float, ...], size: tuple[int, int]) -> Tensor:
    return paste_masks(mask[None], torch.tensor([box], dtype=mask.dtype), size)[0]


def ones(side: int) -> Tensor:
    return torch.ones(side, side, dtype=torch.float64)


def test_paste_by_hand() -> None:
    # A box of 4 grows to 4 · 4/2 = 8 pixels, -1 to 7; the two cells and two zeros of a row
    # become nine pixels with their middles at 4 (i + ½) / 9 - ½ of a cell.
    row = paste(ones(2), (1, 1, 5, 5), (8, 8))[3].tolist()
    middles = [4 * (i + 0.5) / 9 - 0.5 for i in range(1, 9)]  # the first is left of the image
    assert row == pytest.approx([min(x, 1, 3 - x) if 0 < x < 3 else 0 for x in middles])


def test_without_a_border_of_zeros_a_mask_would_be_cut_off_at_full_height() -> None:
    # Resized as it is, a mask of ones would be 1 up to the last pixel of its box.
    row = paste(ones(4), (10, 10, 26, 26), (40, 40))[18]
    assert row[10] < 0.75  # the border of the box lies at half height
    assert 0 < row[8] < 0.5  # and outside there is still something
    assert row[14:22].tolist() == pytest.approx([1] * 8)
    assert (row.diff().abs() < 0.3).all()  # rather than a step from 0 to 1


def test_half_of_a_mask_lies_in_half_of_its_box() -> None:
    # From pixel 8 to pixel 68, both included, the middle is the middle of pixel 38. Without the
    # half pixels in the position, everything would move up and to the left.
    mask = ones(28)
    mask[:, :14] = 0
    row = paste(mask, (10, 10, 66, 66), (80, 80))[38]
    assert row[37] < 0.1
    assert row[38] == pytest.approx(0.5)
    assert row[39] > 0.9
    torch.testing.assert_close(paste(mask.T, (10, 10, 66, 66), (80, 80))[:, 38], row)


@pytest.mark.parametrize("size", [7, 14, 28, 56])
def test_a_full_mask_has_the_area_of_its_box(size: int) -> None:
    pasted = paste(ones(size), (20, 30, 76, 114), (150, 120))
    assert (pasted > 0.5).sum().item() == pytest.approx(56 * 84, rel=0.05)


numbers = st.integers(-48, 160).map(lambda n: n / 16)
lengths = st.integers(0, 200).map(lambda n: n / 16)


@given(
    st.integers(1, 6),
    st.tuples(numbers, numbers, lengths, lengths),
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
    st.integers(0, 2**16),
)
def test_pasting_is_the_slow_one(side: int, box, size: tuple[int, int], seed: int) -> None:
    mask, corners = noise(side, side, seed=seed), [*box[:2], box[0] + box[2], box[1] + box[3]]
    expected = torch.tensor(slow.paste_mask(mask.tolist(), corners, size), dtype=torch.float64)
    torch.testing.assert_close(paste(mask, corners, size), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, *HALVES], ids=str)
def test_with_a_gradient_all_is_multiplied_out_to_the_same(dtype: torch.dtype) -> None:
    g = torch.Generator().manual_seed(3)
    corner = torch.rand(20, 2, generator=g) * 60 - 10
    boxes = torch.cat((corner, corner + torch.rand(20, 2, generator=g) * 40), dim=1).to(dtype)
    masks = torch.rand(20, 1, 7, 7, generator=g).to(dtype)
    boxwise = paste_masks(masks, boxes, (40, 50))
    everywhere = paste_masks(masks.clone().requires_grad_(), boxes, (40, 50))
    assert everywhere.requires_grad
    # Written piece by piece, its gradient would be copied whole for every piece.
    assert "CopySlices" not in str(everywhere.grad_fn)
    assert boxwise.dtype is everywhere.dtype is dtype
    eps = torch.finfo(dtype).eps
    torch.testing.assert_close(boxwise, everywhere.detach(), rtol=0, atol=4 * eps)
    with torch.no_grad():
        assert_identical(paste_masks(masks.clone().requires_grad_(), boxes, (40, 50)), boxwise)


@pytest.mark.parametrize("learning", [False, True], ids=["box by box", "multiplied out"])
@pytest.mark.parametrize(
    ("box", "where"),
    [
        pytest.param((50, 5, 60, 9), None, id="to the right"),
        pytest.param((-60, 5, -50, 9), None, id="to the left"),
        pytest.param((5, -60, 9, -50), None, id="above"),
        pytest.param((5, 50, 9, 60), None, id="below"),
        pytest.param((9, 9, 3, 3), None, id="inverted"),
        pytest.param((9, 3, 3, 9), None, id="inverted along x"),
        pytest.param((5, 6, 5, 6), [[6, 5]], id="a point: one pixel"),
        pytest.param((5.9, 6.9, 5.9, 6.9), [[6, 5]], id="a point, rounded down"),
        pytest.param((-0.5, -0.5, -0.5, -0.5), [[0, 0]], id="a point, rounded towards zero"),
        pytest.param((4, 6, 6, 6), [[6, 4], [6, 5], [6, 6]], id="a line, with its border"),
    ],
)
def test_where_a_mask_of_ones_is_not_zero(box, where, learning: bool) -> None:
    mask = ones(2)[None].requires_grad_(learning)
    pasted = paste_masks(mask, torch.tensor([box]).double(), (20, 20))[0]
    assert pasted.detach().nonzero().tolist() == (where or [])
    assert pasted.isfinite().all()


@pytest.mark.parametrize("learning", [False, True], ids=["box by box", "multiplied out"])
@pytest.mark.parametrize("between", [(), (1,), (3,), (2, 3)], ids=str)
def test_axes_between_are_kept(between: tuple[int, ...], learning: bool) -> None:
    masks = noise(4, *between, 5, 5).requires_grad_(learning)
    boxes = torch.tensor([[1.0, 2, 9, 8], [3, 3, 5, 5], [0, 0, 14, 9], [-4, -4, 3, 3]]).double()
    pasted = paste_masks(masks, boxes, (10, 15))
    assert pasted.shape == (4, *between, 10, 15)
    for place in product(*map(range, between)):
        chosen = (slice(None), *place)
        alone = paste_masks(masks[chosen].detach(), boxes, (10, 15))
        torch.testing.assert_close(pasted[chosen].detach(), alone, rtol=0, atol=1e-15)


@pytest.mark.parametrize("learning", [False, True], ids=["box by box", "multiplied out"])
@pytest.mark.parametrize("shape", [(0, 28, 28), (0, 1, 28, 28)], ids=str)
def test_no_masks_to_paste(shape: tuple[int, ...], learning: bool) -> None:
    pasted = paste_masks(torch.zeros(shape).requires_grad_(learning), torch.zeros(0, 4), (20, 30))
    assert_identical(pasted.detach(), torch.zeros(*shape[:-2], 20, 30))


@pytest.mark.parametrize("dtype", HALVES, ids=str)
def test_autocast_does_not_touch_masks(dtype: torch.dtype) -> None:
    masks, boxes = noise(3, 1, 28, 28).float(), torch.tensor([[2.3, 3, 60, 50]] * 3)
    crops = noise(1, 60, 70).float(), boxes, torch.tensor([0, 0, 0]), 28
    expected = paste_masks(masks, boxes, (60, 70)), crop_mask_targets(*crops)
    learning = masks.clone().requires_grad_()
    with torch.autocast("cpu", dtype=dtype):
        assert_identical(paste_masks(masks, boxes, (60, 70)), expected[0])
        assert_identical(crop_mask_targets(*crops), expected[1])
        multiplied = paste_masks(learning, boxes, (60, 70)).detach()
    torch.testing.assert_close(multiplied, expected[0], rtol=0, atol=1e-6)


def test_pasting_in_half_precision_only_rounds_the_result() -> None:
    masks, boxes = noise(3, 1, 14, 14).half(), torch.tensor([[2.3, 3, 60, 50]] * 3)
    exact = paste_masks(masks.double(), boxes, (60, 70))
    # Rounded from float32 and not from float64: now and then to the next number.
    got = paste_masks(masks, boxes, (60, 70))
    torch.testing.assert_close(got, exact.half(), rtol=0, atol=2**-11)


def test_gradcheck() -> None:
    masks = noise(3, 1, 3, 3).requires_grad_()
    boxes = torch.tensor([[1.0, 2, 6, 5], [-2, 1, 2, 4], [3, 3, 3, 3]]).double()
    assert gradcheck(lambda m: paste_masks(m, boxes, (6, 7)), (masks,))


def test_masks_do_not_share_memory() -> None:
    masks, boxes = torch.ones(2, 4, 4), torch.tensor([[1.0, 1, 5, 5], [1, 1, 5, 5]])
    pasted = paste_masks(masks, boxes, (8, 8))
    pasted[0] = 7
    assert pasted[1].max() < 1.01
    assert paste_masks(masks, boxes, (8, 8)).max() < 1.01


# N11
def test_a_detection_there_and_back() -> None:
    # The head's perfect answer to a proposal, 28 x 28, pasted into the image, is the object.
    y, x = torch.meshgrid(torch.arange(100), torch.arange(120), indexing="ij")
    disc = ((y - 50) ** 2 + (x - 60) ** 2 < 30**2).to(torch.uint8)[None]
    box = torch.tensor([[28.0, 18, 92, 83]])
    target = crop_mask_targets(disc, box, torch.tensor([0]), 28)
    assert target.shape == (1, 28, 28)
    again = paste_masks(target, box, (100, 120)) > 0.5
    overlap = (again & disc.bool()).sum() / (again | disc.bool()).sum()
    assert overlap > 0.96
