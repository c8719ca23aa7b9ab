"""Mirror images: by hand, and what must hold of all of them."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator, Tensor

from mrcnn_edu.data.flips import COCO_SWAP, horizontal_flip, random_flip
from tests.data.painted import Target, assert_painted, same, scenes


def a_scene() -> tuple[Tensor, Target]:
    """An image of 2 x 3 pixels with one object, whose left eye is seen and right eye is not."""
    target = {
        "boxes": torch.tensor([[0.0, 0.0, 2.0, 1.0]]),
        "labels": torch.tensor([4]),
        "masks": torch.tensor([[[1, 1, 0], [0, 0, 0]]]),
        "keypoints": torch.tensor([[[0.5, 0.25, 2.0], [0.0, 0.0, 0.0], [1.5, 0.5, 1.0]]]),
        "iscrowd": torch.tensor([1]),
        "image_id": torch.tensor([7]),
    }
    return torch.arange(18.0).reshape(3, 2, 3), target


def test_left_and_right_by_hand() -> None:
    image, target = horizontal_flip(*a_scene(), swap=(0, 2, 1))
    assert image[0].tolist() == [[2, 1, 0], [5, 4, 3]]
    assert image[2].tolist() == [[14, 13, 12], [17, 16, 15]]
    assert target["boxes"].tolist() == [[1, 0, 3, 1]]
    assert target["masks"].tolist() == [[[0, 1, 1], [0, 0, 0]]]
    assert target["keypoints"].tolist() == [[[2.5, 0.25, 2], [1.5, 0.5, 1], [0, 0, 0]]]
    assert [int(target[k]) for k in ("labels", "iscrowd", "image_id")] == [4, 1, 7]


def test_cocos_pairs_change_places() -> None:
    names = "nose eye eye ear ear shoulder shoulder elbow elbow wrist wrist hip hip knee knee"
    parts = [*names.split(), "ankle", "ankle"]
    assert [parts[i] for i in COCO_SWAP] == parts
    assert [i == j for i, j in enumerate(COCO_SWAP)] == [True] + [False] * 16


@given(scene=scenes(keypoints=17))
def test_twice_is_the_identity(scene: tuple[Tensor, Target]) -> None:
    image, target = horizontal_flip(*horizontal_flip(*scene))
    assert torch.equal(image, scene[0])
    assert same(target, scene[1])


@given(scene=scenes())
def test_the_target_fits_the_image(scene: tuple[Tensor, Target]) -> None:
    image, target = horizontal_flip(*scene)
    assert_painted(image, target)
    assert target["labels"].tolist() == scene[1]["labels"].tolist()


def test_nothing_that_was_passed_in_is_changed() -> None:
    scene = a_scene()
    image, target = horizontal_flip(*scene, swap=(0, 2, 1))
    for values in target.values():
        values[:1] = 0 * values[:1] + 1
    for name in ("boxes", "masks", "keypoints"):
        assert torch.equal(scene[1][name], a_scene()[1][name]), name
    assert torch.equal(scene[0], a_scene()[0])
    assert image.data_ptr() != scene[0].data_ptr()


@given(st.integers(0, 2**32))
def test_chance(seed: int) -> None:
    scene = a_scene()[0], {k: v for k, v in a_scene()[1].items() if k != "keypoints"}
    (first, _), (again, _) = (random_flip(*scene, Generator().manual_seed(seed)) for _ in "ab")
    assert torch.equal(first, again)
    assert first[0].tolist() in (scene[0][0].tolist(), scene[0][0].flip(1).tolist())


@pytest.mark.parametrize(("probability", "low", "high"), [(0, 0, 0), (0.3, 20, 40), (1, 100, 100)])
def test_how_often(probability: float, low: int, high: int) -> None:
    scene = a_scene()[0], {k: v for k, v in a_scene()[1].items() if k != "keypoints"}
    source = Generator().manual_seed(0)
    flips = 0
    for _ in range(100):
        image, target = random_flip(*scene, source, probability=probability)
        flips += int(target["boxes"][0, 0])
        assert image[0, 0, 0] == 2 * target["boxes"][0, 0]
    assert low <= flips <= high


@pytest.mark.parametrize("swap", [(0, 1), (0, 1, 1), (0, 1, 3), COCO_SWAP])
def test_pairs_of_other_keypoints(swap: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"swap must hold each number from 0 to 2 once"):
        horizontal_flip(*a_scene(), swap=swap)
    with pytest.raises(ValueError, match=r"swap must hold each number from 0 to 2 once"):
        random_flip(*a_scene(), Generator(), probability=1, swap=swap)


def test_a_probability_that_is_none() -> None:
    with pytest.raises(ValueError, match=r"probability must be in \[0, 1\], got 2"):
        random_flip(*a_scene(), Generator(), probability=2)
    with pytest.raises(ValueError, match=r"image must have shape \(3, H, W\)"):
        horizontal_flip(a_scene()[0][0], a_scene()[1])


def test_proposals_are_mirrored_as_boxes_are() -> None:
    image, target = a_scene()
    proposals = torch.tensor([[0.0, 0.0, 2.0, 1.0], [2.5, 1.0, 3.0, 2.0]])
    _, flipped = horizontal_flip(image, target | {"proposals": proposals}, swap=(0, 2, 1))
    assert flipped["proposals"].tolist() == [[1, 0, 3, 1], [0, 1, 0.5, 2]]
    assert proposals.tolist() == [[0, 0, 2, 1], [2.5, 1, 3, 2]]


def test_proposals_of_another_shape_are_refused() -> None:
    image, target = a_scene()
    with pytest.raises(ValueError, match=r"target\['proposals'\] must have shape"):
        horizontal_flip(image, target | {"proposals": torch.zeros(3)}, swap=(0, 2, 1))
