"""Smoothing and slopes: what must hold, and the numbers of scipy.ndimage."""

import pytest
import torch
from scipy import ndimage

from mrcnn_edu.ops.gaussian_filters import gradients, smooth

PIXELS = torch.rand(3, 9, 14, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 255


@pytest.mark.parametrize("sigma", [0.1, 0.5, 0.8, 1.0, 2.5])
def test_as_scipy_does_it(sigma):
    for own, channel in zip(smooth(PIXELS, sigma), PIXELS, strict=True):
        wanted = torch.from_numpy(ndimage.gaussian_filter(channel.numpy(), sigma))
        torch.testing.assert_close(own, wanted, rtol=0, atol=1e-10)


@pytest.mark.parametrize("sigma", [0.8, 1.0, 2.5])
def test_slopes_as_scipy_does_it(sigma):
    right, down = gradients(PIXELS, sigma)
    for axis, own in ((1, right), (0, down)):
        order = [int(axis == 0), int(axis == 1)]
        wanted = ndimage.gaussian_filter(PIXELS[2].numpy(), sigma, order=order)
        torch.testing.assert_close(own[2], torch.from_numpy(wanted), rtol=0, atol=1e-10)


def test_by_hand():
    # With sigma 0.5 a neighbour weighs exp(-2), the next exp(-8): 0.1353 and 0.0003 to 1.
    spot = torch.zeros(1, 1, 5).double()
    spot[0, 0, 2] = 1
    a, b = 0.1353352832, 0.0003354626
    total = 1 + 2 * a + 2 * b
    wanted = torch.tensor([[[b, a, 1, a, b]]]).double() / total
    torch.testing.assert_close(smooth(spot, 0.5), wanted, rtol=0, atol=1e-7)


def test_an_even_picture_stays_and_has_no_slope():
    even = torch.full((2, 1, 3), 7.0)  # smaller than the Gaussian reaches
    torch.testing.assert_close(smooth(even, 3.0), even)
    assert all(float(slope.abs().max()) < 1e-5 for slope in gradients(even, 3.0))


def test_right_is_up_to_the_right_and_down_is_up_downwards():
    ramp = torch.arange(20.0).view(1, 1, 20).expand(1, 20, 20)
    right, down = gradients(ramp, 1.0)
    assert float(right[0, 10, 10]) > 0.9
    assert float(down[0].abs().max()) < 1e-5
    right, down = gradients(ramp.transpose(1, 2), 1.0)
    assert float(down[0, 10, 10]) > 0.9
    assert float(right[0].abs().max()) < 1e-5


def test_errors():
    with pytest.raises(TypeError, match=r"pixels must be floating point.*pixels\.float\(\)"):
        smooth(torch.zeros(1, 2, 2).long(), 1.0)
    with pytest.raises(ValueError, match="sigma must be above 0, got 0"):
        smooth(torch.zeros(1, 2, 2), 0)
    with pytest.raises(ValueError, match=r"pixels must have shape \(C, H, W\)"):
        gradients(torch.zeros(2, 2), 1.0)
