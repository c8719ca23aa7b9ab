"""A box head slid over a map says of each window what it says of the window alone."""

from functools import partial

import pytest
import torch
from torch import nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.roi_pooler import RoIPooler
from mrcnn_edu.layers.sliding_head import SlidingBoxHead, linear_as_conv
from mrcnn_edu.ops.roi_pooling import roi_align

CHANNELS, SIDE = 3, 4
MAP = torch.rand(2, CHANNELS, 6, 9, generator=torch.Generator().manual_seed(0))


def heads() -> tuple[TwoMLPHead, FastRCNNPredictor]:
    torch.manual_seed(1)
    return TwoMLPHead(CHANNELS * SIDE * SIDE, 8), FastRCNNPredictor(8, 5)


def test_by_hand() -> None:
    # Two channels, windows of 2 x 2: the layer counts the cells of a window from 1 to 8.
    layer = nn.Linear(8, 1)
    with torch.no_grad():
        layer.weight[0] = torch.arange(1.0, 9)
        layer.bias.fill_(100)
    cells = torch.zeros(1, 2, 2, 3)
    cells[0, 0, 0, 1] = 1  # in the left window place 2 of channel 0, in the right one place 1
    cells[0, 1, 1, 0] = 10  # in the left window place 3 of channel 1, in the right one not at all
    assert linear_as_conv(layer, 2)(cells).tolist() == [[[[100 + 2 + 10 * 7, 100 + 1]]]]


def test_each_window_alone() -> None:
    head, predictor = heads()
    logits, deltas = SlidingBoxHead(head, predictor, CHANNELS)(MAP)
    assert logits.shape == (2, 5, 3, 6)
    assert deltas.shape == (2, 5, 4, 3, 6)
    for i in range(3):
        for j in range(6):
            expected = predictor(head(MAP[:, :, i : i + SIDE, j : j + SIDE]))
            torch.testing.assert_close(logits[:, :, i, j], expected[0], rtol=0, atol=1e-5)
            torch.testing.assert_close(deltas[..., i, j], expected[1], rtol=0, atol=1e-5)


def test_each_window_as_a_box_of_whole_cells() -> None:
    # RoIAlign with one sample in the middle of each bin gives the cells themselves.
    head, predictor = heads()
    one_sample = partial(roi_align, sampling_ratio=1, aligned=True)
    pooler = RoIPooler(SIDE, strides=(4,), roi_op=one_sample)
    y, x = torch.meshgrid(torch.arange(3), torch.arange(6), indexing="ij")
    boxes = 4.0 * torch.stack((x, y, x + SIDE, y + SIDE), dim=-1).reshape(-1, 4)
    expected, _ = predictor(head(pooler({"0": MAP}, [boxes, boxes])))  # (2 · 3 · 6, 5)
    logits, _ = SlidingBoxHead(head, predictor, CHANNELS)(MAP)
    got = logits.permute(0, 2, 3, 1).reshape(-1, 5)
    torch.testing.assert_close(got, expected, rtol=0, atol=1e-5)


def test_the_numbers_are_the_heads_own() -> None:
    head, predictor = heads()
    sliding = SlidingBoxHead(head, predictor, CHANNELS)
    with torch.no_grad():
        head.fc6.weight.zero_()
        head.fc6.bias.zero_()
    assert (sliding.fc6(MAP) == 0).all()


def test_a_layer_without_a_bias() -> None:
    layer = nn.Linear(12, 2, bias=False)
    assert linear_as_conv(layer, 3)(torch.ones(1, 3, 2, 2)).flatten().tolist() == pytest.approx(
        layer.weight.sum(dim=1).tolist()
    )


@pytest.mark.parametrize("channels", [5, 16], ids=["no square", "not a whole number"])
def test_channels_that_do_not_fit_are_refused(channels: int) -> None:
    with pytest.raises(ValueError, match=rf"of 48 with channels {channels}; channels are"):
        linear_as_conv(nn.Linear(48, 2), channels)
