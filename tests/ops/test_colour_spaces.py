"""The colour spaces: colours whose numbers are known, and the numbers of scikit-image."""

import pytest
import torch
from skimage import color

from mrcnn_edu.ops.colour_spaces import COLOUR_SPACES, in_colour_space

BLACK, GREY, WHITE = (0, 0, 0), (0.5, 0.5, 0.5), (1, 1, 1)
RED, YELLOW, GREEN, BLUE = (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1)
MIXED = torch.rand(3, 8, 9, generator=torch.Generator().manual_seed(2), dtype=torch.float64)

CASES = [
    pytest.param(RED, "hsv", (0, 1, 1), id="red is where hue begins"),
    pytest.param(YELLOW, "hsv", (1 / 6, 1, 1), id="yellow"),
    pytest.param(GREEN, "hsv", (2 / 6, 1, 1), id="green"),
    pytest.param(BLUE, "hsv", (4 / 6, 1, 1), id="blue"),
    pytest.param((1, 0, 0.5), "hsv", (5.5 / 6, 1, 1), id="red with blue: below 1, not below 0"),
    pytest.param((0.5, 0.25, 0.25), "hsv", (0, 0.5, 0.5), id="pale and dark red"),
    pytest.param(GREY, "hsv", (0, 0, 0.5), id="grey has no hue"),
    pytest.param(BLACK, "hsv", (0, 0, 0), id="black"),
    pytest.param(BLUE, "hue", (4 / 6,), id="hue alone"),
    pytest.param(WHITE, "grey", (1,), id="white in grey"),
    pytest.param(GREEN, "grey", (0.7154,), id="green looks bright"),
    pytest.param((0.2, 0.1, 0.1), "rgi", (0.5, 0.25, 0.12125), id="shares"),
    pytest.param(BLACK, "rgi", (0, 0, 0), id="black has no shares"),
    pytest.param(BLACK, "lab", (0, 0.5, 0.5), id="black in lab"),
    pytest.param(RED, "rgb", RED, id="rgb"),
]


@pytest.mark.parametrize(("colour", "space", "wanted"), CASES)
def test_by_hand(colour, space, wanted):
    image = torch.tensor(colour, dtype=torch.float64)[:, None, None].expand(3, 2, 3)
    wanted = torch.tensor(wanted, dtype=torch.float64)[:, None, None].expand(-1, 2, 3)
    torch.testing.assert_close(in_colour_space(image, space), wanted, rtol=0, atol=1e-9)


def test_as_scikit_image_does_it():
    last = MIXED.permute(1, 2, 0).numpy()
    hsv = torch.from_numpy(color.rgb2hsv(last)).permute(2, 0, 1)
    torch.testing.assert_close(in_colour_space(MIXED, "hsv"), hsv, rtol=0, atol=1e-9)
    grey = torch.from_numpy(color.rgb2gray(last))[None]
    torch.testing.assert_close(in_colour_space(MIXED, "grey"), grey, rtol=0, atol=1e-9)
    lab = torch.from_numpy(color.rgb2lab(last)).permute(2, 0, 1)
    lab = lab / torch.tensor([100, 256, 256])[:, None, None]
    lab[1:] += 0.5
    torch.testing.assert_close(in_colour_space(MIXED, "lab"), lab, rtol=0, atol=1e-5)


@pytest.mark.parametrize("space", COLOUR_SPACES)
def test_every_channel_is_from_0_to_1(space):
    corners = torch.cartesian_prod(*[torch.tensor([0.0, 0.03, 0.5, 1.0])] * 3).T[:, None]
    found = in_colour_space(corners, space)
    assert found.shape[1:] == (1, 64)
    assert ((found >= 0) & (found <= 1)).all()


def test_a_grey_picture_has_only_grey():
    assert in_colour_space(torch.full((1, 2, 2), 51, dtype=torch.uint8), "grey").unique() == 0.2
    with pytest.raises(ValueError, match=r"three channels for 'hsv', got \(1, 2, 2\); use 'grey'"):
        in_colour_space(torch.zeros(1, 2, 2), "hsv")


def test_an_unknown_space_is_refused():
    with pytest.raises(ValueError, match=r"space must be one of 'rgb', 'grey'.*got 'HSV'"):
        in_colour_space(MIXED, "HSV")
