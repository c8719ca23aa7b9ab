"""What a picture of a wrong answer about masks shows, and where the random cases go."""

import pytest
import torch
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from mrcnn_edu.classroom.exercises.masks import cases as mask_cases
from mrcnn_edu.views.plots import BLUE, ORANGE


def texts(ax):
    return [text.get_text() for text in ax.texts]


def marked(ax):
    """Row and column of the number with the thick frame."""
    (frame,) = [patch for patch in ax.patches if patch.get_linewidth() == 4]
    return round(frame.get_y() + 0.5), round(frame.get_x() + 0.5)


def outlines(ax, color, width):
    """Corners x1, y1, x2, y2 of the outlines in one colour and width."""
    rgb = tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [
        (p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height())
        for p in ax.patches
        if p.get_edgecolor()[:3] == rgb and p.get_linewidth() == width
    ]


def test_stamps_that_reach_the_place_that_differs_most_are_framed():
    arguments = {"x": torch.tensor([[1.0, 2, 3]]), "kernel": torch.ones(1, 3), "stride": 2}
    wanted = torch.tensor([[1.0, 1, 3, 2, 5, 3, 3]])
    given = wanted.clone()
    given[0, 2] = 2  # overwritten, where the first two stamps meet
    figure = mask_cases.grids_to_enlarge.picture(arguments, (wanted,), (given,))
    x, kernel, package, this_one = figure.axes
    assert (texts(x), texts(kernel)) == (["1", "2", "3"], ["1", "1", "1"])
    assert kernel.get_title() == "kernel, stride 2"
    assert outlines(x, BLUE, 3) == [(-0.5, -0.5, 0.5, 0.5), (0.5, -0.5, 1.5, 0.5)]
    assert marked(package) == marked(this_one) == (0, 2)
    assert (texts(package)[2], texts(this_one)[2]) == ("3", "2")


def test_bins_of_the_proposal_lie_over_the_mask():
    arguments = {"mask": torch.eye(3), "proposal": torch.tensor([1.0, 0, 3, 2]), "size": 2}
    wanted = torch.tensor([[0.0, 0], [1, 0]])
    given = torch.tensor([[0.0, 0], [0.25, 0]])
    figure = mask_cases.masks_to_crop.picture(arguments, (wanted,), (given,))
    mask, package, this_one = figure.axes
    assert outlines(mask, ORANGE, 3) == [(0.5, -0.5, 2.5, 1.5)]  # pixel 0 is drawn around 0
    assert set(outlines(mask, ORANGE, 1)) == {
        (0.5, -0.5, 1.5, 0.5), (1.5, -0.5, 2.5, 0.5), (0.5, 0.5, 1.5, 1.5), (1.5, 0.5, 2.5, 1.5),
    }  # fmt: skip
    assert (marked(package), texts(this_one)[2]) == ((1, 0), "0.25")


def test_box_lies_over_both_images():
    box, image_size = torch.tensor([1.0, 0.5, 3, 1.5]), (2, 4)
    arguments = {"mask": torch.ones(1, 1), "box": box, "image_size": image_size}
    wanted = torch.tensor([[0.125, 0.375, 0.375, 0.125]] * 2)
    given = wanted + torch.tensor([[0.0, 0, 0, 0], [0, 0, 0.5, 0]])
    figure = mask_cases.masks_to_paste.picture(arguments, (wanted,), (given,))
    mask, package, this_one = figure.axes
    assert texts(mask) == ["1"]
    for ax in (package, this_one):
        assert outlines(ax, ORANGE, 3) == [(0.5, 0, 2.5, 1)]
        assert marked(ax) == (1, 2)
    assert texts(this_one)[6] == "0.875"


A_HUNDRED = settings(
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
ENLARGED, CROPPED, PASTED = (
    mask_cases.grids_to_enlarge,
    mask_cases.masks_to_crop,
    mask_cases.masks_to_paste,
)
KINDS = {
    "stamps that overlap": (ENLARGED, lambda a: a["stride"] < min(a["kernel"].shape)),
    "gaps": (ENLARGED, lambda a: a["stride"] > max(a["kernel"].shape)),
    "a tall grid, a wide kernel": (
        ENLARGED,
        lambda a: a["x"].shape[0] > a["x"].shape[1] and a["kernel"].shape[1] > 1,
    ),
    "bins of several pixels": (
        CROPPED,
        lambda a: a["proposal"][2] - a["proposal"][0] > 2 * a["size"],
    ),
    "a proposal under a pixel": (CROPPED, lambda a: a["proposal"][2] - a["proposal"][0] < 1),
    "halves and quarters": (CROPPED, lambda a: (a["proposal"] % 1 != 0).all()),
    "over the left border": (PASTED, lambda a: a["box"][0] < 0 < a["box"][2]),
    "over the lower border": (PASTED, lambda a: a["box"][1] < a["image_size"][0] < a["box"][3]),
    "smaller than its mask": (PASTED, lambda a: a["box"][2] - a["box"][0] < len(a["mask"])),
    "quarters of pixels": (PASTED, lambda a: a["box"][0] % 0.5 != 0),
}


@pytest.mark.parametrize(("cases", "kind"), KINDS.values(), ids=KINDS.keys())
def test_a_hundred_random_cases_hold_every_kind(cases, kind):
    try:
        assert kind(find(cases.random, lambda arguments: bool(kind(arguments)), settings=A_HUNDRED))
    except NoSuchExample:
        pytest.fail("no such case")
