"""The two exhibits that no exercise asks for: each differs from the package, and how."""

import torch

from mrcnn_edu.classroom.exercises.proposals.museum.searches import (
    order_without_duplicates,
    regions_of_floats,
)
from mrcnn_edu.data.coins import coins_image
from mrcnn_edu.ops.proposals import in_random_order

PHOTO = torch.from_numpy(coins_image()[150:230, 150:260])[None]


def test_a_picture_as_floats_falls_into_specks():
    right = regions_of_floats(PHOTO, 100)
    assert torch.equal(right, regions_of_floats(PHOTO.double() / 255, 100))
    wrong = regions_of_floats(PHOTO.double(), 100)
    assert len(wrong.unique()) > 3 * len(right.unique())


def test_a_box_found_often_has_one_chance():
    often, once, whole = [0.0, 0, 1, 1], [1.0, 0, 2, 1], [0.0, 0, 9, 9]
    trees = [torch.tensor([often, whole])] * 8 + [torch.tensor([once, whole])]
    earlier = dict.fromkeys((in_random_order, order_without_duplicates), 0)
    for seed in range(60):
        for order in earlier:
            boxes = order(trees, seed).tolist()
            assert sorted(boxes) == [often, whole, once]
            earlier[order] += boxes.index(often) < boxes.index(once)
    assert earlier[in_random_order] > 45
    assert earlier[order_without_duplicates] < 45
