"""R-CNN's crops: how much context they have, and where each of their pixels comes from."""

import pytest
import torch

from mrcnn_edu.ops.roi_pooling import bilinear_interpolate
from mrcnn_edu.ops.warping import CONTEXT, add_context, warp_crops


def columns_and_rows(height: int, width: int) -> torch.Tensor:
    """An image whose red tells the column, whose green the row, and whose blue is 0."""
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack((x, y, torch.zeros_like(x))).float()


def test_the_paper_s_context():
    """At 227 pixels with 16 on each side the box itself has 195: it grows by 227/195."""
    (grown,) = add_context(torch.tensor([[0.0, 0.0, 195.0, 390.0]]))
    assert grown.tolist() == pytest.approx([-16, -32, 211, 422])
    assert (grown[2] - grown[0]) / 195 == pytest.approx(1.1641, abs=1e-4)


def test_the_coin_gets_four_pixels_on_each_side():
    (grown,) = add_context(torch.tensor([[189.0, 171.0, 189 + 47.6, 171 + 46.5]]))
    assert (189 - grown[0]).item() == pytest.approx(3.91, abs=0.005)
    assert (171 - grown[1]).item() == pytest.approx(3.82, abs=0.005)


CASES = {
    "as it is": ([2, 1, 6, 5], 4, [2, 3, 4, 5], [1, 2, 3, 4]),
    "half as large": ([0, 0, 8, 8], 4, [0.5, 2.5, 4.5, 6.5], [0.5, 2.5, 4.5, 6.5]),
    "twice as large": ([2, 2, 4, 4], 4, [1.75, 2.25, 2.75, 3.25], [1.75, 2.25, 2.75, 3.25]),
    "wide": ([0, 4, 8, 6], 2, [1.5, 5.5], [4, 5]),
    "between pixels": ([2.25, 1.5, 4.25, 3.5], 2, [2.25, 3.25], [1.5, 2.5]),
}


@pytest.mark.parametrize(("box", "size", "x", "y"), CASES.values(), ids=CASES.keys())
def test_where_the_pixels_of_a_crop_come_from(box, size, x, y):
    image = columns_and_rows(8, 10)
    crop = warp_crops(image, torch.tensor([box], dtype=torch.float32), size, context=0.0)[0]
    assert torch.allclose(crop[0], torch.tensor(x, dtype=torch.float32).expand(size, size))
    assert torch.allclose(crop[1], torch.tensor(y, dtype=torch.float32)[:, None].expand(size, size))


def test_outside_the_image_is_the_colour_that_is_given():
    image = torch.ones(3, 4, 4)
    crop = warp_crops(
        image, torch.tensor([[-4.0, 0.0, 4.0, 4.0]]), 8, context=0.0, fill=(0.25, 0.5, 1.0)
    )[0]
    assert torch.allclose(crop[:, :, :3], torch.tensor([0.25, 0.5, 1.0])[:, None, None])
    assert torch.allclose(crop[:, 1:-1, 5:], torch.ones(()))


@pytest.mark.parametrize("context", [0.0, CONTEXT, 0.3])
def test_many_boxes_at_once_agree_with_bilinear_samples(context):
    generator = torch.Generator().manual_seed(0)
    image = torch.rand(3, 20, 30, generator=generator)
    corners = torch.rand(6, 2, generator=generator) * torch.tensor([15.0, 8.0]) + 4
    boxes = torch.cat((corners, corners + torch.rand(6, 2, generator=generator) * 6 + 1), dim=1)
    crops = warp_crops(image, boxes, 7, context=context)
    for box, crop in zip(add_context(boxes, context), crops, strict=True):
        steps = (torch.arange(7) + 0.5) / 7
        x, y = (box[i] + steps * (box[i + 2] - box[i]) - 0.5 for i in (0, 1))
        inside = (x[None] > 0) & (x[None] < 29) & (y[:, None] > 0) & (y[:, None] < 19)
        slow = bilinear_interpolate(image, y.repeat_interleave(7), x.repeat(7)).view(3, 7, 7)
        assert torch.allclose(crop[:, inside], slow[:, inside], atol=1e-5)
        assert inside.float().mean() > 0.5


def test_no_box_and_another_dtype():
    image = torch.rand(3, 5, 6, dtype=torch.float64)
    assert warp_crops(image, torch.zeros(0, 4), 4).shape == (0, 3, 4, 4)
    assert warp_crops(image, torch.tensor([[0.0, 0, 3, 3]]), 4).dtype is torch.float64


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            {"image": torch.rand(1, 4, 4)}, r"image must have shape \(3, H, W\)", id="grey"
        ),
        pytest.param({"boxes": torch.ones(4)}, r"boxes must have shape", id="one box"),
        pytest.param({"size": 0}, "size must be from 1 up", id="no pixels"),
        pytest.param({"context": 0.5}, "context must be from 0 up and below 0.5", id="all context"),
        pytest.param({"context": -0.1}, "use p / s", id="less than the box"),
        pytest.param({"fill": (0.5,)}, "fill must be", id="one colour"),
    ],
)
def test_what_is_refused(arguments, message):
    usual = {"image": torch.rand(3, 4, 4), "boxes": torch.ones(1, 4), "size": 4} | arguments
    with pytest.raises(ValueError, match=message):
        warp_crops(usual.pop("image"), usual.pop("boxes"), usual.pop("size"), **usual)
