"""In numpy, and numpy's arrays come back."""

import numpy as np


def sample(iou, labels, n, fraction, low):
    iou, labels = np.pad(iou.numpy(), ((0, 0), (0, 1))), np.append(labels.numpy(), 0)
    best = iou.max(axis=1)
    says = np.where(best >= 0.5, labels[iou.argmax(axis=1)], np.where(best >= low, 0, -1))
    on_objects = min(np.count_nonzero(best >= 0.5), int(n * fraction))
    return says, np.array([on_objects, min((says == 0).sum(), n - on_objects)])


def truncate(weight, t):
    u, s, vt = np.linalg.svd(weight.numpy().astype(float))
    return np.diag(s[:t]) @ vt[:t], u[:, :t]


def flip(image, boxes):
    boxes = boxes.numpy().copy()
    boxes[:, [0, 2]] = image.shape[1] - boxes[:, [2, 0]]
    return image.numpy()[:, ::-1].copy(), boxes
