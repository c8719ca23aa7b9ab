"""From images to a batch: what each pixel becomes, where it lies, and what is refused."""

import copy
from collections import Counter

import numpy as np
import pytest
import torch

from mrcnn_edu.layers.image_transform import ImageTransform, pad_into_batch
from tests.named_weights import uniform_by_name

PLAIN = {"image_mean": (0, 0, 0), "image_std": (1, 1, 1)}
META = torch.zeros(3, 8, 8, device="meta")


def image(height: int, width: int) -> torch.Tensor:
    return uniform_by_name(f"{height} {width}", (3, height, width))


def test_pixels_are_normalised_by_imagenets_numbers():
    colour = torch.tensor([0.485, 0.456 + 0.224, 0.406 - 2 * 0.225])[:, None, None]
    batch, _ = ImageTransform(32, 32).eval()([colour.expand(3, 32, 32)])
    assert batch.tensors.mean(dim=(0, 2, 3)).tolist() == pytest.approx([0, 1, -2], abs=1e-5)


def test_an_image_of_the_right_size_is_laid_in_as_it_is_with_zeros_around():
    small, wide = image(32, 40), image(32, 60)
    batch, _ = ImageTransform(32, 64, **PLAIN).eval()([small, wide])
    assert batch.image_sizes == [(32, 40), (32, 60)]
    assert batch.tensors.shape == (2, 3, 32, 64)
    assert torch.equal(batch.tensors[0, :, :, :40], small)
    assert torch.equal(batch.tensors[1, :, :, :60], wide)
    assert not batch.tensors[0, :, :, 40:].any()
    assert not batch.tensors[1, :, :, 60:].any()


def test_resizing_by_hand():
    # Centres of four pixels lie at 1/4, 3/4, 5/4 and 7/4 of two; beyond the ends there is no other.
    row = torch.tensor([0.0, 1.0]).expand(3, 2, 2)
    batch, _ = ImageTransform(4, 4, size_divisible=1, **PLAIN).eval()([row])
    assert batch.tensors[0, 0].tolist() == [[0, 0.25, 0.75, 1]] * 4


@pytest.mark.parametrize("divisible", [1, 32, 64])
@pytest.mark.parametrize("sizes", [((33, 40),), ((20, 90), (64, 3)), ((64, 64), (1, 1))], ids=str)
def test_batches_are_just_large_enough(divisible, sizes):
    batch = pad_into_batch([image(*size) for size in sizes], divisible)
    for axis in (0, 1):
        side, largest = batch.shape[2 + axis], max(size[axis] for size in sizes)
        assert side % divisible == 0
        assert largest <= side < largest + divisible


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
def test_channels_lie_last_in_memory_except_in_training(training, count):
    images = [image(40, 50)] * count
    batch, _ = ImageTransform(32, 64).train(training)(images)
    assert batch.tensors.is_contiguous() == training
    assert batch.tensors.is_contiguous(memory_format=torch.channels_last) != training
    either = (pad_into_batch(images, channels_last=last) for last in (False, True))
    assert torch.equal(*either)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_dtype_is_kept(dtype):
    batch, _ = ImageTransform(32, 64).eval()([image(20, 30).to(dtype)])
    assert batch.tensors.dtype is dtype


def test_images_and_targets_are_not_changed():
    given = image(20, 30)
    target = {"boxes": torch.tensor([[1.0, 2, 3, 4]]), "masks": torch.ones(1, 20, 30)}
    before = given.clone(), copy.deepcopy(target)
    batch, found = ImageTransform(40, 64).eval()([given], [target])
    assert batch.image_sizes == [(40, 60)]
    assert found[0]["boxes"].tolist() == [[2, 4, 6, 8]]
    assert found[0]["masks"].shape == (1, 40, 60)
    assert torch.equal(given, before[0])
    assert all(torch.equal(target[key], before[1][key]) for key in target)


def test_each_target_follows_its_own_image():
    boxes = torch.tensor([[0.0, 0, 10, 10]])
    images, targets = [image(10, 20), image(40, 10)], [{"boxes": boxes}, {"boxes": boxes}]
    batch, found = ImageTransform(20, 60).eval()(images, targets)
    assert batch.image_sizes == [(20, 40), (60, 15)]
    assert [t["boxes"].tolist() for t in found] == [[[0, 0, 20, 20]], [[0, 0, 15, 15]]]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1, 1), (800, 800)),
        ((5000, 20), (1333, 5)),
        ((20, 5000), (5, 1333)),
        ((5000, 1), (1333, 1)),  # a line is left of it
        ((1, 1334), (1, 1333)),
    ],
    ids=str,
)
def test_extreme_images(size, expected):
    batch, _ = ImageTransform().eval()([image(*size)])
    assert batch.image_sizes == [expected]
    assert bool(batch.tensors.isfinite().all())


def drawn(transform: ImageTransform, n: int) -> list[int]:
    batch, _ = transform([torch.zeros(3, 4, 4)] * n)
    assert all(height == width for height, width in batch.image_sizes)
    return [height for height, _ in batch.image_sizes]


