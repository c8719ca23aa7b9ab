"""The running image: its coins, their outlines, and the detector's proposals around them."""

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
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image
from mrcnn_edu.ops.nms import nms
from tools import make_coin_proposals


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
    assert scores.min() >= 0.05
    assert scores.max() <= 1
    assert len(scores.unique()) == len(scores)  # so that no lesson hangs on the order of equals
    assert box_iou(coin_boxes(), boxes).amax(dim=1).min() > 0.65


def test_the_surest_box_of_a_coin_need_not_fit_best():
    """Lesson 02 tells this story: NMS keeps the box that is surest, not the one that fits best."""
    boxes, scores = coin_proposals()
    fit = box_iou(coin_boxes()[[1]], boxes)[0]
    (kept,) = (i for i in nms(boxes, scores, 0.3).tolist() if fit[i] > 0.5)
    assert fit[kept] < 0.75
    assert fit.max() > 0.95


def test_proposals_are_nearly_what_the_shipped_detector_makes():
    """Its first weights made them; those of today have learnt a little more."""
    detector = mask_rcnn_tiny(5, weights=shipped("mask_rcnn_tiny/weights.safetensors"))
    boxes, scores = coin_proposals()
    queue, queue_scores = make_coin_proposals.whole_queue(detector)
    iou, nearest = box_iou(boxes, clip_boxes_to_image(queue, IMAGE_SIZE)).max(dim=1)  # (P,)
    assert iou.min() > 0.7
    assert (iou > 0.9).float().mean() > 0.8
    assert torch.corrcoef(torch.stack((scores, queue_scores[nearest])))[0, 1] > 0.95
    assert abs(len(make_coin_proposals.thinned(queue_scores)) - len(boxes)) <= 25


def test_the_queue_is_thinned_in_the_order_of_scores():
    scores = torch.tensor([0.4, 0.9, 0.04, 0.5, 0.8, 0.06, 0.7, 0.05])
    # 0.9, 0.8, 0.7, 0.5, 0.4, 0.06, 0.05: the first, the fourth and the last
    assert make_coin_proposals.thinned(scores).tolist() == [1, 3, 7]


def test_proposals_are_written_rounded_and_inside(tmp_path):
    boxes = torch.tensor([[-0.04, 1.26, 400.0, 20.0]])
    make_coin_proposals.write_proposals(boxes, torch.tensor([0.1234567]), tmp_path / "p.csv")
    assert (tmp_path / "p.csv").read_text().splitlines()[1] == "0.0,1.3,384.0,20.0,0.12346"


def test_a_file_that_is_not_shipped_is_named():
    with pytest.raises(FileNotFoundError, match=r"'coins/nothing.csv' is not among the files"):
        shipped("coins/nothing.csv")
