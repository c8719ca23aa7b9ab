"""The lesson's mining and its crop are those of the detector."""

import torch

from mrcnn_edu.classroom.exercises.rcnn.hard_negatives import mine
from mrcnn_edu.classroom.exercises.rcnn.one_crop import warp_crop
from mrcnn_edu.ops.warping import warp_crops
from mrcnn_edu.training import hard_negatives


def test_mining_is_that_of_the_package():
    generator = torch.Generator().manual_seed(0)
    for _ in range(20):
        scores = torch.randint(-12, 4, (9,), generator=generator) / 4
        cached = torch.randperm(9, generator=generator)[:4]
        wanted = hard_negatives.mine(scores, cached)
        assert torch.equal(mine(scores, cached), wanted)


def test_a_crop_inside_is_that_of_the_package():
    image = torch.rand(3, 40, 60, generator=torch.Generator().manual_seed(0))
    box = torch.tensor([20.0, 10, 44, 28])
    wanted = warp_crops(image, box[None], 12, context=2 / 12)[0]
    for channel, crop in zip(image, wanted, strict=True):
        torch.testing.assert_close(warp_crop(channel, box, 12, 2), crop)