def test_training_draws_a_size_for_each_image_and_inference_takes_the_last():
    sizes = (8, 12, 20)
    counts = Counter(drawn(ImageTransform(sizes, 64).train(), 600))
    assert set(counts) == set(sizes)
    assert min(counts.values()) > 140  # of 200; six standard deviations
    assert drawn(ImageTransform(sizes, 64).eval(), 5) == [20] * 5
    assert drawn(ImageTransform(12, 64).train(), 5) == [12] * 5


def test_draws_come_from_the_generator_alone():
    sizes = (8, 12, 20)
    made = [
        ImageTransform(sizes, 64, generator=torch.Generator().manual_seed(seed)).train()
        for seed in (1, 1, 2)
    ]
    state = torch.random.get_rng_state()
    first, again, other = (drawn(transform, 40) for transform in made)
    assert first == again != other
    assert torch.equal(torch.random.get_rng_state(), state)
    assert drawn(copy.deepcopy(made[0]), 40) == drawn(made[0], 40) != first
    torch.manual_seed(3)
    own = ImageTransform(sizes, 64).train()
    first = drawn(own, 40)
    torch.manual_seed(3)
    assert drawn(own, 40) == first


def test_a_state_dict_holds_nothing_of_it():
    transform = ImageTransform()
    assert transform.state_dict() == {}
    transform.load_state_dict({}, strict=True)


GOOD = image(8, 8)
REFUSALS = [
    (GOOD, TypeError, r"images must be a list of tensors .*got Tensor; use \[images\]$"),
    (GOOD[None], TypeError, r"images must be .*got Tensor; use list\(images\)$"),
    (np.zeros((3, 8, 8)), TypeError, r"images must be .*got ndarray; use \[images\]$"),
    (None, TypeError, r"images must be .*got NoneType; use a list$"),
    ([], ValueError, "images must hold one image or more, got none"),
    ([GOOD, None], TypeError, r"images\[1\] must be a torch.Tensor, got NoneType"),
    ([np.zeros((3, 8, 8))], TypeError, r"images\[0\] must be a torch.Tensor, got ndarray"),
    ([(GOOD * 255).byte()], TypeError, r"\[0\] must be .*uint8; .*images\[0\].float\(\) / 255"),
    ([GOOD[:1]], ValueError, r"\(3, H, W\), got \(1, 8, 8\); .*images\[0\].expand\(3, -1, -1\)"),
    ([GOOD[0]], ValueError, r"\(3, H, W\), got \(8, 8\); .*images\[0\].expand\(3, -1, -1\)"),
    (
        [image(4, 8)[[0, 1, 2, 0]]],
        ValueError,
        r"got \(4, 4, 8\); without alpha use images\[0\]\[:3",
    ),
    ([GOOD.permute(1, 2, 0)], ValueError, r"got \(8, 8, 3\); .*images\[0\].permute\(2, 0, 1\)"),
    ([GOOD[None]], ValueError, r"got \(1, 3, 8, 8\); for a batch use list\(images\[0\]\)"),
    ([torch.zeros(2, 8, 8)], ValueError, r"\(3, H, W\), got \(2, 8, 8\)$"),
    ([torch.zeros(3)], ValueError, r"\(3, H, W\), got \(3,\)$"),
    ([torch.zeros(3, 0, 8)], ValueError, r"images\[0\] must have pixels, got \(3, 0, 8\)"),
    ([torch.zeros(3, 8, 0)], ValueError, r"images\[0\] must have pixels, got \(3, 8, 0\)"),
    ([GOOD, META], ValueError, r"images\[0\] is on cpu but images\[1\] is on meta; .*\.to"),
]


@pytest.mark.parametrize(("images", "error", "message"), REFUSALS, ids=[r[2] for r in REFUSALS])
def test_images_that_cannot_be_taken_are_refused(images, error, message):
    with pytest.raises(error, match=message):
        ImageTransform(32, 64)(images)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_targets_must_be_one_for_each_image(count):
    message = f"targets must hold one dict for each of the 2 images, got {count}"
    with pytest.raises(ValueError, match=message):
        ImageTransform(32, 64)([GOOD, GOOD], [{}] * count)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"min_size": 0}, ValueError, "min_size must be above 0, got 0; 800 is a usual"),
        ({"min_size": (640, -1)}, ValueError, "min_size must be above 0, got -1"),
        ({"min_size": ()}, ValueError, r"min_size must hold one size or more, got \(\); 800"),
        ({"min_size": None}, TypeError, "min_size must be a plain number, got None"),
        ({"max_size": -5}, ValueError, "max_size must be above 0, got -5; 1333 is a usual"),
        ({"size_divisible": 0}, ValueError, "size_divisible must be above 0, got 0; 32 is a usual"),
        ({"size_divisible": 2.5}, TypeError, "size_divisible must be a whole number, got 2.5"),
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        ImageTransform(**arguments)
