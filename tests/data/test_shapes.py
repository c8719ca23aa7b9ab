"""Version 1 of the drawn scenes: pixels, targets, and the shares that its docstring names."""

import hashlib
from functools import cache

import numpy as np
import pytest
import torch

from mrcnn_edu.data.shape_masks import outline
from mrcnn_edu.data.shape_painting import Painting, add_object
from mrcnn_edu.data.shapes import CLASSES, ShapeScenes, background, paint_shapes, shape_scene

SEEDS = range(300)


@cache
def scenes():
    return [(paint_shapes(seed), *shape_scene(seed)) for seed in SEEDS]


CHECKSUMS = {
    0: "37a3c7f62d9d1340",
    1: "dbd9c209cc77ec7e",
    7: "8c7771187ad230ae",
    123456: "1de67684e2c399f3",
    1000000: "08fc3bca7187ee53",
    1000499: "b521a4a05590b113",
}


@pytest.mark.parametrize("seed", CHECKSUMS)
def test_version_1_draws_these_pixels_on_every_machine(seed):
    image, target = shape_scene(seed)
    digest = hashlib.sha256((image * 255).to(torch.uint8).numpy().tobytes())
    for key in ("boxes", "labels", "masks"):
        digest.update(target[key].numpy().tobytes())
    assert digest.hexdigest()[:16] == CHECKSUMS[seed]


def test_a_scene_has_the_form_that_detectors_take():
    for _, image, target in scenes():
        count = len(target["labels"])
        assert image.shape == (3, 128, 128)
        assert image.dtype == torch.float32
        assert torch.equal((image * 255).round() / 255, image)
        assert image.min() >= 0
        assert image.max() <= 1
        assert 3 <= count <= 12
        assert target["boxes"].shape == (count, 4)
        assert target["boxes"].dtype == torch.float32
        assert target["labels"].dtype == torch.int64
        assert target["labels"].min() >= 1
        assert target["labels"].max() < len(CLASSES)
        assert target["masks"].shape == (count, 128, 128)
        assert target["masks"].dtype == torch.uint8


def test_every_number_of_objects_and_every_class_is_common():
    counts = np.bincount([len(target["labels"]) for *_, target in scenes()], minlength=13)
    assert (counts[3:] >= 10).all()
    labels = torch.cat([target["labels"] for *_, target in scenes()])
    assert (labels.bincount()[1:] / len(labels) > 0.3).all()


def test_boxes_enclose_masks_and_masks_do_not_overlap():
    for _, _, target in scenes():
        masks = target["masks"].numpy()
        assert masks.max() == 1
        assert masks.sum(axis=0).max() == 1
        for mask, box in zip(masks, target["boxes"].tolist(), strict=True):
            rows, columns = np.nonzero(mask)
            assert box == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_more_than_30_percent_are_under_16_pixels_and_none_under_9():
    boxes = torch.cat([target["boxes"] for *_, target in scenes()])
    longer = (boxes[:, 2:] - boxes[:, :2]).amax(dim=1)
    assert (longer < 16).float().mean() > 0.3
    assert longer.min() >= 9
    assert longer.max() <= 49


def test_of_more_than_30_percent_more_than_a_quarter_is_hidden_and_of_none_a_half():
    shares = []
    for painting, _, target in scenes():
        visible = target["masks"].sum(dim=(1, 2)).numpy()
        assert visible.min() >= 40
        shares.extend(1 - visible / np.array([each.area for each in painting.objects]))
    assert (np.array(shares) > 0.25).mean() > 0.3
    assert max(shares) <= 0.45


def distance_from_background(image, mask, bare):
    """Between the mean colours inside a mask, without its border, and of the bare ground around."""
    inside = mask.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            inside &= np.roll(mask, step, axis)
    rows, columns = np.nonzero(mask)
    around = np.zeros_like(bare)
    around[
        max(rows.min() - 4, 0) : rows.max() + 5, max(columns.min() - 4, 0) : columns.max() + 5
    ] = 1
    ground = image[around & bare if (around & bare).any() else bare]
    return np.linalg.norm(image[inside].mean(axis=0) - ground.mean(axis=0))


def test_more_than_20_percent_are_near_the_background_but_not_alike():
    distances = np.array(
        [
            distance_from_background(painting.image.astype(float), mask == 1, painting.owner == 0)
            for painting, _, target in scenes()
            for mask in target["masks"].numpy()
        ]
    )
    assert 0.2 < (distances < 20).mean() < 0.3
    assert ((distances > 20) & (distances < 60)).mean() < 0.02  # nothing in between


def test_whoever_is_near_the_background_has_an_outline_that_stands_out():
    for painting, _, target in scenes():
        for each, mask in zip(painting.objects, target["masks"].numpy() == 1, strict=True):
            if each.near and each.visible == each.area:
                edge = painting.image[outline(mask)].astype(float)
                assert abs(edge - each.colour).mean() > 50


def test_the_same_seed_gives_the_same_scene_and_another_seed_another():
    assert torch.equal(shape_scene(5)[0], shape_scene(5)[0])
    assert not torch.equal(shape_scene(5)[0], shape_scene(6)[0])


def test_a_data_set_holds_consecutive_seeds():
    data = ShapeScenes(10, 3)
    assert len(data) == 3
    for index, seed in [(0, 10), (2, 12), (-1, 12)]:
        image, target = data[index]
        assert torch.equal(image, shape_scene(seed)[0])
        assert torch.equal(target["masks"], shape_scene(seed)[1]["masks"])
    assert len(list(data)) == 3


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: shape_scene(-1), "seed must be 0 or more, got -1"),
        (lambda: ShapeScenes(-1, 5), "first and number must be 0 or more, got -1 and 5"),
        (lambda: ShapeScenes(0, -5), "got 0 and -5"),
        (lambda: ShapeScenes(0, 5)[5], "out of range"),
    ],
    ids=["seed", "first", "number", "index"],
)
def test_errors_name_the_value(call, match):
    with pytest.raises((ValueError, IndexError), match=match):
        call()


def test_an_object_hides_pixels_of_one_other_at_most():
    hiding = 0
    for seed in range(40):
        rng = np.random.Generator(np.random.PCG64(seed))
        painting = Painting(background(rng), np.zeros((128, 128), dtype=np.uint8))
        for _ in range(20):
            before = [each.visible for each in painting.objects]
            add_object(rng, painting)
            changed = [
                number
                for number, visible in enumerate(before)
                if painting.objects[number].visible != visible
            ]
            hiding += len(changed)
            assert len(changed) <= 1
        seen = np.bincount(painting.owner.ravel(), minlength=len(painting.objects) + 1)[1:]
        assert seen.tolist() == [each.visible for each in painting.objects]
    assert hiding > 100
