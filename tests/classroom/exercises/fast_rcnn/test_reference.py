"""The lesson's sample and mirror image are those of the package; two matrices are their product."""

import re

import pytest
import torch

from mrcnn_edu.classroom.exercises.fast_rcnn.one_image import flip, sample
from mrcnn_edu.classroom.exercises.fast_rcnn.products import with_product
from mrcnn_edu.data.flips import horizontal_flip
from mrcnn_edu.layers.proposal_sampling import sample_proposals
from mrcnn_edu.ops.boxes import box_iou

OBJECTS = torch.tensor([[0.0, 0, 20, 20], [12, 10, 40, 30]])
LABELS = torch.tensor([2, 1])


@pytest.mark.parametrize("number", [4, 16, 100])
def test_as_many_of_each_kind_as_the_package_draws(number):
    generator = torch.Generator().manual_seed(number)
    corners = 40 * torch.rand(60, 2, generator=generator)
    sizes = 5 + 25 * torch.rand(60, 2, generator=generator)
    proposals = torch.cat((corners, corners + sizes), dim=1)
    target = {"boxes": OBJECTS, "labels": LABELS}
    drawn = sample_proposals(proposals, target, number, background_iou=(0.1, 0.5))
    every = torch.cat((proposals, OBJECTS))  # the package adds true boxes
    says, counts = sample(box_iou(every, OBJECTS), LABELS, number, 0.25, 0.1)
    assert counts.tolist() == [len(drawn.matches), len(drawn.labels) - len(drawn.matches)]
    for box, label in zip(drawn.boxes, drawn.labels, strict=True):
        assert says[(every == box).all(dim=1)].tolist() == [label]


def test_a_mirror_image_is_that_of_the_package():
    image = torch.rand(3, 30, 40, generator=torch.Generator().manual_seed(0))
    wanted, target = horizontal_flip(image, {"boxes": OBJECTS, "labels": LABELS})
    channels = [flip(channel, OBJECTS) for channel in image]
    assert torch.equal(torch.stack([mirrored for mirrored, _ in channels]), wanted)
    assert torch.equal(channels[0][1], target["boxes"])


@pytest.mark.parametrize(
    ("returned", "told"),
    [
        (torch.eye(2), "two matrices are wanted"),
        ((torch.eye(2),), "two matrices are wanted"),
        ((torch.ones(2), torch.eye(2)), "got (2,) and (2, 2)"),
        ((torch.ones(1, 3), torch.ones(2, 2)), "got (1, 3) and (2, 2)"),
    ],
)
def test_what_is_no_product_is_told(returned, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        with_product(lambda weight, t: returned)(torch.eye(2), 1)


def test_lists_have_a_product_and_nothing_begun_has_none():
    product, sizes = with_product(lambda weight, t: ([[1, 2]], [[3], [4]]))(torch.eye(2), 1)
    assert product.tolist() == [[3, 6], [4, 8]]
    assert sizes.tolist() == [1, 2, 2, 1]
    assert with_product(lambda weight, t: None)(torch.eye(2), 1) is None
