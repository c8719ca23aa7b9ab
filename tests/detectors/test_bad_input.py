"""Images and targets that nobody should pass: an error naming image and box, or correct work."""

import math

import pytest
import torch
from torch import Tensor

from tests.detectors.small import CLASSES, KINDS, small_detector, target

HEIGHT, WIDTH = 40, 60
NAN = math.nan


def images(*sizes: tuple[int, int]) -> list[Tensor]:
    return [torch.rand(3, *size, generator=torch.Generator().manual_seed(1)) for size in sizes]


def losses(kind: str, given_images: list[Tensor], targets: list[dict[str, Tensor]]) -> dict:
    return small_detector(kind).train()(given_images, targets)


def second_target(changes: dict[str, Tensor | None]) -> list[dict[str, Tensor]]:
    """Two good targets of two and of three objects, and the changes in the second."""
    changed = target(3, HEIGHT, WIDTH) | changes
    kept = {key: value for key, value in changed.items() if value is not None}
    return [target(2, HEIGHT, WIDTH), kept]


def boxes(*last: float) -> Tensor:
    """Two good boxes and a last one."""
    return torch.tensor([[1.0, 1, 20, 20], [5, 5, 30, 25], last])


def masks(dtype: torch.dtype, pixel: float) -> Tensor:
    """Three good masks but for one pixel of the last."""
    made = target(3, HEIGHT, WIDTH)["masks"].to(dtype)
    made[2, 39, 59] = pixel
    return made


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"boxes": boxes(5, 5, 5, 20)},
            r"targets\[1\]: boxes\[2\] .* x1 < x2 .*\(5.0, 5.0, 5.0, 20",
        ),
        ({"boxes": boxes(5, 5, 20, 5)}, r"targets\[1\]: boxes\[2\] .* y1 < y2"),
        ({"boxes": boxes(20, 5, 5, 20)}, r"targets\[1\]: boxes\[2\] must have x1 < x2"),
        ({"boxes": boxes(5, 20, 20, 5)}, r"targets\[1\]: boxes\[2\] must have x1 < x2"),
        ({"boxes": boxes(NAN, 1, 2, 3)}, r"targets\[1\]: boxes\[2\] must hold finite .*nan"),
        ({"boxes": boxes(0, 1, math.inf, 3)}, r"targets\[1\]: boxes\[2\] must hold finite .*inf"),
        ({"boxes": boxes(60, 5, 70, 20)}, r"targets\[1\]: boxes\[2\] must overlap .* 40 x 60"),
        ({"boxes": boxes(5, 40, 20, 50)}, r"targets\[1\]: boxes\[2\] must overlap"),
        ({"boxes": boxes(-9, 5, 0, 20)}, r"targets\[1\]: boxes\[2\] must overlap"),
        ({"boxes": boxes(5, -9, 20, 0)}, r"targets\[1\]: boxes\[2\] must overlap"),
        ({"boxes": boxes(5, 5, 121, 20)}, r"targets\[1\]: boxes\[2\] .* more than that size"),
        ({"boxes": boxes(5, 5, 20, 81)}, r"targets\[1\]: boxes\[2\] .* more than that size"),
        ({"boxes": boxes(-61, 5, 20, 20)}, r"targets\[1\]: boxes\[2\] .* more than that size"),
        ({"boxes": boxes(5, -41, 20, 1e30)}, r"targets\[1\]: boxes\[2\] .* more than that size"),
        ({"boxes": torch.ones(4)}, r"targets\[1\]\['boxes'\] must have shape \(G, 4\)"),
        ({"boxes": boxes(1, 2, 3, 4).long()}, r"targets\[1\]\['boxes'\] must be floating point"),
        ({"boxes": [[1, 2, 3, 4]]}, r"targets\[1\]\['boxes'\] must be a torch.Tensor"),
        ({"boxes": None}, r"targets\[1\] must hold boxes, labels, .*got labels"),
        ({"labels": torch.tensor([1, 0, 2])}, r"targets\[1\]: labels\[1\] .* from 1 to 3 .*got 0"),
        ({"labels": torch.tensor([1, 2, 4])}, r"targets\[1\]: labels\[2\] .* from 1 to 3 .*got 4"),
        ({"labels": torch.tensor([1, -1, 2])}, r"targets\[1\]: labels\[1\] .*got -1"),
        ({"labels": torch.ones(3)}, r"targets\[1\]\['labels'\] must hold whole numbers"),
        ({"labels": torch.ones(2).long()}, r"targets\[1\]\['labels'\] .*G = 3.*got \(2,\)"),
        ({"labels": None}, r"targets\[1\] must hold boxes, labels"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_targets_that_nothing_can_be_learned_from(kind: str, changes: dict, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        losses(kind, images((HEIGHT, WIDTH), (HEIGHT, WIDTH)), second_target(changes))


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("masks", {"labels": torch.ones(3).byte()}, r"targets\[1\]\['labels'\] must be int64"),
        ("masks", {"masks": torch.ones(3, 20, 60)}, r"targets\[1\]\['masks'\] .*H = 40"),
        ("masks", {"masks": torch.ones(2, 40, 60)}, r"targets\[1\]\['masks'\] .*G = 3"),
        ("masks", {"masks": masks(torch.uint8, 255)}, r"masks\[2\] .*from 0.0 to 255.0; use ma"),
        ("masks", {"masks": masks(torch.uint8, 2)}, r"targets\[1\]: masks\[2\] must hold 0 and 1"),
        ("masks", {"masks": masks(torch.int8, -1)}, r"targets\[1\]: masks\[2\] .*from -1.0 to 1.0"),
        ("masks", {"masks": masks(torch.int64, 256)}, r"targets\[1\]: masks\[2\] must hold 0 and"),
        ("masks", {"masks": masks(torch.float32, 0.7)}, r"masks\[2\] .*probabilities masks > 0.5"),
        ("masks", {"masks": masks(torch.float32, NAN)}, r"targets\[1\]: masks\[2\] .*to nan"),
        ("masks", {"masks": masks(torch.float64, math.inf)}, r"targets\[1\]: masks\[2\] .*to inf"),
        ("masks", {"masks": None}, r"targets\[1\] must hold boxes, labels, masks, got boxes"),
        ("keypoints", {"keypoints": torch.ones(3, 5, 3)}, r"\['keypoints'\] .* \(G, 3, 3\)"),
        ("keypoints", {"keypoints": torch.ones(2, 3, 3)}, r"\['keypoints'\] .*G = 3"),
        ("keypoints", {"keypoints": torch.full((3, 3, 3), NAN)}, r"targets\[1\]: keypoints\[0\]"),
        ("keypoints", {"keypoints": None}, r"targets\[1\] must hold boxes, labels, keypoints"),
    ],
)
def test_what_the_branches_need(kind: str, changes: dict, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        losses(kind, images((HEIGHT, WIDTH), (HEIGHT, WIDTH)), second_target(changes))


@pytest.mark.parametrize("dtype", [torch.bool, torch.int64, torch.float32], ids=str)
def test_masks_of_0_and_1_of_any_dtype_are_the_same(dtype: torch.dtype) -> None:
    found = []
    for given_dtype in (torch.uint8, dtype):
        made = target(2, HEIGHT, WIDTH)
        made["masks"] = made["masks"].to(given_dtype)
        torch.manual_seed(0)
        found.append(losses("masks", images((HEIGHT, WIDTH)), [made])["loss_mask"])
    assert found[0] == found[1] > 0


def test_masks_are_not_looked_at_where_nothing_learns_from_them() -> None:
    made = target(3, HEIGHT, WIDTH) | {"masks": masks(torch.uint8, 255)}
    assert_finite(losses("boxes", images((HEIGHT, WIDTH)), [made]))


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (None, r"targets must be a list .*got NoneType.*eval\(\)"),
        ([], "one dict for each of the 1 images, got 0"),
        ([target(1, HEIGHT, WIDTH)] * 2, "one dict for each of the 1 images, got 2"),
        ([torch.ones(1, 4)], r"targets\[0\] must be a dict, got Tensor"),
        ([{}], r"targets\[0\] must hold boxes, labels, masks, got nothing"),
    ],
)
def test_targets_that_are_none(targets: object, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        losses("masks", images((HEIGHT, WIDTH)), targets)


def with_pixel(value: float) -> list[Tensor]:
    """A good image and one with a strange pixel."""
    made = images((8, 8), (8, 9))
    made[1][2, 7, 8] = value
    return made


@pytest.mark.parametrize(
    ("given_images", "message"),
    [
        ([], "images must hold one image or more"),
        (torch.rand(3, 8, 8), r"images must be a list .* use \[images\]"),
        ([torch.zeros(3, 8, 8, dtype=torch.uint8)], r"images\[0\] .*float\(\) / 255"),
        ([torch.rand(8, 8)], r"images\[0\] must have shape \(3, H, W\)"),
        ([torch.rand(8, 8, 3)], r"images\[0\] .*permute\(2, 0, 1\)"),
        ([torch.rand(3, 0, 8)], r"images\[0\] must have pixels"),
        ([*images((8, 8)), torch.full((3, 8, 8), NAN)], r"images\[1\] must hold finite pixels"),
        ([torch.full((3, 8, 8), math.inf)], r"images\[0\] must hold finite pixels"),
        (with_pixel(math.inf), r"images\[1\] must hold finite pixels"),
        (with_pixel(1e38), r"images\[1\] must hold pixels from 0 to 1, got .* to 1e\+38; divide"),
        (with_pixel(255), r"images\[1\] must hold pixels from 0 to 1, got .* to 255; divide .*255"),
        (with_pixel(2.01), r"images\[1\] must hold pixels from 0 to 1, got .* to 2.01"),
        (with_pixel(-1.01), r"images\[1\] must hold .*got -1.01 to .*leave mean and standard dev"),
        ([torch.rand(3, 8, 8).double()], r"images\[0\] must be of torch.float32.*\[image.float"),
        ([torch.rand(3, 8, 8).half()], r"images\[0\] must be .*got torch.float16; use"),
        ([*images((8, 8)), torch.rand(3, 8, 8).bfloat16()], r"images\[1\] must be of .*bfloat16;"),
        ([torch.rand(3, 8, 8), torch.rand(3, 8, 8, device="meta")], r"images\[1\] is on meta"),
        ([torch.rand(3, 8, 8, device="meta")], "images are on meta but the detector is on cpu"),
    ],
)
@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
def test_images_that_nothing_can_be_seen_in(
    given_images: list[Tensor], message: str, training: bool
) -> None:
    sizes = [tuple(image.shape[-2:]) for image in given_images]
    targets = [target(1, *size) for size in sizes] if training else None
    with pytest.raises((ValueError, TypeError), match=message):
        small_detector().train(training)(given_images, targets)


CASTS = {torch.float64: "double", torch.float16: "half", torch.bfloat16: "bfloat16"}


@pytest.mark.parametrize("dtype", CASTS, ids=str)
@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
def test_images_are_of_the_dtype_of_the_detector(dtype: torch.dtype, training: bool) -> None:
    detector = small_detector().to(dtype).train(training)
    targets = [target(2, HEIGHT, WIDTH)] if training else None
    found = detector([images((HEIGHT, WIDTH))[0].to(dtype)], targets)
    if training:
        assert_finite(found)
    else:
        assert_sound(found[0], (HEIGHT, WIDTH))
    with pytest.raises(
        TypeError, match=f"must be of {dtype}, .*float32; use .image.{CASTS[dtype]}"
    ):
        detector(images((HEIGHT, WIDTH)), targets)


@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
def test_autocast_takes_its_own_dtype_as_well(training: bool) -> None:
    detector = small_detector().train(training)
    targets = [target(2, HEIGHT, WIDTH)] if training else None
    (image,) = images((HEIGHT, WIDTH))
    with torch.autocast("cpu", torch.bfloat16):
        for dtype in (torch.float32, torch.bfloat16):
            found = detector([image.to(dtype)], targets)
            assert_finite(found) if training else assert_sound(found[0], (HEIGHT, WIDTH))
        with pytest.raises(TypeError, match=r"images\[0\] must be of torch.float32.*float64"):
            detector([image.double()], targets)


@pytest.mark.parametrize("ends", [(-1.0, 2.0), (-0.3, 1.3), (0.0, 0.0)])
def test_pixels_a_little_beyond_are_taken(ends: tuple[float, float]) -> None:
    image = torch.linspace(*ends, 3 * HEIGHT * WIDTH).reshape(3, HEIGHT, WIDTH)
    detector = small_detector()
    assert_finite(detector.train()([image], [target(2, HEIGHT, WIDTH)]))
    assert_sound(detector.eval()([image])[0], (HEIGHT, WIDTH))


def test_a_target_on_another_device() -> None:
    targets = second_target({"boxes": torch.rand(3, 4, device="meta")})
    with pytest.raises(ValueError, match=r"targets\[1\]\['boxes'\] is on meta"):
        losses("boxes", images((HEIGHT, WIDTH), (HEIGHT, WIDTH)), targets)


SIZES = [(1, 1), (2500, 25), (25, 2500), (3, 2), (500, 300), (2000, 4)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_images_of_any_size_are_looked_at(kind: str, size: tuple[int, int]) -> None:
    detector = small_detector(kind)
    (found,) = detector.eval()(images(size))
    assert_sound(found, size)
    assert_finite(detector.train()(images(size), [target(2, *size)]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("objects", [(0,), (0, 0), (0, 2), (2, 0)])
def test_images_without_objects_teach_the_background(kind: str, objects: tuple[int, ...]) -> None:
    detector = small_detector(kind).train()
    sizes = [(HEIGHT, WIDTH)] * len(objects)
    found = detector(images(*sizes), [target(n, HEIGHT, WIDTH) for n in objects])
    assert_finite(found)
    sum(found.values()).backward()
    gradients = [parameter.grad for parameter in detector.parameters()]
    assert all(gradient is not None and gradient.isfinite().all() for gradient in gradients)
    assert found["loss_classifier"] > 0
    if sum(objects) == 0:
        assert found["loss_box_reg"] == found["loss_rpn_box_reg"] == 0


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", KINDS)
def test_good_targets_teach_every_branch(kind: str, seed: int) -> None:
    found = losses(kind, images((HEIGHT, WIDTH)), [target(2, HEIGHT, WIDTH, seed)])
    assert {name for name, loss in found.items() if not loss > 0} == set()
    assert len(found) == (4 if kind == "boxes" else 5)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_found(kind: str) -> None:
    detector = small_detector(kind).eval()
    detector.roi_heads.score_threshold = 1.0
    (found,) = detector(images((HEIGHT, WIDTH)))
    assert_sound(found, (HEIGHT, WIDTH))
    assert len(found["boxes"]) == 0


def test_no_proposals() -> None:
    detector = small_detector().eval()
    detector.rpn.top_n = (0, 0)
    (found,) = detector(images((HEIGHT, WIDTH)))
    assert_sound(found, (HEIGHT, WIDTH))


def test_boxes_that_reach_out_of_the_image_teach_like_torchvisions() -> None:
    reaching = {"boxes": boxes(-60, -40, 120, 80)}
    found = losses("masks", images((HEIGHT, WIDTH), (HEIGHT, WIDTH)), second_target(reaching))
    assert_finite(found)


def test_nothing_that_is_passed_in_is_changed() -> None:
    given_images, targets = images((HEIGHT, WIDTH)), [target(3, HEIGHT, WIDTH)]
    copies = (
        [image.clone() for image in given_images],
        [{key: value.clone() for key, value in of_image.items()} for of_image in targets],
    )
    detector = small_detector()
    detector.train()(given_images, targets)
    detector.eval()(given_images)
    torch.testing.assert_close((given_images, targets), copies, rtol=0, atol=0)


def assert_finite(found: dict[str, Tensor]) -> None:
    for name, loss in found.items():
        assert loss.shape == (), name
        assert loss.isfinite(), name


def assert_sound(found: dict[str, Tensor], size: tuple[int, int]) -> None:
    """Hold shapes and ranges of what was found in an image."""
    number, (height, width) = len(found["boxes"]), size
    x1, y1, x2, y2 = found["boxes"].unbind(1)
    assert ((x1 >= 0) & (x1 < x2) & (x2 <= width + 1e-3)).all()
    assert ((y1 >= 0) & (y1 < y2) & (y2 <= height + 1e-3)).all()
    assert ((found["labels"] >= 1) & (found["labels"] < CLASSES)).all()
    assert (found["scores"].diff() <= 0).all()
    if "masks" in found:
        assert found["masks"].shape == (number, 1, height, width)
        assert ((found["masks"] >= 0) & (found["masks"] <= 1)).all()
    if "keypoints" in found:
        assert found["keypoints"].shape == (number, 3, 3)
        assert found["keypoints"].isfinite().all()
