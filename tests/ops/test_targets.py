"""Which objects count, and what of them can be seen."""

from typing import Any

import pytest
import torch
from torch import Tensor

from mrcnn_edu.ops.targets import (
    check_image_and_target,
    keep_visible,
    select_objects,
    visible_areas,
    without_crowds,
)


def test_objects_are_selected_and_the_rest_stays() -> None:
    target = {"boxes": torch.eye(4), "labels": torch.arange(4), "image_id": torch.arange(4)}
    kept = select_objects(target, torch.tensor([3, 0]))
    assert kept["labels"].tolist() == [3, 0]
    assert kept["boxes"].tolist() == [[0, 0, 0, 1], [1, 0, 0, 0]]
    assert kept["image_id"] is target["image_id"]
    with pytest.raises(TypeError, match=r"which must be a torch.Tensor, got list"):
        select_objects(target, [True] * 4)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64])
def test_crowds_are_left_out(dtype: torch.dtype) -> None:
    target = {"labels": torch.tensor([4, 5, 6]), "iscrowd": torch.tensor([0, 2, 0]).to(dtype)}
    assert {k: v.tolist() for k, v in without_crowds(target).items()} == {"labels": [4, 6]}
    assert without_crowds({"labels": target["labels"]}).keys() == {"labels"}


def test_areas_are_the_masks_or_else_the_boxes() -> None:
    target = {"boxes": torch.tensor([[0.0, 0.0, 3.0, 4.0]])}
    assert visible_areas(target).tolist() == [12]
    masks = torch.tensor([[[0, 7, 1], [255, 0, 0]]], dtype=torch.uint8)
    assert visible_areas({**target, "masks": masks}).tolist() == [3]


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.float32])
@pytest.mark.parametrize("shape", [(3, 5, 7), (1, 5, 7), (0, 5, 7), (2, 0, 7), (0, 0, 0)])
def test_areas_are_what_counting_along_the_axes_gives(
    shape: tuple[int, ...], dtype: torch.dtype
) -> None:
    drawn = torch.randint(3, shape, generator=torch.Generator().manual_seed(0)).to(dtype)
    for masks in (drawn, drawn.flip(-1)[..., 1:]):  # a part of a tensor, too
        areas = visible_areas({"masks": masks})
        assert areas.dtype == torch.int64
        assert torch.equal(areas, masks.count_nonzero(dim=(1, 2)))


@pytest.mark.parametrize(
    ("seen", "whole", "min_visible", "kept"),
    [
        (0, 10, 0.1, False),
        (1, 10, 0.1, True),
        (1, 11, 0.1, False),
        (0, 0, 0.0, False),
        (1, 10, 0.0, True),
        (9, 10, 1.0, False),
        (10, 10, 1.0, True),
    ],
)
def test_a_tenth_of_an_object_is_enough(
    seen: int, whole: int, min_visible: float, kept: bool
) -> None:
    masks = torch.zeros(1, 2, 6)
    masks.view(-1)[:seen] = 1
    target = {"boxes": torch.zeros(1, 4), "labels": torch.tensor([3]), "masks": masks}
    found = keep_visible(target, torch.tensor([whole]), min_visible)
    assert len(found["labels"]) == kept
    assert found["boxes"].tolist() == ([[0, 0, min(seen, 6), 1 + (seen > 6)]] if kept else [])


def test_without_masks_the_boxes_stay() -> None:
    target = {"boxes": torch.tensor([[0.5, 0, 2, 4], [3, 3, 3, 8]]), "labels": torch.arange(2)}
    kept = keep_visible(target, torch.tensor([60, 1]))
    assert kept["boxes"].tolist() == [[0.5, 0, 2, 4]]


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_that_is_none(share: float) -> None:
    with pytest.raises(ValueError, match=r"min_visible must be in \[0, 1\]"):
        keep_visible({"boxes": torch.zeros(0, 4)}, torch.zeros(0), share)


IMAGE = torch.rand(3, 4, 5)
TARGET = {"boxes": torch.zeros(2, 4), "labels": torch.zeros(2)}


@pytest.mark.parametrize(
    ("image", "more", "error", "message"),
    [
        (IMAGE[:2], {}, ValueError, r"image must have shape \(3, H, W\), got \(2, 4, 5\)"),
        (IMAGE, {"masks": torch.zeros(2, 5, 4)}, ValueError, r"\['masks'\] .* H = 4 and W = 5"),
        (IMAGE, {"masks": torch.zeros(1, 4, 5)}, ValueError, r"\['masks'\] .* with G = 2"),
        (IMAGE, {"keypoints": torch.zeros(2, 3)}, ValueError, r"\['keypoints'\] .* \(G, P, 3\)"),
        (IMAGE, {"iscrowd": torch.zeros(3)}, ValueError, r"\['iscrowd'\] .* \(G,\) with G = 2"),
        ((IMAGE * 255).byte(), {}, TypeError, r"image must be floating point, got torch.uint8"),
        (IMAGE, {"boxes": torch.zeros(2, 4).long()}, TypeError, r"\['boxes'\] must be floating"),
        (IMAGE.numpy(), {}, TypeError, r"image must be a torch.Tensor, got ndarray"),
    ],
)
def test_what_does_not_belong_together(
    image: Any, more: dict[str, Tensor], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        check_image_and_target(image, TARGET | more)


@pytest.mark.parametrize(("names", "got"), [([], "nothing"), (["boxes"], "boxes")])
def test_a_target_that_lacks_something(names: list[str], got: str) -> None:
    with pytest.raises(ValueError, match=f"must hold boxes and labels, got {got}"):
        check_image_and_target(IMAGE, {name: TARGET[name] for name in names})
