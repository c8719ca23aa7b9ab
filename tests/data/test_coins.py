"""The running image: its coins, their outlines, and the written-out proposals around them."""

import numpy as np
import pytest
import torch
from skimage.draw import polygon2mask

from mrcnn_edu.data.coins import (
    COLUMNS,
    IMAGE_SIZE,
    ROWS,
    THE_COIN,
    coin_boxes,
    coin_polygons,
    coin_proposals,
    coins_image,
)
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image
from mrcnn_edu.ops.nms import nms
from tools.make_coin_proposals import write_proposals


def test_the_photograph_is_the_one_that_the_polygons_were_drawn_on():
    image = coins_image()
    assert image.shape == IMAGE_SIZE
    assert image.dtype == np.uint8
    assert (image.min(), image.max(), int(image.sum())) == (1, 252, 11269333)


def test_coins_are_counted_as_one_reads():
    centres = np.array([polygon.mean(axis=0) for polygon in coin_polygons()])
    grid = centres.reshape(ROWS, COLUMNS, 2)
    assert (np.diff(grid[..., 0], axis=1) > 0).all()  # x grows along a row
    assert (np.diff(grid[..., 1].mean(axis=1)) > 0).all()  # y grows from row to row
    assert divmod(THE_COIN, COLUMNS) == (2, 3)


@pytest.mark.parametrize("coin", range(24))
def test_each_polygon_separates_bright_coin_from_dark_ground(coin):
    image, polygon = coins_image().astype(float), coin_polygons()[coin]
    middle = polygon.mean(axis=0)

    def ring(inner, outer):
        """Pixels between the polygon scaled by two factors; row, column, at pixel centres."""
        masks = [
            polygon2mask(image.shape, (middle + f * (polygon - middle) - 0.5)[:, ::-1])
            for f in (inner, outer)
        ]
        return image[masks[1] & ~masks[0]]

    # A polygon a tenth too small or too large would put coin on both sides, or ground on both.
    assert np.median(ring(0.88, 0.99)) > np.median(ring(1.06, 1.16)) + 20


def test_boxes_enclose_their_polygons_exactly_and_do_not_touch():
    boxes = coin_boxes()
    assert boxes.shape == (24, 4)
    assert boxes.dtype == torch.float32
    corners = torch.from_numpy(coin_polygons()[THE_COIN]).float()
    assert boxes[THE_COIN].tolist() == [
        *corners.amin(dim=0).tolist(),
        *corners.amax(dim=0).tolist(),
    ]
    assert torch.equal(box_iou(boxes, boxes), torch.eye(24))


def test_proposals_lie_in_the_image_and_cover_every_coin():
    boxes, scores = coin_proposals()
    assert torch.equal(clip_boxes_to_image(boxes, IMAGE_SIZE), boxes)
    assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert scores.min() >= 0
    assert scores.max() <= 1
    assert box_iou(coin_boxes(), boxes).amax(dim=1).min() > 0.65


def test_the_best_score_on_the_coin_is_not_the_best_fit():
    """Lesson 02 tells this story: NMS keeps the box that is surest, not the one that fits best."""
    boxes, scores = coin_proposals()
    fit = box_iou(coin_boxes()[[THE_COIN]], boxes)[0]
    kept = nms(boxes, scores, 0.5)
    on_the_coin = kept[fit[kept] > 0.5]
    assert len(on_the_coin) == 1
    assert fit[on_the_coin] < fit.max()


def test_proposals_are_what_the_script_writes(tmp_path):
    write_proposals(tmp_path / "proposals.csv")
    assert (tmp_path / "proposals.csv").read_text() == shipped("coins/proposals.csv").read_text()


def test_a_file_that_is_not_shipped_is_named():
    with pytest.raises(FileNotFoundError, match=r"'coins/nothing.csv' is not among the files"):
        shipped("coins/nothing.csv")
