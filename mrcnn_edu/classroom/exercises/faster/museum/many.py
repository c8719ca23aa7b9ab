"""Wrong pooling in a batch: features (N, C, H, W), boxes (R, 4), counts, stride and n."""

import torch

from mrcnn_edu.ops.roi_pooling import roi_pool


def pool_from_one_image(features, boxes, counts, stride, n):
    image = torch.zeros(len(boxes), 1, dtype=boxes.dtype)
    return roi_pool(features, torch.cat((image, boxes), dim=1), n, 1 / stride)


def pool_scaled_twice(features, boxes, counts, stride, n):
    return roi_pool(features, list((boxes / stride).split(counts)), n, 1 / stride)


def pool_at_stride_16(features, boxes, counts, stride, n):
    return roi_pool(features, list(boxes.split(counts)), n, 1 / 16)


def pool_images_in_turn(features, boxes, counts, stride, n):
    image = torch.arange(len(boxes), dtype=boxes.dtype)[:, None] % len(counts)
    return roi_pool(features, torch.cat((image, boxes), dim=1), n, 1 / stride)


POOL_BOXES = [pool_from_one_image, pool_scaled_twice, pool_at_stride_16, pool_images_in_turn]
