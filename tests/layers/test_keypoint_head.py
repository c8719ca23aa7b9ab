"""A reader of one's own for the maps of joints."""

import pytest
import torch

from mrcnn_edu.layers.keypoint_head import KeypointTask


def test_points_come_from_the_reader_image_by_image():
    seen = []

    def corners(maps, boxes):
        seen.append((tuple(maps.shape), boxes.tolist()))
        points = torch.ones(*maps.shape[:2], 3)
        points[..., :2] = boxes[:, None, :2]
        return points, maps.amax(dim=(2, 3))

    boxes = torch.tensor([[1.0, 2, 5, 6], [3, 4, 9, 9], [7, 8, 9, 9]])
    detections = [
        {"boxes": boxes[:2], "labels": torch.ones(2).long()},
        {"boxes": boxes[2:], "labels": torch.ones(1).long()},
    ]
    KeypointTask(corners).read(torch.full((3, 2, 4, 4), 5.0), detections)
    assert seen == [((2, 2, 4, 4), boxes[:2].tolist()), ((1, 2, 4, 4), boxes[2:].tolist())]
    assert detections[0]["keypoints"][1].tolist() == [[3, 4, 1], [3, 4, 1]]
    assert detections[1]["keypoints"][0].tolist() == [[7, 8, 1], [7, 8, 1]]
    assert detections[1]["keypoints_scores"].tolist() == [[5, 5]]


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="points_of"):
        KeypointTask(0.5)
