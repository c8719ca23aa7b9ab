"""The traced RoIAlign: what it writes down is what ``roi_align`` adds up."""

import csv

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.ops.roi_pooling import bilinear_interpolate, roi_align
from mrcnn_edu.ops.roi_tracing import trace_roi_align

corner = st.integers(-40, 120).map(lambda n: n / 4)


def rough_map(height, width):
    """Two channels without any pattern; a ramp would hide where the samples lie."""
    numbers = torch.arange(2 * height * width, dtype=torch.float64)
    return ((numbers * 7919) % 101 / 50 - 1).reshape(2, height, width)


def slides_map():
    with shipped("worked_examples/roi_feature_map.csv").open(newline="") as file:
        rows = [[float(value) for value in row.values()] for row in csv.DictReader(file)]
    return torch.tensor(rows, dtype=torch.float64)[None]


@given(
    x1=corner,
    y1=corner,
    width=st.integers(0, 80).map(lambda n: n / 4),
    height=st.integers(0, 80).map(lambda n: n / 4),
    bins=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    ratio=st.sampled_from([-1, 0, 1, 2, 3]),
    aligned=st.booleans(),
)
def test_output_is_that_of_roi_align(x1, y1, width, height, bins, ratio, aligned):
    features = rough_map(5, 7)
    box = torch.tensor([x1, y1, x1 + width, y1 + height], dtype=torch.float64)
    trace = trace_roi_align(features, box, bins, 0.5, ratio, aligned)
    expected = roi_align(features[None], [box[None]], bins, 0.5, ratio, aligned)[0]
    torch.testing.assert_close(trace.output, expected, rtol=0, atol=1e-12)


def test_samples_are_bilinear_interpolation_at_the_points():
    features = rough_map(6, 6)
    trace = trace_roi_align(features, torch.tensor([3.0, 1.0, 17.0, 30.0]), (2, 3), 0.25, 2)
    y, x = trace.points.double().flatten(0, 3).unbind(1)
    expected = bilinear_interpolate(features, y, x).reshape(trace.samples.shape)
    torch.testing.assert_close(trace.samples, expected, rtol=0, atol=1e-6)


def test_weights_belong_to_the_neighbours_of_each_point():
    trace = trace_roi_align(rough_map(8, 8), torch.tensor([1.0, 1.0, 6.0, 6.0]), 2, 1.0, 2)
    centre = (trace.weights[..., None] * trace.neighbours).sum(dim=-2)
    torch.testing.assert_close(centre, trace.points.double())  # a point is where its weights are
    assert torch.equal(trace.weights.sum(dim=-1), torch.ones(2, 2, 2, 2, dtype=torch.float64))
    rows, columns = trace.neighbours.unbind(-1)
    assert (rows[..., 2] - rows[..., 0] == 1).all()  # top left, top right, bottom left, ...
    assert (columns[..., 1] - columns[..., 0] == 1).all()


def test_a_sample_off_the_map_weighs_nothing():
    trace = trace_roi_align(rough_map(4, 4), torch.tensor([-9.0, -9.0, -5.0, -5.0]), 1, 1.0, 2)
    assert (trace.weights == 0).all()
    assert (trace.output == 0).all()


def test_the_worked_example_of_the_slides():
    box = torch.tensor([10.0, 10.0, 124.0, 124.0], dtype=torch.float64)
    trace = trace_roi_align(slides_map(), box, 2, 1 / 32, 1)
    assert trace.points[:, 0, 0, 0, 0].tolist() == [1.203125, 2.984375]
    wanted = torch.tensor([[[-0.8546, 0.3236], [0.2177, 0.0546]]], dtype=torch.float64)
    torch.testing.assert_close(trace.output, wanted, rtol=0, atol=5e-5)
    aligned = trace_roi_align(slides_map(), box, 2, 1 / 32, 1, aligned=True)
    wanted = torch.tensor([[[-1.2911, -0.4863], [0.7460, 0.2380]]], dtype=torch.float64)
    torch.testing.assert_close(aligned.output, wanted, rtol=0, atol=5e-5)


@pytest.mark.parametrize(
    ("features", "box", "message"),
    [
        (torch.ones(1, 4, 4), torch.ones(1, 4), r"box must have shape \(4,\), got \(1, 4\)"),
        (torch.ones(1, 4, 4), torch.ones(3), r"box must have shape"),
        (
            torch.ones(4, 4),
            torch.ones(4),
            r"input must have shape \(C, H, W\), got \(4, 4\); for a single one use input",
        ),
    ],
    ids=["two axes", "three numbers", "no channel"],
)
def test_errors(features, box, message):
    with pytest.raises(ValueError, match=message):
        trace_roi_align(features, box, 2)
