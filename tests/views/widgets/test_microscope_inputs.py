"""What the microscope takes in, what it answers to anything else, and its standard examples."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from traitlets import TraitError

from mrcnn_edu.data.coins import THE_COIN, coin_boxes, coins_image
from mrcnn_edu.ops.roi_pooling import roi_align
from mrcnn_edu.views.widgets.microscope import MicroscopeWidget
from mrcnn_edu.views.widgets.microscope_examples import (
    RoiExample,
    mean_of_blocks,
    standard_examples,
)
from mrcnn_edu.views.widgets.sources import HERE, read_text
from tools.make_microscope_examples import LEFT, TOP, numbers, running_coin

MAP = [[0.0, 1.0], [2.0, 3.0]]
PHOTO = np.zeros((30, 40), dtype=np.uint8)
OWN = RoiExample("own", "mine", "A map.", {16: MAP}, roi=[0, 0, 20, 20], stride=16)


def test_the_files_are_what_the_data_gives():
    assert json.loads(read_text("microscope_examples.json")) == numbers()
    assert np.array_equal(np.asarray(Image.open(HERE / "running_coin.png")), running_coin())


def test_the_coin_is_the_running_coin():
    _, coin = standard_examples()
    x1, y1, x2, y2 = coin_boxes()[THE_COIN].tolist()
    assert coin.roi == pytest.approx([x1 - LEFT, y1 - TOP, x2 - LEFT, y2 - TOP], abs=1e-5)
    photo = coins_image()[:288].astype(np.float64)  # as far as whole blocks of 32 go
    for stride, feature_map in coin.feature_maps.items():
        rows, columns = feature_map.shape
        for i, j in [(0, 0), (1, 2), (rows - 1, columns - 1)]:
            y, x = TOP + i * stride, LEFT + j * stride
            block = photo[y : y + stride, x : x + stride]
            assert feature_map[i, j] == pytest.approx(block.mean(), abs=1e-9)


def test_what_the_cut_shows_is_what_the_whole_photograph_gives():
    # The lessons speak of the coin in pixels of the whole photograph.
    whole = torch.tensor(mean_of_blocks(coins_image()[:288], 16))[None, None]
    box = coin_boxes()[THE_COIN : THE_COIN + 1].double()
    expected = roi_align(whole, [box], 2, 1 / 16, 2, aligned=True)[0, 0]
    found = MicroscopeWidget(example="coin").roi_align_output
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-3)  # the box in three decimals


def test_a_map_of_one_s_own():
    widget = MicroscopeWidget([OWN], output_size=(1, 1), aligned=True)
    assert (widget.example, widget.stride, widget.roi) == ("own", 16, [0, 0, 20, 20])
    assert widget.roi_align_output.tolist() == [[pytest.approx(0.125 * 3)]]
    assert widget.roi_pool_output.tolist() == [[3.0]]


def test_settings_stand_before_those_of_the_example():
    widget = MicroscopeWidget(example="coin", stride=8, aligned=False, sampling_ratio=3)
    assert (widget.stride, widget.aligned, widget.sampling_ratio) == (8, False, 3)
    assert (widget.output_size, widget.roi) == ([2, 2], [29, 10.1, 76.6, 56.6])


def test_the_still_has_one_scale_of_greys():
    """The lighter, the larger, in all three pictures, as in the widget."""
    images = [axes.images[0] for axes in MicroscopeWidget([OWN], roi=[0, 0, 9, 9]).still().axes]
    assert [image.get_cmap().name for image in images] == ["gray"] * 3
    assert [image.get_clim() for image in images] == [(0.0, 3.0)] * 3


def test_the_largest_sample():
    average, largest = (
        MicroscopeWidget(sampling_ratio=2, reduce=reduce).roi_align_output
        for reduce in ("average", "max")
    )
    assert (largest > average).all()


def test_load_begins_anew():
    widget = MicroscopeWidget(stride=64, reduce="max", chosen_bin=(1, 1), output_size=(7, 7))
    widget.load("coin")
    fresh = MicroscopeWidget(example="coin")
    names = ("example", "roi", "stride", "output_size", "sampling_ratio", "aligned", "reduce")
    assert [getattr(widget, n) for n in names] == [getattr(fresh, n) for n in names]
    assert (widget.chosen_bin, widget.kernel_result) == ([0, 0], fresh.kernel_result)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"example": "moon"}, ValueError, "example must be one of 'slides', 'coin', got 'moon'"),
        ({"examples": []}, ValueError, "examples must hold at least one RoiExample"),
        ({"stride": 8}, ValueError, "stride must be one of 16, 32, 64 in example 'slides', got 8"),
        ({"roi": [5, 5, 4, 9]}, ValueError, "roi must have x1 <= x2 and y1 <= y2"),
        ({"roi": [1, 2, 3]}, ValueError, r"roi must be four numbers .* got shape \(3,\)"),
        ({"roi": "box"}, TypeError, "roi must be numbers, got 'box'"),
        ({"output_size": (8, 2)}, ValueError, r"output_size must be up to 7 .*, got \[8, 2\]"),
        ({"output_size": (0, 2)}, ValueError, r"output_size must be .* from 1 up, got \(0, 2\)"),
        ({"output_size": (2,)}, ValueError, r"output_size must be \(height, width\)"),
        ({"sampling_ratio": 9}, ValueError, "sampling_ratio must be up to 8, got 9"),
        ({"sampling_ratio": 1.5}, TraitError, "sampling_ratio"),
        ({"aligned": "yes"}, TraitError, "aligned"),
        (
            {"view": "pixels"},
            ValueError,
            "view must be one of 'map', 'photo', 'back', got 'pixels'",
        ),
        ({"reduce": "sum"}, ValueError, "reduce must be one of 'average', 'max', got 'sum'"),
        ({"chosen_bin": (0, -1)}, ValueError, r"chosen_bin must be .* from 0 up, got \[0, -1\]"),
        ({"chosen_bin": (1,)}, ValueError, r"chosen_bin must be \(row, column\)"),
        ({"language": "xx"}, ValueError, "language must be one of 'en'"),
    ],
    ids=str,
)
def test_arguments_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=message):
        MicroscopeWidget(**arguments)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"key": "my map"}, ValueError, "key must be letters, digits and dashes, got 'my map'"),
        ({"feature_maps": {}}, ValueError, "feature_maps of 'own' is empty"),
        ({"feature_maps": {0: MAP}}, ValueError, "each stride of 'own' must be from 1 up, got 0"),
        ({"feature_maps": {0.5: MAP}}, TypeError, "each stride of 'own' must be a whole number"),
        ({"feature_maps": {16: [1.0, 2.0]}}, ValueError, r"feature_maps\[16\] .* got \(2,\)"),
        ({"feature_maps": {16: [MAP]}}, ValueError, r"got \(1, 2, 2\); of \(C, H, W\) pass one"),
        ({"feature_maps": {16: [[np.nan]]}}, ValueError, "must be finite; use np.nan_to_num"),
        ({"feature_maps": {8: MAP}, "stride": 16}, ValueError, "stride must be one of 8"),
        ({"image": PHOTO.astype(float)}, TypeError, "image must be a uint8 array"),
        (
            {"image": np.zeros((32, 40), np.uint8), "feature_maps": {16: np.zeros((1, 2))}},
            ValueError,
            r"got \(1, 2\) cells of 16 pixels",  # one whole cell is missing
        ),
        (
            {"image": PHOTO, "feature_maps": {16: np.zeros((4, 4))}},
            ValueError,
            r"must cover the image, got \(4, 4\) cells of 16 pixels for \(30, 40\)",
        ),
    ],
    ids=str,
)
def test_examples_that_cannot_be(changes, error, message):
    with pytest.raises(error, match=message):
        MicroscopeWidget([OWN._replace(**changes)])


def test_a_map_may_end_within_a_cell_of_the_image():
    for size in [(1, 2), (2, 3), (2, 2), (1, 3)]:  # 30 × 40 pixels are 1.9 × 2.5 cells
        example = OWN._replace(image=PHOTO, feature_maps={16: np.zeros(size)})
        assert MicroscopeWidget([example]).examples[0]["photo_size"] == [40, 30]


def test_a_value_that_is_refused_changes_nothing():
    widget = MicroscopeWidget()
    before = widget.kernel_result
    for name, value in [("roi", [9, 9, 8, 8]), ("stride", 8), ("example", "moon"), ("reduce", "x")]:
        with pytest.raises(ValueError, match=name):
            setattr(widget, name, value)
    assert (widget.roi, widget.stride, widget.example) == ([10, 10, 124, 124], 32, "slides")
    assert widget.kernel_result == before


def test_an_example_without_that_stride_names_the_way():
    widget = MicroscopeWidget(stride=64)
    with pytest.raises(ValueError, match=r"got 64; load\('coin'\) sets one that is"):
        widget.example = "coin"
