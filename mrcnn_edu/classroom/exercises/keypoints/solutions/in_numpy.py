"""In numpy, and numpy's arrays come back."""

import numpy as np


def read_points(maps, boxes):
    maps, boxes = maps.numpy(), boxes.numpy()
    count, joints, height, width = maps.shape
    place = maps.reshape(count, joints, height * width).argmax(axis=2)
    row, column = np.unravel_index(place, (height, width))
    x1, y1, x2, y2 = (boxes[:, i, None] for i in range(4))
    return np.stack(
        (x1 + (column + 0.5) * (x2 - x1) / width, y1 + (row + 0.5) * (y2 - y1) / height), axis=-1
    )


def oks(detection, person, area, sigmas):
    person = person.numpy().astype(float)
    squared = np.linalg.norm(detection.numpy() - person[:, :2], axis=1) ** 2
    near = np.exp(-squared / (2 * area * (2 * sigmas.numpy()) ** 2))
    return np.average(near, weights=person[:, 2] > 0)


def flip_keypoints(keypoints, swap, width):
    flipped = keypoints.numpy().copy()
    labelled = flipped[..., 2] != 0
    flipped[labelled, 0] = width - flipped[labelled, 0]
    return np.take(flipped, swap, axis=1)
