"""Wrong mirror images: image (H, W), boxes (N, 4) to both."""

import torch


def flipped_boxes(image, boxes):
    width = image.shape[1]
    x1, y1, x2, y2 = boxes.unbind(dim=1)
    return image.flip(1), torch.stack((width - x1, y1, width - x2, y2), dim=1)


def flip_in_place(image, boxes):
    width, boxes = image.shape[1], boxes.clone()
    boxes[:, 0] = width - boxes[:, 2]
    boxes[:, 2] = width - boxes[:, 0]  # the new one already
    return image.flip(1), boxes


def flip_with_minus_one(image, boxes):
    width = image.shape[1]
    x1, y1, x2, y2 = boxes.unbind(dim=1)
    return image.flip(1), torch.stack((width - 1 - x2, y1, width - 1 - x1, y2), dim=1)


def flip_of_the_image_alone(image, boxes):
    return image.flip(1), boxes


FLIP = [
    flipped_boxes,
    flip_in_place,
    flip_with_minus_one,
    flip_of_the_image_alone,
]
