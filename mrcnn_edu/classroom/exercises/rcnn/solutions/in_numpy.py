"""In numpy, and numpy's arrays come back."""

import numpy as np


def encode_boxes(boxes, proposals):
    box, proposal = boxes.numpy(), proposals.numpy()
    sides, sides_p = box[:, 2:] - box[:, :2], proposal[:, 2:] - proposal[:, :2]
    moves = (box[:, :2] + sides / 2 - proposal[:, :2] - sides_p / 2) / sides_p
    return np.hstack((moves, np.log(sides / sides_p)))


def decode_boxes(deltas, proposals):
    d, p = deltas.numpy().astype(np.float64), proposals.numpy().astype(np.float64)
    low, sides = p[:, :2], p[:, 2:] - p[:, :2]
    middle = low + sides * (0.5 + d[:, :2])
    half = sides * np.exp(np.minimum(d[:, 2:], np.log(62.5))) / 2
    return np.concatenate((middle - half, middle + half), axis=1)


def mine(scores, cached, hard=-1, evict=-1.2):
    hard_ones = np.flatnonzero(scores.numpy() > hard)
    easy_ones = np.flatnonzero(scores.numpy() < evict)
    return np.union1d(hard_ones, np.setdiff1d(cached.numpy(), easy_ones))


def warp_crop(image, box, size, context):
    padded = np.pad(image.numpy().astype(np.float64), 1)  # a border of 0
    low, high = box.numpy()[:2].astype(np.float64), box.numpy()[2:].astype(np.float64)
    steps = (np.arange(size) + 0.5 - context) / (size - 2 * context)
    x, y = (low[:, None] + (high - low)[:, None] * steps) + 0.5  # of the padded image's pixels
    y, x = np.clip(y, 0, padded.shape[0] - 1), np.clip(x, 0, padded.shape[1] - 1)
    top = np.minimum(y.astype(int), padded.shape[0] - 2)
    left = np.minimum(x.astype(int), padded.shape[1] - 2)
    down, across = (y - top)[:, None], (x - left)[None]
    upper = padded[np.ix_(top, left)] * (1 - across) + padded[np.ix_(top, left + 1)] * across
    lower = padded[np.ix_(top + 1, left)] * (1 - across)
    lower = lower + padded[np.ix_(top + 1, left + 1)] * across
    return upper * (1 - down) + lower * down
